"""Reading subscribers.yaml: one Config, and every problem at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from digest import cadence
from digest.config import document, libraries, values
from digest.config.document import Document, NotYamlError, Place, Steps
from digest.config.findings import Finding, findings
from digest.config.keys import FileKeys, NewsletterKeys
from digest.config.looks import TEMPLATES_NAME, looks
from digest.config.problems import ConfigProblems, Problem, shown
from digest.config.settings import GIVE_CATEGORIES, Config, Newsletter, Written
from digest.config.shape import Context
from digest.model import InterestKind, Subscriber

STORE_NAME = "paper-round.db"
_LISTS = ("interests", "never")
_BY_VOTES = "no interests: gets the day's most upvoted papers"
_BY_NOTHING = "no interests, and with popularity 0 nothing says which papers are the best"


def load(path: Path, *, local_zone: str, environ: Mapping[str, str]) -> Config:
    """Return what the file says; a subscriber with an error is left out and reported.

    `local_zone` is the machine's IANA time zone; `environ` holds the mail server's password. Raises
    ConfigProblems, with all that is wrong, when the newsletter's own part has an error or the file
    cannot be read.
    """
    return interpret(read_text(path), path=path, local_zone=local_zone, environ=environ)


def load_newsletter(path: Path, *, local_zone: str, environ: Mapping[str, str]) -> Newsletter:
    """Return the newsletter's own part, whoever subscribes and whatever is wrong with that.

    For commands that answer at once: no library of a subscriber is read. Raises ConfigProblems as `load`.
    """
    whole = parsed(read_text(path), path=path)
    given: Any = whole.data if isinstance(whole.data, dict) else {}
    data = {key: given[key] for key in ("newsletter",) if key in given}
    faults = tuple(fault for fault in whole.faults if fault.steps[:1] == ("newsletter",))
    found = replace(whole, data=data, faults=faults)
    context = _context(path, zone=_zone(data, local_zone), environ=environ)
    if errors := [_problem(found, one, file=str(path)) for one in _errors(found, context)]:
        raise ConfigProblems(_sorted(errors))
    return _newsletter(FileKeys.model_validate(data, context=context).newsletter, context=context)


def read_text(path: Path) -> str:
    """Return the file's text with its line ends as they are; raises ConfigProblems."""
    try:
        with path.open("rb") as stream:
            found = stream.read(document.SIZE_LIMIT + 1)
    except FileNotFoundError as err:
        raise _unreadable(path, "there is no such file; `digest init` writes one") from err
    except OSError as err:
        raise _unreadable(path, f"cannot be read: {err.strerror}") from err
    if len(found) > document.SIZE_LIMIT:
        raise _unreadable(path, f"too large: more than {document.SIZE_LIMIT:,} bytes")
    try:
        return found.decode()
    except UnicodeDecodeError as err:
        before = found[: err.start]
        place = Place(before.count(b"\n") + 1, len(before) - before.rfind(b"\n"))
        message = f"not UTF-8: found the byte 0x{found[err.start]:02x}"
        raise _unreadable(path, message, place=place) from err


def interpret(text: str, *, path: Path, local_zone: str, environ: Mapping[str, str]) -> Config:
    """Return what the text of a file at `path` says; as `load`, which reads it."""
    found = parsed(text, path=path)
    context = _context(path, zone=_zone(found.data, local_zone), environ=environ)
    file = str(path)
    errors = [_problem(found, one, file=file) for one in _errors(found, context)]
    if any(error.subscriber is None for error in errors):
        raise ConfigProblems(_sorted(errors))
    left_out = {error.subscriber for error in errors}
    data: Any = found.data
    listed = data.get("subscribers") or []
    kept = {place: one for place, one in enumerate(listed) if place not in left_out}
    shape = FileKeys.model_validate({**data, "subscribers": list(kept.values())}, context=context)
    newsletter = _newsletter(shape.newsletter, context=context)
    subscribers = tuple(_subscribers(shape, zone=context.zone))
    warned = [
        *_of_newsletter(newsletter, anyone=bool(listed)),
        *_of_subscribers(newsletter, dict(zip(kept, subscribers, strict=True)), given=data),
    ]
    warnings = [replace(_problem(found, one, file=file), severity="warning") for one in warned]
    return Config(
        path=path,
        newsletter=newsletter,
        subscribers=subscribers,
        libraries=tuple(context.libraries),
        problems=(
            *_sorted([*errors, *warnings]),
            *libraries.problems(context.libraries, folder=path.parent),
        ),
        written=tuple(_written(found, shape, dict(zip(kept, subscribers, strict=True)))),
    )


