"""The mails that would be sent: one app, opened once, which follows its file and its templates."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Literal, NamedTuple, TypeVar

from starlette.concurrency import run_in_threadpool

from digest import cadence, shipped
from digest.app import App, open_app
from digest.config import Config, ConfigProblems, Problem
from digest.config.values import Address, address
from digest.errors import ConfigError, DigestError, TemplateError
from digest.model import Digest, Edition, Images, Subscriber
from digest.preview import why
from digest.preview.desk import Asked, Choices, Named, Person, Places, Shown, target
from digest.preview.mails import read_mail
from digest.preview.trouble import Trouble, explained
from digest.publish.rehearse import Rehearsal, rehearse
from digest.render import Renderer
from digest.store.ledger import standings
from digest.store.readings import listed_by_day

DAYS_SHOWN = 60
LOOKED_BACK = timedelta(days=366)  # for days with papers
REHEARSALS_KEPT = 4  # editions with all that they may be filled from
MAILS_KEPT = 24  # of the editions kept: in other themes and languages, too
_RENDERED = frozenset({".html", ".txt", ".css", ".jinja"})  # what only the renderer reads

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a studio is opened with, beside its app."""

    read: Callable[[], Config]  # the file as it is now; raises ConfigError
    note: str = ""  # what the page says of the papers
    why_not_send: str = ""  # empty: nothing but the configuration speaks against sending


class _Edition(NamedTuple):
    """Which edition: the interests are the subscriber's, as the file has them now."""

    subscriber: Subscriber
    day: date | None
    edition: Edition


class _Choice(NamedTuple):
    """Which mail of it."""

    edition: _Edition
    theme: str
    language: str


