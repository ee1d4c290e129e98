"""However hostile a text: readable ends soon, in time that grows with the length alone."""

from __future__ import annotations

import re
import unicodedata
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text  # bibtexparser brings it

from digest.latex import readable

LENGTH = 100_000
HOSTILE = [
    "\\", "$", "{", "}", "^{", "_{", "~", "-", "`", "``a", "&amp;", "<i>", "\\(", "\\[", "$$a", "$x",
    "${$}", "{$}", "$a{", "\\textbf{", "\\begin{equation}", "\\end{x}", "\\begin{pmatrix}",
    "\\footnote{", "\\href{", "\\sqrt[", "\\'", "\\verb|", "$\\frac", "a- b", "a-\n", "&#0000",
    "<a href=", "\\foo[", "`a b", "https://$.$", "}{", "\u00ad\n", "\\u12", "$a {", "x^1",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_any_piece_without_end_ends_soon(piece: str) -> None:
    """The time grows with the length: no backtracking, no search to the end of the text for every mark."""
    started = process_time()
    readable(piece * (LENGTH // len(piece)))
    assert process_time() - started < 2.5  # some take 0.5; what is quadratic takes 4 and more


def test_a_megabyte_of_backslashes_ends() -> None:
    """Nothing is built that is larger than the text."""
    assert len(readable("\\" * 1_000_000)) <= 1_000_000


@pytest.mark.parametrize("piece", HOSTILE)
def test_pairs_of_hostile_pieces_settle(piece: str) -> None:
    """What was made readable is left alone, also where the text is endless nesting."""
    for other in HOSTILE:
        once = readable((piece + other) * 40)
        assert readable(once) == once, other


WORDS = st.lists(st.text("abcdefgXYZ", min_size=1, max_size=8), min_size=1, max_size=5).map(" ".join)
WRAPS = st.sampled_from(
    [
        "\\textbf{%s}",
        "{\\em %s}",
        "\\emph{%s}",
        "$\\text{%s}$",
        "\\unknown{%s}",
        "``%s''",
        "(%s)",
        "<b>%s</b>",
        "\\footnote{%s}",
    ]
)


@given(st.lists(st.tuples(WRAPS, WORDS), min_size=1, max_size=6))
def test_no_word_is_lost_in_any_nesting(wrapped: list[tuple[str, str]]) -> None:
    """Fonts, quotations, notes, unknown commands and tags: what they hold is there, in order."""
    text, words = "", []
    for wrap, inner in wrapped:
        text = wrap % f"{inner} {text}" if len(words) % 2 else f"{text} {wrap % inner}"
        words += inner.split()
    shown = re.findall("[A-Za-z]+", readable(text))
    assert sorted(shown) == sorted(words)
    assert "\\" not in readable(text)


@pytest.mark.parametrize(
    "tex",
    [
        r"Fr\'echet and T\"ulu by \c{C}etin",
        r"\textbf{bold} and \emph{slanted}",
        r"$\alpha \leq \beta$",
        r"$x \in \mathbb{R}$",
        r"42\% of Q\&A",
        r"Stra{\ss}e, S{\o}ren",
        "``so'' and 10--20",
        r"$a \to b \times c$",
        r"\textit{one \textbf{two} three}",
    ],
)
def test_simple_tex_reads_as_pylatexenc_reads_it(tex: str) -> None:
    """An independent converter agrees where both know what to do, the kind of brackets and spaces aside."""
    theirs = LatexNodes2Text().latex_to_text(tex)
    assert _plain(readable(tex)) == _plain(theirs)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).replace("𝐑", "ℝ").split())
