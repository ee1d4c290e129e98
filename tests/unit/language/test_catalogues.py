"""The catalogues that ship: everything mails say is in them, whole."""

from __future__ import annotations

import catalogues
import pytest
from babel.messages import Catalog

from digest.language.catalogue import parsed, places


def shipped(tag: str) -> Catalog:
    return parsed(catalogues.LANGUAGES / f"{tag}.po")


def names(catalogue: Catalog) -> set[tuple[str | None, object]]:
    return {(one.context, one.id) for one in catalogue if one.id}


def test_the_template_and_the_catalogues_are_current() -> None:
    """Write them anew with: make catalogues."""
    for path, text in catalogues.files():
        assert path.read_text(encoding="utf-8") == text, path.name


@pytest.mark.parametrize("tag", catalogues.SHIPPED)
def test_every_message_of_templates_and_code_is_in_each_catalogue(tag: str) -> None:
    assert names(shipped(tag)) == names(catalogues.extracted()) != set()


@pytest.mark.parametrize(("tag", "plurals"), [("ar", 6), ("ja", 1)])
def test_every_message_is_translated_in_all_its_forms(tag: str, plurals: int) -> None:
    """None is fuzzy or empty; plurals have the forms that CLDR gives the language."""
    found = shipped(tag)
    assert found.num_plurals == plurals
    for one in found:
        forms = one.string if isinstance(one.string, tuple) else (one.string,)
        assert not one.fuzzy or not one.id, one.id
        assert all(forms) or not one.id, one.id
        assert len(forms) == (plurals if isinstance(one.id, tuple) else 1), one.id


@pytest.mark.parametrize("tag", catalogues.SHIPPED)
def test_a_translation_has_the_places_of_its_message(tag: str) -> None:
    """Only the number may go where the form itself says it: one, two, none."""
    for one in shipped(tag):
        ids = one.id if isinstance(one.id, tuple) else (one.id,)
        forms = one.string if isinstance(one.string, tuple) else (one.string,)
        for form in forms if one.id else ():
            missing = places(ids[0]) - places(form)
            assert missing == set() or (missing == {"num"} and len(forms) > 1), one.id
            assert places(form) <= places(ids[0])


@pytest.mark.parametrize("tag", catalogues.SHIPPED)
def test_quotation_marks_are_the_languages_own(tag: str) -> None:
    for one in shipped(tag):
        assert not set('“”"') & set("".join(one.string)) or not one.id, one.id
