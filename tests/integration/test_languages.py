"""Readers of one newsletter, each in a language and a theme of their own: planned, frozen, rendered."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import catalogues
import pytest
from make import NOON, a_digest, a_subscriber, an_entry, interests
from ready import a_newsroom, stock

from digest.language import Languages
from digest.model import CardFacts, Digest, Masthead, Reason, Section
from digest.publish.planning import publish
from digest.render import Renderer
from digest.store import Store
from digest.store.ledger import load
from digest.store.outbox import rows
from digest.store.papers import failed

LANGUAGES = Languages([catalogues.LANGUAGES])
TOPIC = interests(topic="papers about things")
PEOPLE = [
    a_subscriber("ada@example.org", interests=TOPIC, language="ar"),
    a_subscriber("grace@example.org", interests=TOPIC),
    a_subscriber("hanako@example.org", interests=TOPIC, language="ja", theme="plain"),
    a_subscriber("layla@example.org", interests=TOPIC, language="ar"),
]
RENDERER = Renderer()
UNTRANSLATED = {"PDF", "BibTeX"}  # names of formats, the same everywhere


def planned(store: Store, *, language: str = "en") -> list[Digest]:
    """Return the digests of a day on which a source could not be read."""
    stock(store, "A paper about things")
    failed(store, source="huggingface", now=NOON, error="503")
    newsroom = a_newsroom()
    masthead = replace(newsroom.masthead, language=language)
    publish(store, replace(newsroom, masthead=masthead, languages=LANGUAGES), PEOPLE, now=NOON)
    with store.read() as connection:
        kept = load(connection, [row.delivery for row in rows(store)])
    return sorted(kept.values(), key=lambda digest: digest.address)


def test_each_digest_is_frozen_in_its_readers_language_and_theme(store: Store) -> None:
    """What a reader has not chosen is the newsletter's."""
    heads = [digest.masthead for digest in planned(store)]
    assert [(head.language, head.theme) for head in heads] == [
        ("ar", "default"), ("en", "default"), ("ja", "plain"), ("ar", "default"),
    ]  # fmt: skip


def test_readers_who_have_not_chosen_get_the_newsletters_language(store: Store) -> None:
    assert [digest.masthead.language for digest in planned(store, language="ja")] == ["ar", "ja", "ja", "ar"]


def test_what_a_reader_is_told_of_sources_is_in_their_language(store: Store) -> None:
    """It is put into words when the digest is made, and frozen with it."""
    arabic, english, japanese, _ = (digest.notices for digest in planned(store))
    assert english == ("Hugging Face could not be reached since Tuesday: papers may be missing.",)
    assert arabic == ("تعذّر الوصول إلى Hugging Face منذ يوم الثلاثاء: قد تكون بعض الأوراق ناقصة.",)
    assert japanese == ("火曜日からHugging Faceに接続できません。漏れている論文があるかもしれません。",)


@pytest.mark.parametrize(
    ("tag", "direction", "unsubscribe", "said"),
    [
        ("en", "ltr", "Unsubscribe", ["Tuesday 31 March", "daily at 07:30 UTC"]),
        ("ar", "rtl", "إلغاء الاشتراك", ["الثلاثاء، 31 مارس", "كل يوم، الساعة 07:30 بتوقيت UTC"]),
        ("ja", "ltr", "購読を解除", ["3月31日火曜日", "毎日07:30（UTC時間）"]),
    ],
)
def test_both_parts_of_a_mail_speak_its_language(
    tag: str, direction: str, unsubscribe: str, said: list[str]
) -> None:
    made = RENDERER.preview(a_digest(masthead=head(tag)))
    assert f'<html lang="{tag}" dir="{direction}"' in made.html
    for part in (unescape(made.html), made.text):
        plain = " ".join(part.split())
        assert all(words in plain for words in [unsubscribe, *said])


@pytest.mark.parametrize("tag", catalogues.SHIPPED)
@pytest.mark.parametrize("theme", ["default", "plain"])
def test_no_english_of_ours_is_left_in_another_language(tag: str, theme: str) -> None:
    """Whatever a mail says, but for what papers and people say in it."""
    ours = {
        one.id
        for one in catalogues.extracted()
        if isinstance(one.id, str) and "%" not in one.id and one.id.strip(" ,")
    } - UNTRANSLATED
    for kind in ("daily", "weekly", "monthly", "test"):
        digest = everything(replace(head(tag), theme=theme), kind)
        made = RENDERER.preview(digest)
        for part in (made.subject, made.text):
            assert [words for words in ours if f" {words} " in f" {' '.join(part.split())} "] == []


def head(language: str) -> Masthead:
    return Masthead(title="論", sender="digest@example.org", language=language)


def everything(masthead: Masthead, kind: str) -> Digest:
    """Return a digest with all that a card may show, one paper for each reason, in every section."""
    facts = CardFacts(
        title="題",
        url="https://example.org/p",
        pdf_url="https://example.org/f",
        discussion_url="https://example.org/d",
        code_url="https://example.org/c",
        project_url="https://example.org/j",
        identifier="arXiv:2106.09685",
        authors=tuple("αβγδε"),
        submitter="σ",
        upvotes=3,
        comments=11,
        stars=100,
    )
    kinds = ("topic", "keyword", "author", "organization", "category", "like", "library", "vote", "popular")
    entries = [
        replace(an_entry(place), card=facts, reasons=(Reason(kind=one, label="札", terms=terms),))
        for place, (one, terms) in enumerate([(one, terms) for one in kinds for terms in ((), ("α",))], 1)
    ]
    sections = (Section.OUTSIDE, Section.TRENDING)
    entries += [replace(an_entry(place), card=facts, section=one) for place, one in enumerate(sections, 30)]
    digest = a_digest(*entries, masthead=masthead, name="名", considered=5000, cadence="daily at 07:30 UTC")
    return replace(digest, edition=replace(digest.edition, kind=kind))
