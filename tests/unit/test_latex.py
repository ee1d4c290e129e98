"""What a reader sees of TeX and HTML."""

from __future__ import annotations

import json
import lzma
import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.latex import readable


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"$\ell_1$-regularized", "ℓ₁-regularized"),
        (r"$MV_{Hybrid}$: Hybrid", "MV_Hybrid: Hybrid"),
        (r"SL$^{2}$A-INR", "SL²A-INR"),
        (r"LLM$\times$MapReduce", "LLM×MapReduce"),
        (r"$\nabla^2$DFT", "∇²DFT"),
        (r"$\mathcal{B}$-Coder in $\mathbb{R}^{d \times d}$", "B-Coder in ℝ^(d × d)"),
        (r"$O(n\log n)$, $\tilde{O}(\sqrt{T})$", "O(n log n), Õ(√T)"),
        (r"$\frac{a+b}{2n}$ and $\frac12$", "(a+b)/2n and 1/2"),
        (r"$\sqrt[3]{x+1}$", "∛(x+1)"),
        (r"$a\leq b$ or $a \leq b$", "a≤b or a ≤ b"),
        (r"$\{x \in X : x \not= 0\}$", "{x ∈ X : x ≠ 0}"),
        (r"$x^{q/2}$, $V_{0.5}$, $x'$", "x^(q/2), V_0.5, x′"),
        (r"$\left( \alpha + \beta \right)$", "( α + β )"),
        (r"$W_{\text{up}}$ and $\operatorname*{argmax}_x$", "Wᵤₚ and argmaxₓ"),
        (r"\( x^2 \) and \[ \sum_{i=1}^n i \]", "x² and ∑ᵢ₌₁ⁿ i"),
        (r"a gain of $\sim$10 at $10\times$5", "a gain of ∼10 at 10×5"),
        (r"$\ours{x}$", "oursx"),
        (r"$\begin{pmatrix} a & b \\ c & d \end{pmatrix}$", "(a b; c d)"),
        (r"$\begin{bmatrix}1&0\\[1mm]0&1\end{bmatrix}$", "[1 0; 0 1]"),
        (r"$f = \begin{cases} 1 & x>0 \\ 0 & \text{else} \end{cases}$", "f = {1 x>0; 0 else}"),
        (r"with \begin{equation} x^2 = 1 \label{eq:x} \end{equation} so", "with x² = 1 so"),
        (r"\begin{align*} a &= b \\ c &= d \end{align*}", "a = b ; c = d"),
        (r"$x^{d_1}$, $T^{\mu\nu}$, $X_{Big}Y$", "x^(d₁), T^(μν), X_(Big)Y"),
        (r"$a \mkern4mu b \hspace{1em} c$", "a b c"),
        (r"$\textbf{50%$\rightarrow$70%}$ and $\texttt{$Name$}$", "50%→70% and Name"),
        (r"at $30 FPS$, $ T $, $C $, $ 0.07$s, ($>40 $ in all)", "at 30 FPS, T, C, 0.07s, (>40 in all)"),
        (r"the $Great Benchmark (GB)$ of $O(s log K)$", "the Great Benchmark (GB) of O(s log K)"),
        (r"$1 - 6$ million, exponent $3q - 2$", "1 - 6 million, exponent 3q - 2"),
        (r"$\unicode{x2265} \xrightarrow{f} \boxtimes \nsubseteq$", "≥ →ᶠ ⊠ ⊈"),
        (r"$\href{https://example.org/x}{Page}$", "Page (https://example.org/x)"),
    ],
)
def test_math_reads_as_it_is_printed(tex: str, text: str) -> None:
    """Symbols, scripts, fractions, roots and fonts."""
    assert readable(tex) == text


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (
            r"T\"ulu, Fr\'echet, Aky\"{u}rek, Rozi\`ere, \c{C}etin, \v{S}, na\"{\i}ve",
            "Tülu, Fréchet, Akyürek, Rozière, Çetin, Š, naïve",
        ),
        (r"S\o ren, \L{}ukasz, Stra\ss e", "Søren, Łukasz, Straße"),
        (r"42\% of Q\&A in a\_b", "42% of Q&A in a_b"),
        (r"\textbf{bold \emph{and} more} \textsc{Caps}", "bold and more Caps"),
        (r"{\bf P}roof {\em and} {\"u}ber", "Proof and über"),
        (r"M\textsuperscript{4}Fuse, 10^{15}, f_{i}", "M⁴Fuse, 10¹⁵, fᵢ"),
        (r"118\times lower, delta ({\delta})", "118× lower, delta (δ)"),
        (r"at \url{https://example.org/a\_b}", "at https://example.org/a_b"),
        (r"\href{https://example.org/x}{our page}", "our page (https://example.org/x)"),
        (r"\href{https://example.org/x}{https://example.org/x}", "https://example.org/x"),
        (r"(\eg BERT), \etc. as \cite{a2020}", "(e.g. BERT), etc. as [a2020]"),
        (r"it\footnote{Or so.} goes", "it (Or so.) goes"),
        (r"our \method{}, (\ours) and \revised{new words}", "our method, (ours) and new words"),
        (r"correlation \r{ho} = 0.3, \b{eta}-VAE, Fleiss' \k{appa}", "correlation ρ = 0.3, β-VAE, Fleiss' κ"),
        (r"\color{red}red {\color{blue} blue} \textcolor[rgb]{1,0,0}{text}", "red blue text"),
        (r"\textbf{Never closed, and \footnote{this neither", "Never closed, and (this neither"),
        (r"the {CLIP} and {C}LIP models, 8{,}660 texts}.", "the CLIP and CLIP models, 8,660 texts."),
        (r"Stega}nography of (Haystack}) by FooBench}shows", "Steganography of (Haystack) by FooBench shows"),
        (
            r"at https://example.org/x}{https://example.org/x.",
            "at https://example.org/x https://example.org/x.",
        ),
        (
            r"at https://example$.$org/a, \href{https://example.org/b}",
            "at https://example.org/a, https://example.org/b",
        ),
        (r"R^2, 10^-5 and O(N^2)", "R², 10⁻⁵ and O(N²)"),
        (r"don\'t use today\'s, Wo\'zniak", "don't use today's, Woźniak"),
        (r'Bird\u2019s eye, \char"0041, \ding{51}, St\ütz, 86\\%', "Bird’s eye, A, ✓, Stütz, 86%"),
        (r"\begin{itemize}\item one \item two\end{itemize}", "• one • two"),
        (r"\verb|a_b|, \SI{5}{km} \scalebox{0.5}{small} \texorpdfstring{$x$}{y}", "a_b, 5 km small y"),
        (r"A~$x$, Fig.~3, Mamba~2, i.e.,~so, 44.5%~$\to$~82%", "A x, Fig. 3, Mamba 2, i.e., so, 44.5% → 82%"),
        (r"what we know.\keywords{one, two}", "what we know. Keywords: one, two"),
        (r"\foo[opt]{bar} \baz*{qux}", "bar qux"),
        (r"lifts \recall{5} by \num{10}, \method~ gains", "lifts recall 5 by 10, method gains"),
    ],
)
def test_prose_loses_its_commands_and_nothing_else(tex: str, text: str) -> None:
    """Accents, escapes, fonts, scripts and addresses outside of math."""
    assert readable(tex) == text


