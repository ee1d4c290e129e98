"""Sources of other packages: the documented one as it stands, and those that are wrong."""

from __future__ import annotations

import asyncio
import importlib
import json
import re
import sys
import tomllib
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from httpserver import LOOPBACK, answer, serving
from make import a_listing

from digest.cli import main
from digest.config import ConfigProblems, SourceSpec, load
from digest.errors import SourceError
from digest.model import Listing
from digest.sources import Batch, Source, broken_plugins, build
from digest.sources.client import Client
from digest.sources.plugins import Plugged
from digest.sources.promises import broken_promises

TODAY = date(2026, 3, 31)
DOCS = Path(__file__).parents[3] / "docs"
PAPERS = [
    {"name": "A paper of the lab", "people": ["Ada Lovelace"], "doi": "10.1000/182", "added": "2026-03-30"},
    {"name": "Another", "people": [], "doi": "x", "added": "2026-03-31"},
]


def shown(heading: str) -> str:
    """Return the block of code that follows a file's name in the documentation."""
    found = re.search(
        rf"`{re.escape(heading)}`\n\n```\w+\n(.*?)```", (DOCS / "sources.md").read_text("utf-8"), re.DOTALL
    )
    assert found is not None
    return found[1]


def install(folder: Path, name: str, module: str, points: dict[str, str]) -> None:
    """Put a package where it is found, as an installer does."""
    (folder / f"{name}.py").write_text(module, encoding="utf-8")
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    lines = "".join(f"{key} = {value}\n" for key, value in points.items())
    (info / "entry_points.txt").write_text(f"[paper_round.sources]\n{lines}")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder that Python imports from, for as long as a test lasts."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.syspath_prepend(str(tmp_path))
    known = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - known:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(tmp_path)):
            del sys.modules[name]
    importlib.invalidate_caches()


@pytest.fixture
def lab(folder: Path) -> Path:
    """Install the documentation's package."""
    project = tomllib.loads(shown("pyproject.toml"))["project"]
    points = project["entry-points"]["paper_round.sources"]
    install(folder, "paper_round_lab", shown("paper_round_lab.py"), points)
    return folder


def reading(make: Callable[[Client], Source]) -> list[Batch]:
    async def once() -> list[Batch]:
        async with Client(private_hosts=LOOPBACK) as client:
            return [batch async for batch in make(client).fetch(None, today=TODAY)]

    return asyncio.run(once())


def spec(name: str, **options: object) -> SourceSpec:
    return SourceSpec(kind="plugin", plugin=name, options=options)


def config(folder: Path, sources: str) -> tuple[SourceSpec, ...]:
    path = folder / "subscribers.yaml"
    path.write_text(f"newsletter:\n  from: digest@example.org\n  sources: {sources}\n", encoding="utf-8")
    return load(path, local_zone="UTC", environ={}).newsletter.sources


def test_the_documented_package_works_from_its_configuration_to_its_papers(lab: Path) -> None:
    """As a reader of the documentation would write, install and name it."""
    with serving(lambda _: answer(json.dumps({"papers": PAPERS}))) as server:
        (one,) = config(lab, f'[{{plugin: lab, options: {{url: "{server.url}/papers.json"}}}}]')
        (batch,) = reading(lambda client: build(one, client=client))
    assert [(item.source, item.facts.title, item.ids) for item in batch.listings] == [
        ("plugin:lab", "A paper of the lab", ("doi:10.1000/182",)),
        ("plugin:lab", "Another", ()),
    ]
    assert "papers.json[1].doi: found the text 'x', wanted a DOI" in str(batch.problems[0])


def test_the_documented_package_keeps_what_every_source_promises(lab: Path) -> None:
    """The check that its own tests would make."""
    module = importlib.import_module("paper_round_lab")

    async def check(url: str) -> list[str]:
        async with Client(private_hosts=LOOPBACK) as client:
            return await broken_promises(module.source({"url": url}, client), today=TODAY)

    with serving(lambda _: answer(json.dumps({"papers": PAPERS[:1]}))) as server:
        assert asyncio.run(check(server.url)) == []


def test_a_misspelt_plugin_is_an_error_of_the_file_with_its_place(lab: Path) -> None:
    """And the nearest right word."""
    with pytest.raises(
        ConfigProblems, match=r'sources\[0\]\.plugin: unknown plugin "labb" \(did you mean lab\?\)'
    ):
        config(lab, "[{plugin: labb}]")


def test_options_come_as_plain_values(lab: Path) -> None:
    """A plugin knows nothing of how the file is read."""
    (one,) = config(lab, '[{plugin: lab, options: {url: x, ids: [2106.0968, "a"], deep: {on: true}}}]')
    assert one.options == {"url": "x", "ids": [2106.0968, "a"], "deep": {"on": True}}
    assert [type(value) for value in one.options.values()] == [str, list, dict]


@pytest.mark.parametrize(
    ("module", "reason"),
    [
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("other = 1", "AttributeError"),
        ("def source(options, client):\n    return options['url']", "KeyError: 'url'"),
        ("def source(options, client):\n    return object()", "made object, wanted name and fetch"),
        ("def source(options):\n    return 1", "TypeError"),
    ],
)
def test_a_plugin_that_cannot_be_used_is_named_and_stops_nothing_else(
    folder: Path, module: str, reason: str
) -> None:
    """`digest check` says so; asked for papers, it is a source that cannot be read."""
    install(folder, "broken_one", module, {"broken": "broken_one:source"})
    (told,) = broken_plugins([spec("broken"), SourceSpec(kind="huggingface")])
    assert told.startswith("plugin broken (broken_one:source)")
    assert reason in told
    with pytest.raises(SourceError, match="plugin broken"):
        reading(lambda client: build(spec("broken"), client=client))


