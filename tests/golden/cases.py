"""The golden mails: one made-up digest for each thing that a mail must take in its stride."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from golden.papers import DRAWINGS, PICTURES, REASONS, TEN, a_card, picture

from digest.model import (
    CardFacts,
    Digest,
    Edition,
    Entry,
    Images,
    Masthead,
    Reason,
    Section,
    Verdict,
)
from digest.render import Renderer, intro

DAY = date(2026, 3, 31)
LONDON = timezone(timedelta(hours=1))
INTRO = intro(
    "The reading group meets on **Thursday at four**, in the small library. "
    "The paper is on [the list](https://example.org/list); bring\n\n- a question,\n- a doubt."
)


def entries(
    cards: tuple[CardFacts, ...] = TEN, reasons: tuple[tuple[Reason, ...], ...] = REASONS
) -> tuple[Entry, ...]:
    """Return the numbered entries of cards; reasons are used again and again where there are fewer."""
    return tuple(
        Entry(number=n, paper=n, card=card, score=1.0, reasons=reasons[(n - 1) % len(reasons)])
        for n, card in enumerate(cards, 1)
    )


def pictured(cards: tuple[CardFacts, ...], drawings: tuple[bytes, ...]) -> tuple[CardFacts, ...]:
    """Return the cards, the first of them with these drawings and where they came from."""
    shown = tuple(
        replace(card, picture=picture(drawing), image_url=f"https://pictures.example.org/{n}.png")
        for n, (card, drawing) in enumerate(zip(cards, drawings, strict=False), 1)
    )
    return shown + cards[len(shown) :]


def a_masthead(**changes: Any) -> Masthead:
    """Return what the newsletter says of itself."""
    values = {"title": "Paper Round", "sender": "Paper Round <digest@example.org>"}
    return Masthead(**(values | changes))


def a_mail(name: str, /, **changes: Any) -> Digest:
    """Return a digest for Ada on the last day of March 2026; its Message-ID holds the case's name."""
    values = {
        "masthead": a_masthead(),
        "address": "ada@example.org",
        "email": "Ada@example.org",
        "name": "Ada",
        "edition": Edition(date=DAY),
        "date": datetime(2026, 3, 31, 7, 30, tzinfo=LONDON),
        "message_id": f"<{name}.2026-03-31@example.org>",
        "unsubscribe": "mailto:digest@example.org?subject=unsubscribe",
        "cadence": "weekdays at 07:30 Europe/London",
        "entries": entries(),
        "considered": 240,
    }
    return Digest(**(values | changes))


LED = {"entries": entries(pictured(TEN, DRAWINGS[:1])), "pictures": PICTURES}


def _daily() -> Digest:
    return a_mail("daily", **LED)


def _no_thumbnails() -> Digest:
    return a_mail("no-thumbnails", name="")


def _quiet() -> Digest:
    return a_mail("quiet", entries=(), considered=0)


def _one_paper() -> Digest:
    return a_mail("one-paper", entries=entries(TEN[:1]), considered=1)


def _fifty_papers() -> Digest:
    cards = tuple(
        replace(card, title=f"{card.title}, Part {part}", abstract=" ".join([card.abstract] * 4), summary="")
        if card.abstract
        else replace(card, title=f"{card.title}, Part {part}")
        for part in range(1, 6)
        for card in TEN
    )
    return a_mail("fifty-papers", entries=entries(cards), considered=1204)


def _many_authors() -> Digest:
    authors = tuple(f"Author {chr(65 + n % 26)}. Number-{n}" for n in range(1, 601))
    card = replace(TEN[0], title="A Detector and Six Hundred People", authors=authors)
    return a_mail("many-authors", entries=entries((card, *TEN[1:3])))


def _long_title() -> Digest:
    words = "On the Very Long Titles of Papers Which Say Everything Before the Abstract Has Its Turn "
    long = (words * 4)[:299].rstrip() + "!"
    unbroken = "Supercalifragilistic" * 9
    cards = (replace(TEN[0], title=long), replace(TEN[1], title=unbroken), TEN[2])
    return a_mail("long-title", entries=entries(cards))


CJK = (
    a_card(
        201,
        "大規模言語モデルの低ランク適応における階数の自動決定",
        abstract="各層の階数を学習によって定める手法を提案する。全体を調整した場合と同じ精度を、四十分の一の重みで得た。",
        authors=("佐倉 葉子", "真壁 亮"),
        organization="北野研究所",
        upvotes=31,
    ),
    a_card(202, "扩散变换器在低噪声下遗忘了什么", authors=("林若溪", "周予安"), upvotes=12),
    a_card(203, "저차원 어댑터는 언제 성장을 멈추는가", authors=("한서윤",), comments=1),
)
RTL = (
    a_card(
        301,
        "نماذج لغوية صغيرة تعرف متى تتوقف",
        abstract="نقترح طريقة تتعلم فيها كل طبقة رتبتها بنفسها، فتبلغ دقة الضبط الكامل "
        "بجزء من أربعين من الأوزان.",
        authors=("ليان قاسم", "سامر حداد"),
        upvotes=8,
    ),
    a_card(302, "מודלים קטנים ושאלות גדולות", authors=("נועה ברק",), comments=2),
    a_card(303, "ASR للعربية: a study of 9 dialects", authors=("ليان قاسم", "Marta Quill")),
)


def _cjk_titles() -> Digest:
    return a_mail("cjk-titles", entries=entries((*CJK, TEN[2])))


def _rtl_titles() -> Digest:
    return a_mail("rtl-titles", entries=entries((TEN[0], *RTL, TEN[2])))


