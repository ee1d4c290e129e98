"""Why a paper is in a subscriber's edition or not, and what it would have taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Annotated

import typer

from digest.cli.console import DEFAULT_CONFIG, AsJson, ConfigPath, app, as_json, opened, out, plain, table
from digest.model import Section, Subscriber
from digest.publish.explain import Explained
from digest.rank import Term
from digest.rank.rounding import STEPS, steps_of

MOST_TERMS = 50  # interests whose shares are printed; somebody may like thousands of papers


@app.command()
def explain(
    paper: Annotated[str, typer.Argument(help="arXiv id, DOI or link.")],
    config: ConfigPath = DEFAULT_CONFIG,
    *,
    only: Annotated[str, typer.Option("--for", metavar="EMAIL", help="The subscriber.")],
    json_: AsJson = False,
) -> None:
    """Say why a paper is in a subscriber's latest edition or not: the whole sum, and what it would take."""
    with opened(config) as opened_app:
        (reader,) = opened_app.subscribers(only)
        found = opened_app.explain(reader, paper)
    if json_:
        as_json(_whole(found))
        return
    out.print(
        f"{plain(found.explanation.paper.facts.title)}\n{reader.email}, {found.edition}", soft_wrap=True
    )
    for line in (*_standing(found, reader), *_sent(found)):
        out.print(line, soft_wrap=True)
    _show_sum(found)


def printed_parts(parts: Mapping[str, float], *, total: float) -> dict[str, str]:
    """Return the parts of a score as they are printed: they sum to the total as it is printed."""
    return {kind: f"{step / STEPS:+.3f}" for kind, step in steps_of(parts, total=total).items()}


def _standing(found: Explained, reader: Subscriber) -> list[str]:
    """Return where a paper stands in the latest edition, and what it lacks or is ahead."""
    margin, lines = found.margin, []
    if found.place is None:
        lines.append(f"not eligible: {plain(found.why_not)}")
    else:
        alone = f"place {found.place} of {found.considered} by score alone"
        lines.append(f"{alone}; the edition holds {reader.papers}")
    if margin.rival is None:
        if margin.section is Section.TRENDING:
            lines.append("under Trending")
        elif margin.section is not None:
            lines.append("inside, with every other eligible paper")
    else:
        score, rival = _printed(found.explanation.total), _printed(margin.rival_score)
        other = f"“{plain(margin.rival.facts.title)}” ({rival:.3f})"
        away = f"{abs(score - rival):.3f} {'ahead' if score > rival else 'short'} of"
        away = "level with" if score == rival else away
        inside = margin.section not in {None, Section.TRENDING}
        where = "inside" if inside else "outside" if found.place is not None else "were it eligible"
        where = "under Trending" if margin.section is Section.TRENDING else where
        lines.append(f"{where}: {away} the {'first one outside' if inside else 'last one inside'}, {other}")
    if found.place is not None and margin.moved:
        lines.append(_moved(found))
    return lines


def _moved(found: Explained) -> str:
    """Say what decided where the score did not."""
    margin = found.margin
    if margin.section is Section.TRENDING:
        return "it is shown as one of those that most readers voted for, on top of the reader's own"
    if margin.section is Section.OUTSIDE:
        return "it has the place of the one paper from outside what they usually read"
    if margin.section is not None:
        return "one of a higher score is outside: it is too like others in the edition"
    if margin.room:
        return "there was room for it: it is left out as nearly the same as a paper above it"
    return "one of a lower score is inside: this one is too like others in the edition"


def _sent(found: Explained) -> list[str]:
    """Return which editions held the paper, and what became of them."""
    return [
        f"in {one.edition} as number {one.number}: {one.state.replace('_', ' ')} {plain(one.at)}"
        for one in found.sent
    ]


def _show_sum(found: Explained) -> None:
    """Print the sum of the score, then what each interest gives to it."""
    explanation = found.explanation
    parts = printed_parts(explanation.parts, total=explanation.total)
    out.print(f"\nscore {_printed(explanation.total):.3f}, the sum of")
    table("", ("part", "points"), parts.items())
    terms = explanation.terms[:MOST_TERMS]
    table(
        "\nwithout each of these it would be less by its share",
        ("interest", "weight", "value", "share", "by"),
        [
            (_named(term), f"{term.weight:g}", f"{term.value:.3f}", _signed(term.share), _by(term))
            for term in terms
        ],
    )
    if len(explanation.terms) > len(terms):
        more = len(explanation.terms) - len(terms)
        out.print(f"… and {more:,} more with smaller shares: --json has all")


def _named(term: Term) -> str:
    return f"{term.reason.kind}: {term.reason.label}" if term.reason.label else term.reason.kind


def _by(term: Term) -> str:
    return ", ".join(term.reason.terms)


def _printed(points: float) -> float:
    """Return points rounded as they are printed, so that differences of printed figures are right."""
    return round(points * STEPS) / STEPS


def _signed(points: float) -> str:
    return f"{_printed(points) + 0.0:+.3f}"  # + 0.0: there is no −0


def _whole(found: Explained) -> Mapping[str, object]:
    """Return everything, for programs; of a library its name stands for its entries."""
    explanation = found.explanation
    terms = tuple(
        replace(term, interest=replace(term.interest, entries=())) if term.interest is not None else term
        for term in explanation.terms
    )
    whole = asdict(replace(found, explanation=replace(explanation, terms=terms)))
    whole["margin"]["moved"] = found.margin.moved
    for one, appearance in zip(whole["sent"], found.sent, strict=True):
        one["edition"] = str(appearance.edition)
    return whole