def warning(config: Config, one: Written, message: str) -> Problem:
    """Return a warning of an interest, at its place in the file."""
    problem = _placed(Finding(one.steps, message), one.place, file=str(config.path))
    return replace(problem, severity="warning")


def parsed(text: str, *, path: Path) -> Document:
    """Return the document in a file's text; raises ConfigProblems when it is not a YAML mapping."""
    try:
        found = document.read(text)
    except NotYamlError as err:
        raise _unreadable(path, str(err), place=err.place) from err
    if not isinstance(found.data, dict) and not found.faults:
        wanted = "wanted newsletter: and subscribers:; `digest init` writes an example"
        raise _unreadable(path, f"the file holds no keys, {wanted}", place=Place(1, 1))
    return found


def _context(path: Path, *, zone: str, environ: Mapping[str, str]) -> Context:
    folder = path.absolute().parent
    return Context(folder=folder, zone=zone, environ=environ, looks=looks(folder))


def _errors(found: Document, context: Context) -> Iterator[Finding]:
    for fault in found.faults:
        yield Finding(fault.steps, fault.message, place=fault.place)
    try:
        FileKeys.model_validate(found.data, context=context)
    except ValidationError as err:
        faulty = {fault.steps for fault in found.faults}
        yield from (one for one in findings(err, found) if one.steps not in faulty)
    yield from _listed_twice(found)
    if not cadence.is_zone(context.zone):
        yield Finding(
            ("newsletter",), f"this machine's time zone {context.zone!r} has no IANA name: give a timezone"
        )


def _listed_twice(found: Document) -> Iterator[Finding]:
    data = found.data if isinstance(found.data, dict) else {}
    subscribers = data.get("subscribers")
    first: dict[str, Steps] = {}
    for place, one in enumerate(subscribers if isinstance(subscribers, list) else []):
        steps: Steps = ("subscribers", place, "email")
        key = values.address_key(one.get("email")) if isinstance(one, dict) else None
        if key is None:
            continue
        before = first.setdefault(key, steps)
        if before is not steps:
            yield Finding(
                steps, f"the same address as on line {found.place(before).line}, wanted each address once"
            )


def _newsletter(keys: NewsletterKeys, *, context: Context) -> Newsletter:
    templates = context.folder / TEMPLATES_NAME
    return Newsletter(
        title=keys.title,
        sender=keys.sender,
        reply_to=keys.reply_to,
        postal_address=keys.postal_address,
        operator=keys.operator,
        zone=context.zone,
        intro=keys.intro,
        language=keys.language,
        theme=keys.theme,
        trending=keys.trending,
        images=keys.images,
        sources=keys.specs(),
        private_hosts=keys.private_hosts,
        embeddings=keys.embeddings,
        smtp=keys.smtp,
        public_url=keys.public_url,
        store=keys.store or str(context.folder / STORE_NAME),
        templates=templates if templates.is_dir() else None,
        languages=context.looks.languages,
    )


def _subscribers(shape: FileKeys, *, zone: str) -> Iterator[Subscriber]:
    defaults = {"send": cadence.parse("daily", default_zone=zone), **shape.defaults.given()}
    for keys in shape.subscribers:
        given = {**defaults, **keys.given()}
        address: values.Address = given.pop("email")
        yield Subscriber(address=address.key, email=address.email, **given)