def _arabic() -> Digest:
    return a_mail(
        "arabic",
        masthead=a_masthead(title="جولة الأوراق", language="ar"),
        name="ليان",
        entries=entries((RTL[0], TEN[0], TEN[1], *RTL[1:])),
        considered=1204,
    )


def _japanese() -> Digest:
    return a_mail(
        "japanese",
        masthead=a_masthead(title="論文だより", language="ja"),
        name="葉子",
        entries=entries((CJK[0], TEN[0], *CJK[1:], TEN[1])),
        considered=1204,
    )


def _plain_theme() -> Digest:
    return a_mail(
        "plain-theme", masthead=a_masthead(theme="plain", postal_address="1 Example Street, London"), **LED
    )


def _plain_theme_in_arabic() -> Digest:
    return replace(
        _arabic(),
        masthead=a_masthead(title="جولة الأوراق", language="ar", theme="plain"),
        message_id="<plain-theme-in-arabic.2026-03-31@example.org>",
    )


def _weekly() -> Digest:
    return a_mail(
        "weekly",
        edition=Edition(date=DAY, kind="weekly"),
        cadence="Tuesdays at 07:30 Europe/London",
        verdict=Verdict.RICH,
        considered=1204,
        **LED,
    )


def _monthly() -> Digest:
    return a_mail(
        "monthly", edition=Edition(date=DAY, kind="monthly"), cadence="monthly on the 31st", considered=5120
    )


def _sections() -> Digest:
    places = (*[Section.FOR_YOU] * 4, Section.OUTSIDE, *[Section.TRENDING] * 3)
    outside, popular = (Reason(kind="outside", label=""),), (Reason(kind="popular", label=""),)
    reasons = (*REASONS[:4], outside, *[popular] * 3)
    made = entries(pictured(TEN[:8], DRAWINGS[:1]), reasons)
    return a_mail(
        "sections",
        entries=tuple(replace(one, section=place) for one, place in zip(made, places, strict=True)),
        pictures=PICTURES,
    )


def _nothing_stands_out() -> Digest:
    return a_mail(
        "nothing-stands-out",
        masthead=a_masthead(intro_html=INTRO[0], intro_text=INTRO[1]),
        entries=entries(TEN[5:8], ((),)),
        verdict=Verdict.NOTHING,
        notices=(
            "arXiv could not be reached since Monday; papers of cs.CL may be missing.",
            "example.org/feed listed far fewer papers than usual.",
        ),
    )


def _test_mail() -> Digest:
    return a_mail("test-mail", edition=Edition(date=DAY, kind="test"), entries=entries(TEN[:3]))


def _images_remote() -> Digest:
    return a_mail(
        "images-remote",
        masthead=a_masthead(images=Images.REMOTE),
        entries=entries(tuple(replace(card, picture=None) for card in pictured(TEN[:5], DRAWINGS))),
    )


def _images_embedded() -> Digest:
    return a_mail(
        "images-embedded",
        masthead=a_masthead(images=Images.EMBEDDED),
        entries=entries(pictured(TEN[:5], DRAWINGS)),
        pictures=PICTURES,
    )


def _images_none() -> Digest:
    return a_mail("images-none", masthead=a_masthead(images=Images.NONE), **LED)


def _one_click() -> Digest:
    masthead = a_masthead(
        sender="Zeitung für Leser <digest@example.org>",
        reply_to="The editors <editors@example.org>",
        postal_address="1 Example Street, London",
    )
    return a_mail(
        "one-click",
        masthead=masthead,
        name="Ærø “Ada” Søborg",
        date=datetime(2026, 3, 31, 6, 30, tzinfo=UTC),
        unsubscribe="https://digest.example.org/u/6f1c2d9a?edition=daily&slot=1",
        entries=entries(TEN[:4]),
    )


def _hostile() -> Digest:
    inject = (
        "</title></style></td></table><script>document.title='owned'</script><img src=x onerror=alert(1)>"
    )
    card = CardFacts(
        title=f"{inject}\u202egnp.exe {{{{ 7 * 7 }}}}",
        url="javascript:document.title='owned'",
        pdf_url="https://user@example.org/paper.pdf",
        abstract=inject + "x" * 100_000,
        authors=(inject,),
        organization=inject,
        submitter=inject,
        code_url='https://example.org/"onmouseover="alert(1)',
        image_url="https://example.org/'><script>alert(1)</script>",
    )
    return a_mail(
        "hostile",
        masthead=a_masthead(title=inject, images=Images.REMOTE, postal_address=inject, intro_html=inject),
        name="\r\nBcc: <eve@example.org>",
        entries=entries((card, TEN[0]), ((Reason(kind="topic", label=inject, terms=(inject,)),),)),
        notices=(inject,),
        cadence=inject,
    )


CASES: dict[str, Digest] = {
    digest.message_id.strip("<").partition(".")[0]: digest
    for digest in (
        _daily(),
        _no_thumbnails(),
        _quiet(),
        _one_paper(),
        _fifty_papers(),
        _many_authors(),
        _long_title(),
        _cjk_titles(),
        _rtl_titles(),
        _arabic(),
        _japanese(),
        _plain_theme(),
        _plain_theme_in_arabic(),
        _weekly(),
        _monthly(),
        _sections(),
        _nothing_stands_out(),
        _test_mail(),
        _images_remote(),
        _images_embedded(),
        _images_none(),
        _hostile(),
        _one_click(),  # the last, so that it is the first backwards: its Date is in another zone
    )
}


def messages(*, backwards: bool = False) -> dict[str, bytes]:
    """Return the bytes of every golden mail, by its name, made by one renderer in order or backwards."""
    renderer = Renderer()
    cases = list(CASES.items())
    return {name: renderer.message(digest).data for name, digest in (cases[::-1] if backwards else cases)}