class Upcoming:
    """The mails that would be sent, ranked once for an edition and rendered once for a mail."""

    mode: Literal["preview", "inbox"] = "preview"

    def __init__(self, app: App, setting: Setting) -> None:
        self._app = app
        self._setting = setting
        self._lock = threading.Lock()  # the store and the ranker are asked by one at a time
        self._config_changes = self._config_seen = 0  # counted by the loop; seen under the lock
        self._template_changes = self._template_seen = 0
        self._rehearsals: dict[_Edition, Rehearsal] = {}
        self._mails: dict[_Choice, tuple[Digest, Shown]] = {}

    def begin(self) -> None:
        """Forget what was ranked: papers and votes may have come since."""
        with self._lock:
            self._forget()

    def choices(self, asked: Asked) -> Choices:
        """Return what there is to choose; while the file cannot be used, by the file as it was."""
        with self._lock:
            try:
                app = self._current()
            except (ConfigError, TemplateError):
                app = self._app  # the mail itself says what is wrong
            newsletter, people = app.config.newsletter, app.config.subscribers
            since = app.clock().date() - LOOKED_BACK
            days = {day for listed in listed_by_day(app.store, since=since).values() for day in listed}
            why_not = self._why_not_send(app)
            return Choices(
                mode=self.mode,
                note=self._setting.note,
                subscribers=tuple(Person(email=one.email, name=one.name) for one in people),
                dates=tuple(sorted(days, reverse=True)[:DAYS_SHOWN]),
                themes=app.renderer.themes(),
                languages=tuple(_named(app, tag) for tag in app.renderer.languages()),
                can_send=not why_not,
                why_not_send=why_not,
                smtp="" if newsletter.smtp is None else str(newsletter.smtp),
                send_to=newsletter.operator or asked.reader or (people[0].email if people else ""),
            )

    def mail(self, asked: Asked) -> Shown:
        """Return a mail exactly as it would be sent."""
        with self._lock:
            return self._made(asked)[1]

    def why(self, asked: Asked, wishes: Mapping[str, object] | None) -> Mapping[str, object]:
        """Return how the papers of an edition rank."""
        with self._lock:
            app = self._current()
            subscriber = _subscriber(app, asked)
            rehearsal = self._rehearsal(app, subscriber, day=asked.day)
            return why.ranking(rehearsal, app.config, subscriber, wishes)

    def save(self, asked: Asked, wishes: Mapping[str, object]) -> Mapping[str, object]:
        """Write wishes into the subscribers' file."""
        with self._lock:
            app = self._current()
            saved = why.save(app.config, _subscriber(app, asked), wishes)
            self._config_seen = -1  # whatever the page asks next is answered by the file as it is now
            return saved

    async def send(self, asked: Asked, to: str) -> Mapping[str, object]:
        """Send a mail as a test, through the ledger."""
        app, digest, whom = await run_in_threadpool(self._to_send, asked, to)
        done = await app.send_test(digest, to=whom, mark=token_hex(8))
        return {"state": str(done.state), "text": done.text}

    def trouble(self, error: DigestError) -> Trouble:
        """Return an error with its place, and the lines around it in a template or the subscribers' file."""
        config = self._app.config
        found = explained(error, folders=_folders(config), config=config.path)
        return replace(found, file=config.path.name) if found.file == str(config.path) else found

    def places(self) -> Places:
        """Return the file, the libraries it names, and the folders of templates."""
        with self._lock:
            try:
                config = self._current().config
            except DigestError:
                config = self._app.config  # what it was made of before it broke
        file = config.path.absolute()
        beside = file.parent / "templates"  # it may come yet
        files = {file, target(file), beside, *config.libraries}
        return Places(files=frozenset(files), folders=frozenset(_folders(config)))

    def touched(self, paths: Collection[Path]) -> tuple[str, ...]:
        """Take note of changed files: what they are of is read anew when it is next asked for."""
        config = self._app.config
        folders = _folders(config)
        for path in paths:
            inside = any(path.is_relative_to(folder) for folder in folders)
            if not inside or path.suffix not in _RENDERED:
                self._config_changes += 1  # a new theme, a catalogue: the file may name it
            self._template_changes += 1
        return tuple(sorted({_name(path, folders) for path in paths}))

    def close(self) -> None:
        """Close the app."""
        self._app.close()

    def _current(self) -> App:
        """Return the app as its files are now; raises DigestError for as long as they cannot be used."""
        config_changes, template_changes = self._config_changes, self._template_changes
        if config_changes != self._config_seen:
            self._follow(self._setting.read())
            self._config_seen = config_changes
        if template_changes != self._template_seen:
            self._mails.clear()
            renderer = Renderer(overrides=self._app.config.newsletter.templates)
            self._app = replace(self._app, renderer=renderer)
            self._template_seen = template_changes
        return self._app

    def _follow(self, config: Config) -> None:
        """Go on with a changed configuration; another store or model is opened anew."""
        self._forget()
        before, after = self._app.config.newsletter, config.newsletter
        if (before.store, before.embeddings) == (after.store, after.embeddings):
            self._app = replace(self._app, config=config)
        else:
            opened = open_app(config, clock=self._app.clock)
            self._app.close()
            self._app = opened

    def _forget(self) -> None:
        self._rehearsals.clear()
        self._mails.clear()

    def _made(self, asked: Asked) -> tuple[Digest, Shown]:
        app = self._current()
        subscriber = _subscriber(app, asked)
        edition = _edition(app, subscriber, day=asked.day)
        choice = _Choice(edition, asked.theme or subscriber.theme, asked.language or subscriber.language)
        if choice not in self._mails:
            _insist_on(app, choice)
            rehearsal = self._rehearsal(app, subscriber, day=asked.day)
            digest = rehearsal.digest(replace(subscriber, theme=choice.theme, language=choice.language))
            _keep(self._mails, choice, (digest, _shown(app, subscriber, digest)), most=MAILS_KEPT)
        return self._mails[choice]

    def _rehearsal(self, app: App, subscriber: Subscriber, *, day: date | None) -> Rehearsal:
        wanted = _edition(app, subscriber, day=day)
        if wanted not in self._rehearsals:
            made = rehearse(app.store, app.newsroom, subscriber, now=app.clock(), on=day)
            _keep(self._rehearsals, wanted, made, most=REHEARSALS_KEPT)
        return self._rehearsals[wanted]

    def _to_send(self, asked: Asked, to: str) -> tuple[App, Digest, Address]:
        try:
            whom = address(to)
        except ValueError as err:
            raise DigestError(str(err)) from err
        with self._lock:
            app = self._current()
            if why_not := self._why_not_send(app):
                raise DigestError(why_not)
            digest = self._made(asked)[0]
            if not digest.entries:
                raise DigestError("this edition has nothing to say: no mail would be sent")
            return app, digest, whom

    def _why_not_send(self, app: App) -> str:
        if self._setting.why_not_send:
            return self._setting.why_not_send
        return "" if app.config.newsletter.smtp else f"{app.config.path.name} names no newsletter.smtp"