@pytest.mark.parametrize(
    "text",
    [
        "Earn $1 Million from Freelance Work",
        "Fixing 7,400 Bugs for 1$: Cheap Repair",
        "costs $99-600, or $0.5 to $10 in all",
        "between $5M and $6M",
        "https://example.org/a_b?x=$1&y=$2",
        "100% of it, 50 % more",
        "x~y --flag C:\\Users\\foo, \\n and \\x3c",
        "R&D at AT&T, x&parameter",
        "Before you <think>, monitor: </answer> 3 < 4 > 2",
        "{key: value} and a_b^c",
        "an unclosed $\\frac{1 or ^{",
        "a<b and c>d, k<n and n>2",
        "US$28.31 to US$40.88, then $18/hour versus $60/hour",
        "costs from $0.5 (median $2) to $1.2M per run",
        "{0,1}, {x, y}, ${x}, {{name}}, max {e, 2}",
        "2^10.5, a^b, x_1",
        "~50% of 6~300x, k~10, https://example.org/~ada/a--b",
        "α-Fair, 研究, 👨\u200d💻",
    ],
)
def test_what_is_no_tex_stays(text: str) -> None:
    """Prices, addresses, percentages, unknown commands, tokens in angle brackets."""
    assert readable(text) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Q&amp;amp;A &lt;think&gt; &#8211; &#x2014;", "Q&A <think> – —"),
        ("<p>One <i>two</i></p><p>three<br/>four</p>", "One two three four"),
        ('CO<sub>2</sub> <a href="https://example.org">here</a>', "CO₂ here"),
        ("<jats:p>Text</jats:p>", "Text"),
        ("a lone <i> stays", "a lone <i> stays"),
    ],
)
def test_html_of_feeds_is_resolved(markup: str, text: str) -> None:
    """Entities however often escaped, and tags that HTML knows."""
    assert readable(markup) == text


