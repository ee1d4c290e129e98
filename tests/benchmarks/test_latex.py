"""What the measure of readable text counts, and that it counts what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.latex import main, measured
from benchmarks.readability import left_in, lost


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"the \emph{slanted} word", "the slanted word"),
        (r"Fr\'echet and T\"{u}lu, Stra\ss e", "Fréchet and Tülu, Straße"),
        (r"$x_{\text{up}} \le 2$ for all", "xᵤₚ ≤ 2 for all"),
        ("a repre- sentation", "a representation"),
        (r"\begin{itemize}\item one\end{itemize} {\color{red} two}", "• one two"),
        ("<b>bold</b> &amp; more", "bold & more"),
    ],
)
def test_nothing_is_lost_where_every_word_is_shown(text: str, shown: str) -> None:
    """Names of commands, and arguments that say how, are no words."""
    found = lost(text, shown)
    assert (found.outside, found.inside) == ((), ())
    assert found.words > 0


@pytest.mark.parametrize(
    ("text", "shown", "gone"),
    [
        ("one two three", "one three", ("two",)),
        ("so and so", "so and", ("so",)),
        ("a method", "a methodical", ("method",)),
        (r"\emph{slanted} word", "word", ("slanted",)),
        ("a<b and c>d", "ad", ("a", "b", "and", "c", "d")),
    ],
)
def test_a_word_that_is_not_shown_is_counted(text: str, shown: str, gone: tuple[str, ...]) -> None:
    """Each as often as it is missing; a free word is not found inside of another."""
    assert lost(text, shown).outside == gone


def test_words_of_formulas_are_counted_apart() -> None:
    """What a formula says is no prose."""
    assert lost("$\\text{while training}$ so", "so").inside == ("while", "training")


@pytest.mark.parametrize(
    ("shown", "kind"),
    [
        (r"a \foo b", "command"),
        (r"a \ b", "backslash"),
        ("for $x$ so", "dollar that begins no price"),
        ("x^{2", "script"),
        ("a} b", "brace that has no partner"),
        ("``so", "quotation"),
        ("a--b", "dashes"),
        ("Figure~(a)", "tie"),
        ("a &amp; b", "entity"),
        ("a <b> b", "tag"),
        ("a\u202eb", "odd character"),
    ],
)
def test_what_is_left_is_named(shown: str, kind: str) -> None:
    """One kind each."""
    assert kind in dict(left_in(shown))


def test_a_readable_text_has_nothing_left() -> None:
    """Prices, sets, tokens and ranges are text."""
    assert not list(left_in("costs $5 to $6, {0,1}, <think>, ~50%, 10–20 – “so” R&D"))


def test_a_set_of_strings_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Any JSON list of strings will do."""
    file = tmp_path / "own.json"
    file.write_text(json.dumps([r"$\alpha$ and \emph{so}", "plain words"]), encoding="utf-8")
    assert main(["--strings", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    row = told["sets"]["own.json"]
    assert (row["texts"], row["tex_left"], row["lost"], row["unstable"]) == (2, 0, 0, 0)
    assert "own.json" in told["ran_on"]["files"]
    assert main(["--strings", str(file)]) == 0
    assert "own.json" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["{}", "[1]", "not JSON"])
def test_what_is_no_list_of_strings_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    """With the file, and what was wanted."""
    file = tmp_path / "own.json"
    file.write_text(content, encoding="utf-8")
    assert main(["--strings", str(file)]) == 2
    told = capsys.readouterr().err
    assert "own.json" in told
    assert "a JSON list of strings" in told


def test_recorded_strings_lose_no_word_and_keep_no_command(recorded: Path) -> None:
    """The awkward ones among real titles, abstracts and names."""
    lines = (recorded / "strings" / "strings.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [text for line in lines for text in _flat(json.loads(line)["text"])]
    report = measured(texts, examples=3)
    assert report.lost == report.unstable == 0
    assert report.left.keys() <= {"dollar that begins no price"}
    assert report.tex_left <= 2


def _flat(text: str | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else text