def notices(app: App, subscriber: Subscriber, digest: Digest) -> tuple[str, ...]:
    """Say what keeps a digest from being sent, or was done with it already, in whole sentences."""
    said = []
    if subscriber.pause_until is not None and digest.edition.date < subscriber.pause_until:
        said.append(f"is paused until {subscriber.pause_until}: this one would not be sent")
    if not digest.entries:
        said.append(f"{digest.edition}: nothing to say, no mail would be sent")
    standing = standings(app.store, [digest.address], now=app.clock()).get(digest.address)
    if standing is not None and standing.last >= digest.edition:
        said.append(f"{digest.edition} is planned or sent already: this is what it holds")
    return tuple(said)


def _shown(app: App, subscriber: Subscriber, digest: Digest) -> Shown:
    raw = app.renderer.message(digest).data
    said = [*notices(app, subscriber, digest), *_of_the_file(app.config)]
    if digest.masthead.images is Images.REMOTE:
        said.append("pictures are linked (images: remote), and the studio asks no server for them")
    return Shown(
        mail=read_mail(raw),
        edition=str(digest.edition),
        language=digest.masthead.language,
        theme=digest.masthead.theme,
        papers=len(digest.entries),
        notices=tuple(said),
    )


def _of_the_file(config: Config) -> list[str]:
    """Say which subscribers are left out, because the file has an error in them."""
    return [f"left out: {one}" for one in _errors(config)]


def _errors(config: Config) -> list[Problem]:
    return [one for one in config.problems if one.severity == "error"]


def _subscriber(app: App, asked: Asked) -> Subscriber:
    """Return the one who is asked for, or the first; whom an error leaves out has that error for a mail."""
    errors = _errors(app.config)
    try:
        found = app.subscribers(asked.reader)
    except ConfigError as err:
        if errors:
            raise ConfigProblems(errors) from err
        raise
    if not found:
        nobody = ConfigError(f"{app.config.path.name}: nobody is subscribed yet")
        raise ConfigProblems(errors) if errors else nobody
    return found[0]


def _insist_on(app: App, choice: _Choice) -> None:
    """Raise for a theme or language that there is not: another one is not what was asked for."""
    themes, languages = app.renderer.themes(), app.config.newsletter.languages
    if choice.theme and choice.theme not in themes:
        raise DigestError(f"no theme {choice.theme!r}; there are {', '.join(themes)}")
    if choice.language and not languages.known(choice.language):
        raise DigestError(f"no language {choice.language!r}; there are {', '.join(languages.tags())}")


def _edition(app: App, subscriber: Subscriber, *, day: date | None) -> _Edition:
    zone = subscriber.send.zone
    moment = app.clock() if day is None else cadence.end_of_day(day, zone=zone)
    return _Edition(subscriber, day, cadence.latest(subscriber.send, now=moment)[0])


def _folders(config: Config) -> tuple[Path, ...]:
    own = config.newsletter.templates
    return tuple(one.absolute() for one in (own, shipped.templates()) if one is not None)


def _name(path: Path, folders: Collection[Path]) -> str:
    """Return what people call a file: "templates/themes/default/card.html", "subscribers.yaml"."""
    for folder in folders:
        if path.is_relative_to(folder):
            return path.relative_to(folder.parent).as_posix()
    return path.name


def _named(app: App, tag: str) -> Named:
    try:
        return Named(tag=tag, name=app.config.newsletter.languages.get(tag).name)
    except TemplateError:  # its mails say so
        return Named(tag=tag, name=tag)


def _keep(kept: dict[K, V], key: K, value: V, *, most: int) -> None:
    """Keep a value, and let the one go that was kept longest."""
    while len(kept) >= most:
        del kept[next(iter(kept))]
    kept[key] = value