@pytest.mark.parametrize(
    ("odd", "text"),
    [
        ("two\n  lines\tand\u00a0spaces\u3000here ", "two lines and spaces here"),
        ("a\u202eb\u2066c\u200bd\ufeffe\u00adf", "abcdef"),
        ("\x93quoted\x94\x00\x1b[31m", "“quoted”[31m"),
        ("half \ud800 of a pair", "half of a pair"),
    ],
)
def test_odd_characters_do_not_reach_a_reader(odd: str, text: str) -> None:
    """Control, bidi and zero-width characters, lone surrogates; one line."""
    assert readable(odd) == text


def test_a_quotation_with_escaped_quotes_is_no_umlaut() -> None:
    r"""JSON's \" is not TeX's."""
    assert readable(r"he said \"always\" so") == 'he said "always" so'


@pytest.mark.parametrize(
    "text",
    [
        "\\textbf{" * 9_000,
        "{" * 50_000,
        "$" * 50_001,
        "$x" * 20_000,
        "^{" * 8_000 + "}" * 8_000,
        "<i>" * 9_000,
        "\\",
    ],
)
def test_hostile_nesting_ends(text: str) -> None:
    """The work grows with the length alone, and nothing raises."""
    assert readable(readable(text)) == readable(text)


TEXish = st.lists(
    st.sampled_from(
        [
            *"$\\{}^_&;<>/ ab1\"'%#~.-",
            "amp;",
            "lt;",
            "\\frac",
            "\\textbf{",
            "\\url{",
            "<i>",
            "</i>",
            "\\'e",
            "$$",
            "#38",
        ]
    )
).map("".join)


@given(st.text(st.characters()) | TEXish)
def test_readable_is_idempotent_on_one_line_and_never_raises(text: str) -> None:
    """What was made readable is left alone, whatever it was."""
    once = readable(text)
    assert readable(once) == once
    assert once == " ".join(once.split())
    once.encode()  # no lone surrogate is left


def letters(text: str) -> str:
    """Return the ASCII letters, accents dropped."""
    return "".join(re.findall("[A-Za-z]", unicodedata.normalize("NFKD", text)))


def recorded_texts(recorded: Path) -> Iterator[str]:
    for page in sorted((recorded / "saved-pages").glob("*.txt")):
        yield from page.read_text(encoding="utf-8").splitlines()
    for line in (recorded / "strings" / "strings.jsonl").read_text(encoding="utf-8").splitlines():
        text = json.loads(line)["text"]
        yield from [text] if isinstance(text, str) else text
    yield from json.loads((recorded / "strings" / "blns.json").read_text(encoding="utf-8"))
    with lzma.open(recorded / "arxiv-corpus" / "arxiv_2025-03-18_2026-07-01.jsonl.xz", "rt") as lines:
        for line in islice(lines, 6_000):
            paper = json.loads(line)
            yield from (paper["title"], paper["summary"])


def test_no_text_is_lost_outside_of_math(recorded: Path) -> None:
    """Of recorded texts without commands, every letter is there afterwards, in its place."""
    plain = marked = 0
    for text in recorded_texts(recorded):
        shown = readable(text)
        if not re.search(r"[\\$&<]|[\^_]\{", text):
            plain += 1
            assert letters(shown) == letters(text)
        elif not re.search(r"\$|\\\(|\\\[|&|</?[a-z]|\\[A-Za-z]", text):  # escapes, accents on signs, scripts
            marked += 1
            assert sorted(letters(shown)) == sorted(letters(text))
    assert plain > 9_000
    assert marked > 200


def test_words_around_formulas_survive_in_order(recorded: Path) -> None:
    """Of texts with math, the words outside of dollars and commands are all there, in order."""
    seen = 0
    for text in recorded_texts(recorded):
        if text.count("$") % 2 or "$" not in text or re.search(r"[&<]|\$\$|\$ ?\d", text):
            continue
        seen += 1
        outside = re.sub(r"(?<!\\)\$[^$]*\$", " $ ", text)
        shown, place = readable(text), 0
        for word in re.findall(r"(?<!\S)[A-Za-z]{4,}(?!\S)", outside):
            place = shown.find(word, place) + len(word)
            assert place >= len(word), (word, text)
    assert seen > 200