def test_check_names_a_plugin_that_cannot_be_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the exit code of a file that has an error."""
    install(folder, "broken_two", "import no_such_module", {"broken": "broken_two:source"})
    config(folder, "[{plugin: broken}]")
    monkeypatch.setattr(sys, "argv", ["digest", "check", "--config", str(folder / "subscribers.yaml")])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "plugin broken (broken_two:source) cannot be used" in " ".join(capsys.readouterr().err.split())


def test_a_plugin_that_was_uninstalled_is_named() -> None:
    """It was there when the file was read."""
    (told,) = broken_plugins([spec("gone")])
    assert told == "plugin gone: no installed package offers it in paper_round.sources"


def test_a_name_that_two_packages_offer_is_nobodys(folder: Path) -> None:
    """Which of them would be asked is chance."""
    for name in ("one", "two"):
        install(folder, f"lab_{name}", "def source(options, client): ...", {"lab": f"lab_{name}:source"})
    (told,) = broken_plugins([spec("lab")])
    assert (
        told == "plugin lab: offered more than once: lab_one:source or lab_two:source; uninstall all but one"
    )


class Made:
    """A plugin's source that yields what a test gives it."""

    def __init__(self, *batches: object, name: str = "made") -> None:
        self.name = name
        self.batches = batches

    async def fetch(self, since: object, *, today: object) -> AsyncIterator[Batch]:  # noqa: ARG002
        for batch in self.batches:
            if isinstance(batch, Exception):
                raise batch
            yield batch  # type: ignore[misc]  # what a plugin may get wrong


def plugged(*batches: object, name: str = "made") -> list[Batch]:
    return reading(lambda _: Plugged("made", Made(*batches, name=name)))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (KeyError("x"), "plugin made: KeyError: 'x'"),
        (SourceError("https://example.org: answered 500"), "https://example.org: answered 500"),
        ([1, 2], "plugin made: yielded a list of 2, wanted a Batch"),
        ("batch", "plugin made: yielded the text 'batch', wanted a Batch"),
    ],
)
def test_a_plugins_errors_are_those_of_a_source(wrong: object, message: str) -> None:
    """What it yielded before stays good; the other sources go on."""
    with pytest.raises(SourceError, match=re.escape(message)):
        plugged(Batch(), wrong)


def test_what_a_plugin_yields_is_checked() -> None:
    """Its data is from strangers, too."""
    listing: Listing = a_listing(
        "A\x00", ids=("arXiv:2603.00001v2", "x"), url="javascript:alert(1)", listed_on=date(2027, 1, 1)
    )
    (batch,) = plugged(Batch(listings=(listing, a_listing("")), watermark=TODAY))
    (kept,) = batch.listings
    assert (kept.facts.title, kept.facts.url, kept.ids, kept.listed_on) == (
        "A",
        "",
        ("arxiv:2603.00001",),
        None,
    )
    assert kept.source == "plugin:made"
    assert batch.watermark == TODAY
    assert [str(one).partition(":")[0] for one in batch.problems] == ["plugin"] * 4


def test_a_plugins_sightings_are_kept_under_a_name_nobody_else_has() -> None:
    """It cannot move the watermark of another source."""
    assert Plugged("made", Made(name="huggingface")).name == "plugin:made:huggingface"


def test_every_broken_promise_is_named() -> None:
    """In words that say what to mend."""
    bad = a_listing("A\nB", source="other", ids=("2603.00001",), url="x", listed_on=date(2027, 1, 1))
    source = Made(Batch(watermark=date(2027, 1, 1)), Batch(listings=(bad,), watermark=TODAY), name=" ")
    found = asyncio.run(broken_promises(source, today=TODAY))
    assert [one.split(":")[0] for one in found][:3] == [
        "its name is empty",
        "a watermark moves back",
        "the watermark 2027-01-01 is after today, 2026-03-31",
    ]
    assert len(found) == 8


@pytest.mark.parametrize(
    "wrong",
    [
        {"published_on": "in March"},
        {"categories": None},
        {"authors": (1,)},
        {"submitter": "\ud800"},
        {"listed_on": "2026-03-31"},
        {"upvotes": "many"},
    ],
)
def test_a_listing_of_wrong_types_is_reported_and_the_others_kept(wrong: dict[str, Any]) -> None:
    """Stored as it is, it could not be read back, and no digest could be made any more."""
    (batch,) = plugged(Batch(listings=(a_listing("Wrong", **wrong), a_listing("Right"))))
    assert [one.facts.title for one in batch.listings] == ["Right"]
    assert "plugin:made[0]: found values of other types" in str(batch.problems[0])


def test_a_date_that_is_text_is_a_date() -> None:
    """As JSON has it."""
    (batch,) = plugged(Batch(listings=(a_listing(published_on="2026-03-03"),)))
    assert batch.listings[0].facts.published_on == date(2026, 3, 3)
