"""`digest check --mail`: trial mails and everybody's current one, looked over before anybody gets them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from digest.cli.console import as_json, err, opened, out, plain
from digest.config import Config
from digest.lint import Checker, Finding, check_mail
from digest.render import Renderer
from digest.render.trial import trial_digests
from digest.store import exists
from digest.store.papers import source_states

_STYLES = {"error": "red", "warning": "yellow"}


class Checked(NamedTuple):
    """One mail, and what is wrong with it."""

    mail: str  # "a trial mail (theme default, language en, weekly)", or whom it is for
    findings: tuple[Finding, ...]


def check_mails(config: Config, *, only: str, json_: bool) -> bool:
    """Check trial mails of every theme and language, then subscribers' own; say whether none has an error."""
    checked = [*_trials(Renderer(overrides=config.newsletter.templates)), *_own(config, only=only)]
    findings = [one for mail in checked for one in mail.findings]
    errors = sum(one.severity == "error" for one in findings)
    if json_:
        rows = [{"mail": mail.mail, **asdict(one)} for mail in checked for one in mail.findings]
        as_json({"mails": len(checked), "findings": rows})
    else:
        _say(checked)
        warnings = len(findings) - errors
        out.print(f"mails checked: {len(checked):,}; errors: {errors:,}; warnings: {warnings:,}")
    return not errors


def _trials(renderer: Renderer) -> Iterator[Checked]:
    for theme in renderer.themes():
        for language in renderer.languages():
            for digest in trial_digests(theme=theme, language=language):
                name = f"a trial mail (theme {theme}, language {language}, {digest.edition.kind})"
                yield Checked(name, check_mail(renderer.message(digest).data))


def _own(config: Config, *, only: str) -> Iterator[Checked]:
    """Yield every subscriber's mail as it would be now; none where there are no papers to fill it."""
    if not exists(config.newsletter.store):
        err.print("no papers yet, so only trial mails are checked: run `digest ingest`")
        return
    with opened(Path(config.path)) as app:
        readers = app.subscribers(only)
        if not any(state.papers for state in source_states(app.store)):
            err.print("no papers yet, so only trial mails are checked: run `digest ingest`")
            return
        checker = Checker()
        for reader in readers:
            digest = app.preview(reader)
            parts, message = app.renderer.parts(digest), app.renderer.message(digest)
            yield Checked(reader.email, checker.check(parts, message.data))


def _say(checked: Iterable[Checked]) -> None:
    """Print what was found once, at the first place that has it, and in how many more places it is."""
    places: dict[tuple[str, str], list[tuple[str, Finding]]] = {}
    for one in checked:
        for found in one.findings:
            places.setdefault((found.rule, found.found), []).append((one.mail, found))
    for (mail, first), *others in places.values():
        more = f", and {len(others):,} more like it" if others else ""
        err.print(f"{plain(mail)}{more}", style="dim")
        err.print(f"  {plain(first)}  [{first.rule}]", style=_STYLES[first.severity])
