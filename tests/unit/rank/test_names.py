"""When two spellings mean the same person or organization."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.rank.names import BY_INITIAL, SURE, organization_key, parse_name, same_name


@pytest.mark.parametrize(
    ("one", "other", "sure"),
    [
        ("Tri Dao", "Tri Dao", SURE),
        ("Dao, Tri", "tri dao", SURE),
        ("Dao Tri", "Tri Dao", SURE),
        ("T. Dao", "Tri Dao", BY_INITIAL),
        ("T. Dao", "T. Dao", SURE),
        ("Quoc Le", "Quoc V. Le", SURE),
        ("Quoc V. Le", "Quoc Viet Le", SURE),
        ("Quoc V. Le", "Quoc T. Le", 0),
        ("Bernhard Schölkopf", "Bernhard Scholkopf", SURE),
        ("Jack O'Brien", "Jack O’Brien", SURE),
        ("Jean-Pierre Serre", "J.-P. Serre", BY_INITIAL),
        ("Sammy Davis, Jr.", "Sammy Davis", SURE),
        ("Wei Zhang", "Wen Zhang", 0),
        ("Zhang", "Wei Zhang", 0),
        ("王小明", "王小明", SURE),
        ("", "", 0),
        ("\x00\ud800", "Tri Dao", 0),
    ],
)
def test_names_are_compared_by_form(one, other, sure):
    """Order, accents and middle names do not matter; an initial is half as sure."""
    assert same_name(parse_name(one), parse_name(other)) == sure


@given(st.text(), st.text())
def test_sameness_has_no_direction(one, other):
    """Who is compared with whom does not matter, and a name with letters is itself."""
    first, second = parse_name(one), parse_name(other)
    assert same_name(first, second) == same_name(second, first)
    assert same_name(first, first) == (SURE if first.family else 0)


def test_an_organization_is_its_handle_or_its_name():
    """Case, hyphens and spaces do not matter."""
    assert organization_key("DeepSeek AI") == organization_key("deepseek-ai")