def _written(found: Document, shape: FileKeys, subscribers: Mapping[int, Subscriber]) -> Iterator[Written]:
    given = shape.defaults.given()
    holders: list[tuple[Steps, Mapping[str, Any]]] = [(("defaults",), given)]
    for (place, one), keys in zip(subscribers.items(), shape.subscribers, strict=True):
        own = {key: getattr(one, key) for key in _LISTS if key in keys.model_fields_set}
        holders.append((("subscribers", place), own))
    for holder, lists in holders:
        for key in _LISTS:
            for item, interest in enumerate(lists.get(key, ())):
                steps: Steps = (*holder, key, item)
                yield Written(interest=interest, never=key == "never", steps=steps, place=found.place(steps))


def _of_newsletter(newsletter: Newsletter, *, anyone: bool) -> Iterator[Finding]:
    smtp = newsletter.smtp
    if smtp and smtp.user and not smtp.password:
        yield Finding(
            ("newsletter", "smtp"),
            "a user without a password: set DIGEST_SMTP_PASSWORD or DIGEST_SMTP_PASSWORD_FILE",
        )
    if newsletter.public_url:
        message = "this version has no public server yet, so unsubscribing stays by mail"
        yield Finding(("newsletter", "public_url"), message)
    for place, source in enumerate(newsletter.sources):
        if source.kind in {"page", "jsonl"} and source.path and not source.path.is_file():
            message = f"found nothing at {shown(str(source.path))}: it fails until a file is there"
            yield Finding(("newsletter", "sources", place, source.kind), message)
    if not anyone:
        yield Finding(("subscribers",), "nobody is subscribed yet")


def _of_subscribers(
    newsletter: Newsletter, subscribers: Mapping[int, Subscriber], *, given: Mapping[str, Any]
) -> Iterator[Finding]:
    """Warn of what is allowed and yet may not be meant; what `defaults` give is warned of once, there."""
    for place, subscriber in subscribers.items():
        if not subscriber.interests:
            yield Finding(("subscribers", place), _BY_VOTES if subscriber.popularity else _BY_NOTHING)
    if any(source.kind in GIVE_CATEGORIES for source in newsletter.sources):
        return
    holders: list[Steps] = [("defaults",), *(("subscribers", place) for place in subscribers)]
    for steps in holders:
        mapping = given.get("defaults") or {} if len(steps) == 1 else given["subscribers"][steps[1]]
        for key in _LISTS:
            for item, one in enumerate(mapping.get(key) or []):
                if isinstance(one, dict) and InterestKind.CATEGORY in one:
                    message = "no configured source gives categories, so this matches nothing"
                    yield Finding((*steps, key, item), message)


def _zone(data: object, local_zone: str) -> str:
    """Return the newsletter's time zone; a bad one is reported where the file is checked."""
    newsletter = data.get("newsletter") if isinstance(data, dict) else None
    given = newsletter.get("timezone") if isinstance(newsletter, dict) else None
    for name in (given, local_zone):
        if isinstance(name, str) and cadence.is_zone(name):
            return cadence.zone_name(name)
    return "UTC" if given is not None else local_zone


def _problem(found: Document, one: Finding, *, file: str) -> Problem:
    return _placed(one, one.place or found.place(one.steps), file=file)


def _placed(one: Finding, place: Place, *, file: str) -> Problem:
    subscriber = one.steps[1] if len(one.steps) > 1 and one.steps[0] == "subscribers" else None
    return Problem(
        file=file,
        line=place.line,
        column=place.column,
        path=one.path,
        message=one.message,
        subscriber=subscriber if isinstance(subscriber, int) else None,
    )


def _unreadable(path: Path, message: str, *, place: Place | None = None) -> ConfigProblems:
    line, column = (place.line, place.column) if place else (0, 0)
    return ConfigProblems([Problem(file=str(path), line=line, column=column, message=message)])


def _sorted(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda one: (one.line, one.column, one.path)))
