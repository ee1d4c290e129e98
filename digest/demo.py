"""Everything at once, embedded: the sample's papers, three subscribers, a real SMTP conversation.

A fresh temporary store, a free port, and a clock that stands at the sample's last day.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from digest.app import App, Pass, load_config, open_app
from digest.config import Config, EmbeddingSpec, SmtpSpec, SourceSpec
from digest.mail import Inbox

PACKAGE = Path(__file__).parent
SAMPLE = PACKAGE / "sample" / "daily_papers"
HOUR = time(12, 30, tzinfo=UTC)  # by then every subscriber of the example has an edition of the day


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """What the demonstration did, and where its mails are."""

    first: Pass
    second: Pass  # the same pass again: it sends nothing
    mails: tuple[bytes, ...]
    port: int


def example() -> Path:
    """Return the example subscribers.yaml: in the wheel beside the package's modules, else at the top."""
    shipped = PACKAGE / "subscribers.yaml"
    return shipped if shipped.is_file() else PACKAGE.parent / "subscribers.yaml"


def last_day() -> date:
    """Return the last listing day of the sample."""
    return max(date.fromisoformat(file.stem) for file in SAMPLE.glob("*.json"))


def sample_clock() -> datetime:
    """Return the afternoon of the sample's last day."""
    return datetime.combine(last_day(), HOUR)


def with_sample(config: Config, *, store: Path, smtp: SmtpSpec | None = None) -> Config:
    """Return a configuration that reads the sample into a store of its own."""
    sources = (SourceSpec(kind="huggingface", path=SAMPLE),)
    newsletter = replace(config.newsletter, sources=sources, store=str(store), smtp=smtp)
    return replace(config, newsletter=newsletter)


def sample_app(config: Config, *, folder: Path) -> App:
    """Open an app over the sample, already ingested, for whoever has no papers yet."""
    app = open_app(with_sample(config, store=folder / "sample.db"), clock=sample_clock)
    asyncio.run(app.ingest())
    asyncio.run(app.embed())
    asyncio.run(app.illustrate())
    return app


def demonstrate(folder: Path, *, environ: Mapping[str, str], tell: Callable[[str], None]) -> Demonstration:
    """Ingest, rank, render and deliver the sample to an inbox on this machine; keep its mails in `folder`."""
    config = load_config(example(), environ)
    with Inbox(folder / "mails") as inbox:
        smtp = SmtpSpec(security="plain", host="127.0.0.1", port=inbox.port)
        sampled = with_sample(config, store=folder / "paper-round.db", smtp=smtp)
        by_words = replace(sampled.newsletter, embeddings=EmbeddingSpec(kind="none"))
        sampled = replace(sampled, newsletter=by_words)  # the same digests whatever is installed
        app = replace(open_app(sampled, clock=sample_clock), connections=1)  # the same order every time
        try:
            tell("reading the sample, ranking it for each reader, sending their digests")
            first = asyncio.run(app.run_pass())
            tell("running the same pass again")
            second = asyncio.run(app.run_pass())
        finally:
            app.close()
        return Demonstration(first=first, second=second, mails=tuple(inbox.messages()), port=inbox.port)
