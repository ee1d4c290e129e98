"""Author lists in one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources.arxiv.names import listed, names


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("", ()),
        ("Ann One", ("Ann One",)),
        ("Ann One, Bo Two, Cy Three", ("Ann One", "Bo Two", "Cy Three")),
        ("Sammy Davis, Jr., Bo Two III, Al Capp, IV", ("Sammy Davis, Jr.", "Bo Two III", "Al Capp, IV")),
        ("Ann One (MIT, Cambridge), Bo Two (1 and 2)", ("Ann One", "Bo Two")),
        ("Chih-Wei (Eric) Hsu, Bo Two", ("Chih-Wei (Eric) Hsu", "Bo Two")),
        ("Chih-Wei (Eric) Hsu (MIT)", ("Chih-Wei (Eric) Hsu",)),
        ("Ann One (1), Bo Two (2) ((1) MIT, (2) ETH)", ("Ann One", "Bo Two")),
        ("Planck Collaboration: N. Aghanim, Y. Akrami", ("Planck Collaboration", "N. Aghanim", "Y. Akrami")),
        ('Paul Erd{\\H{o}}s, G{\\"o}del{, }K', ("Paul Erd{\\H{o}}s", 'G{\\"o}del{, }K')),
        ("Ann One (MIT, Bo Two", ("Ann One (MIT", "Bo Two")),
        ("Ann One), Bo Two", ("Ann One)", "Bo Two")),
        (" , ,, Ann One , ", ("Ann One",)),
        ("Jr., Ann One", ("Jr.", "Ann One")),
    ],
)
def test_a_line_is_cut_into_names(line: str, found: tuple[str, ...]) -> None:
    """A suffix stays with its name; affiliations and notes go."""
    assert names(line) == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Ann One and Bo Two", ("Ann One", "Bo Two")),
        ("Ann One, Bo Two, and Cy Three", ("Ann One", "Bo Two", "Cy Three")),
        ("Ann One (MIT and ETH), Bo Anderson", ("Ann One", "Bo Anderson")),
        ("Ann One & Bo Two", ("Ann One", "Bo Two")),
        ("Sandy Andrews", ("Sandy Andrews",)),
    ],
)
def test_authors_write_and(line: str, found: tuple[str, ...]) -> None:
    """In records of OAI-PMH the line is as the authors wrote it."""
    assert listed(line) == found


@given(st.text(alphabet="ab ,;:(){}[].&Jr\\", max_size=60))
def test_no_line_is_too_strange(line: str) -> None:
    """Names are never empty, and nothing is invented."""
    for name in (*names(line), *listed(line)):
        assert name.strip() == name != ""
        assert set(name) <= set(line)


def test_three_thousand_names_are_read_in_one_go() -> None:
    """The longest author list of a paper known to us has 3,303."""
    assert len(names(", ".join(f"Ann {number}" for number in range(3_303)))) == 3_303
    assert names("(" * 100_000) != ()
