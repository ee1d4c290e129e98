"""The command that steers: vote."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from digest.cli.console import DEFAULT_CONFIG, AsJson, ConfigPath, app, as_json, opened, out, plain
from digest.errors import DigestError
from digest.rank.weights import HALF_LIFE


class Choice(StrEnum):
    """What a reader can say of a paper."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


MEANING = {
    Choice.UP: f"more like this from the next edition on; it counts half after {HALF_LIFE.days} days",
    Choice.DOWN: f"less like this from the next edition on; it counts half after {HALF_LIFE.days} days",
    Choice.NONE: "the vote on it is taken back",
}


@app.command()
def vote(
    paper: Annotated[str, typer.Argument(help="arXiv id, DOI or link.")],
    choice: Annotated[
        Choice, typer.Argument(metavar="up|down|none", help="More like it, less, or take a vote back.")
    ],
    config: ConfigPath = DEFAULT_CONFIG,
    *,
    only: Annotated[str, typer.Option("--for", metavar="EMAIL", help="The subscriber.")],
    json_: AsJson = False,
) -> None:
    """Want more papers like one, or fewer; the latest vote on a paper counts, and fades with time."""
    with opened(config) as opened_app:
        (reader,) = opened_app.subscribers(only)
        found = opened_app.paper(paper)
        done = opened_app.vote(reader, found, up=None if choice is Choice.NONE else choice is Choice.UP)
    if not done and choice is not Choice.NONE:
        raise DigestError(f"paper {paper!r} was found to be another one just now; vote again")
    if json_:
        as_json(
            {
                "email": reader.email,
                "paper": found.ids[0],
                "title": found.facts.title,
                "vote": choice,
                "changed": done,
                "half_life_days": HALF_LIFE.days,
            }
        )
        return
    means = MEANING[choice] if done else "there was no vote on it to take back"
    out.print(f"{plain(found.facts.title)}\n{reader.email}, {choice}: {means}", soft_wrap=True)
