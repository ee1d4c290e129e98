"""Meanings on their way: from ingest into the store, from there into rankings, and out of date."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from make import NOON, TODAY, a_listing, a_subscriber, interests
from numpy.typing import NDArray
from ready import a_newsroom, stock
from standins import WordModel, install

from digest.app import Watch, load_config, open_app
from digest.cli import main
from digest.demo import SAMPLE
from digest.embedded import BATCH, Embedded, Memory, standing, wanted
from digest.identify import identified
from digest.publish.planning import preview, publish
from digest.rank import text_of
from digest.store import Store
from digest.store.papers import shelf, upsert
from digest.store.vectors import models, vectors

TEXTS = [f"text {number}" for number in range(3 * BATCH + 1)]


def caught_up(memory: Memory, texts: Sequence[str]) -> Embedded:
    """Return the last thing that a catching up tells."""
    return list(memory.catch_up(texts))[-1]


def test_each_text_is_embedded_once_in_the_order_given(store: Store) -> None:
    """The order is by need: what is newest is read first."""
    model = WordModel()
    done = caught_up(Memory(store, model), [*TEXTS, *TEXTS])
    assert done == Embedded(model=model.name, made=len(TEXTS))
    assert model.seen == TEXTS
    again = caught_up(Memory(store, model), TEXTS)
    assert again.made == 0
    assert model.seen == TEXTS


def test_an_end_in_the_middle_loses_nothing_that_was_told(store: Store) -> None:
    """A batch is kept before it is told: a process may be killed at any step."""
    model = WordModel()
    steps = Memory(store, model).catch_up(TEXTS)
    told = [next(steps), next(steps), next(steps)]
    del steps
    assert [one.made for one in told] == [0, BATCH, 2 * BATCH]
    assert models(store) == {model.name: 2 * BATCH}
    after = WordModel()
    assert caught_up(Memory(store, after), TEXTS).made == len(TEXTS) - 2 * BATCH
    assert after.seen == TEXTS[2 * BATCH :]


def test_a_changed_model_replaces_the_other_only_when_it_has_everything(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """Until then the old vectors are there for who goes back; the two are never mixed."""
    caught_up(Memory(store, WordModel("old@1")), TEXTS)
    memory = Memory(store, WordModel("new@1", dimensions=16))
    steps = memory.catch_up(TEXTS)
    next(steps)
    next(steps)
    assert models(store) == {"new@1": BATCH, "old@1": len(TEXTS)}
    recalled = memory.recall(TEXTS)
    assert list(recalled) != TEXTS
    assert {len(vector) for vector in recalled.values()} == {16}
    *_, last = steps
    assert last == Embedded(model="new@1", made=len(TEXTS), dropped=len(TEXTS))
    assert models(store) == {"new@1": len(TEXTS)}
    replaced = [record.message for record in caplog.records if "replaces" in record.message]
    assert len(replaced) == 1


def test_a_model_that_fails_is_told_once_and_asked_again_at_the_next_ingest_only(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """A digest must not wait for it again and again; what was made before is of use."""
    caught_up(Memory(store, WordModel("old@1")), TEXTS)
    model = WordModel(fails_after=1)
    memory = Memory(store, model)
    done = caught_up(memory, TEXTS)
    assert (done.made, done.left, done.dropped) == (BATCH, len(TEXTS) - BATCH, 0)
    assert "on strike" in done.error
    assert memory.recall(TEXTS, make=["a new topic"]).keys() == set(TEXTS[:BATCH])
    assert memory.recall(TEXTS, make=["a new topic"]).keys() == set(TEXTS[:BATCH])
    assert model.calls == 2
    assert models(store)["old@1"] == len(TEXTS)
    assert sum(record.levelno == logging.ERROR for record in caplog.records) == 1
    model._fails_after = None
    assert caught_up(memory, TEXTS).left == 0


def test_what_is_recalled_is_of_unit_length_and_a_text_without_meaning_is_left_out(store: Store) -> None:
    """Vectors are kept in few digits; a row of zeros would be near to nothing and to everything."""
    memory = Memory(store, WordModel())
    found = memory.recall([], make=["two words", " ", ""])
    assert list(found) == ["two words"]
    assert np.linalg.norm(memory.recall(["two words"])["two words"]) == pytest.approx(1, abs=1e-6)


def test_papers_are_not_embedded_while_a_digest_waits_but_what_readers_name_is(store: Store) -> None:
    """A new topic counts from the moment it is typed."""
    model = WordModel()
    memory = Memory(store, model)
    assert list(memory.recall(["a paper"], make=["a topic"])) == ["a topic"]
    assert model.seen == ["a topic"]
    assert list(memory.recall(["a paper"], make=["a topic"])) == ["a topic"]
    assert model.seen == ["a topic"]


def test_vectors_of_another_length_under_the_same_name_are_told_and_not_mixed(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caught_up(Memory(store, WordModel("m")), TEXTS)
    memory = Memory(store, WordModel("m", dimensions=8))
    done = caught_up(memory, [*TEXTS, "another"])
    assert "another model goes under its name" in done.error
    assert models(store) == {"m": len(TEXTS)}
    assert caplog.records


def test_recent_papers_are_wanted_newest_first_then_what_readers_name(store: Store) -> None:
    """A paper of half a year ago is of no use to anybody, unless somebody likes it."""
    stock(store, "Old and liked", "Old", listed_on=TODAY - timedelta(days=200))
    stock(store, "Last month", listed_on=TODAY - timedelta(days=30))
    stock(store, "Today")
    papers = {one.facts.title: one for one in shelf(store, since=TODAY - timedelta(days=365)).papers}
    ada = a_subscriber(interests=interests(topic="diffusion", like=papers["Old and liked"].ids[0]))
    texts = wanted(store, [ada], today=TODAY)
    named = ("Today", "Last month", "Old and liked")
    assert texts == [*(text_of(papers[title].facts) for title in named), "diffusion"]


def test_a_paper_whose_text_changed_is_embedded_anew(store: Store) -> None:
    memory = Memory(store, WordModel())
    made = []
    for abstract in ("", "An abstract, at last.", "An abstract, at last."):
        listing = identified(a_listing("A paper", abstract=abstract), day=TODAY)
        upsert(store, [listing], source="huggingface", now=NOON, watermark=TODAY)
        texts = wanted(store, [], today=TODAY)
        made.append(caught_up(memory, texts).made)
        assert vectors(store, model="words@1", texts=texts).keys() == set(texts)
    assert made == [1, 1, 0]


class Synonyms:
    """A model that knows of two things in the world, by any of their names."""

    name, dimensions = "synonyms@1", 2

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the axis of the thing that a text is about."""
        about = [any(word in text.casefold() for word in ("feline", "cat", "kitten")) for text in texts]
        return np.array([[one, not one] for one in about], dtype=np.float32)


TITLES = ("Trading on stock markets", "Sleep of cats", "Bridges of steel", "Old wine", "Maps of the moon")
ADA = a_subscriber(papers=1, interests=interests(topic="felines"))


def test_a_paper_that_means_the_topic_is_found_without_a_word_in_common(store: Store) -> None:
    """That is what the model is for."""
    stock(store, *(f"{title} {number}" for title in TITLES[2:] for number in range(5)),
          listed_on=TODAY - timedelta(days=3), now=NOON - timedelta(days=3))  # fmt: skip
    stock(store, *TITLES)
    memory = Memory(store, Synonyms())
    caught_up(memory, wanted(store, [ADA], today=TODAY))
    newsroom = replace(a_newsroom(), memory=memory)
    assert preview(store, newsroom, ADA, now=NOON).entries[0].card.title == "Sleep of cats"


def test_a_model_that_fails_leaves_the_digest_that_words_make(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """No newsletter waits for a model; why it is missing is logged once."""
    stock(store, *TITLES)
    memory = Memory(store, WordModel(fails_after=0))
    by_words = publish(store, a_newsroom(), [ADA], now=NOON, dry=True)
    found = publish(store, replace(a_newsroom(), memory=memory), [ADA], now=NOON, dry=True)
    assert found == by_words
    publish(store, replace(a_newsroom(), memory=memory), [ADA], now=NOON)
    assert sum(record.levelno == logging.ERROR for record in caplog.records) == 1


FILE = f"""
newsletter:
  from: Paper Round <digest@example.org>
  timezone: UTC
  sources: [{{huggingface: {SAMPLE}}}]
  smtp: smtp://localhost:1
  embeddings: EMBEDDINGS
subscribers:
  - {{email: ada@example.org, interests: [diffusion models]}}
"""


Digest = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder to work in, with a library of models installed."""
    libraries = tmp_path / "libraries"
    libraries.mkdir()
    install("fastembed", libraries)
    monkeypatch.syspath_prepend(str(libraries))
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    sys.modules.pop("fastembed", None)


@pytest.fixture
def digest(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Digest:
    """Return the command, run on a file that names a model: the exit code, and all that it says."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str, embeddings: str) -> str:
        (folder / "subscribers.yaml").write_text(FILE.replace("EMBEDDINGS", embeddings))
        monkeypatch.setattr(sys, "argv", ["digest", *words])
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        said = capsys.readouterr()
        return f"{code or 0}\n{said.out}\n{said.err}"

    return run


NAMED = "fastembed:BAAI/bge-small-en-v1.5"


def test_ingest_embeds_and_status_says_with_what(digest: Digest) -> None:
    listed = ("ingest", "--since", "2026-03-01")
    assert "embedded" not in digest(*listed, embeddings="none")
    first = digest(*listed, embeddings=NAMED)
    assert first.startswith("0\n")
    assert f"with {NAMED}@0.7" in first
    assert "embedded" not in digest(*listed, embeddings=NAMED)
    status = digest("status", embeddings=NAMED)
    assert f"of {NAMED}@0.7\n" in status
    assert "not used now" in digest("status", embeddings="none")
    assert f"by words and {NAMED}@0.7" in digest("check", embeddings=NAMED)


def test_a_model_that_cannot_be_loaded_fails_the_ingest_and_keeps_its_papers(digest: Digest) -> None:
    said = digest("ingest", "--since", "2026-03-01", embeddings="fastembed:no/such")
    assert said.startswith("1\n")
    assert "embedding failed, so papers are ranked by words: fastembed:no/such@0.7 cannot be" in said
    assert " 72 " in said


def test_a_library_that_is_not_installed_is_wrong_configuration(digest: Digest) -> None:
    for command in ("check", "ingest", "send"):
        said = digest(command, embeddings="sentence-transformers:all-mpnet-base-v2")
        assert said.startswith("2\n")
        assert "pip install sentence-transformers" in said


def test_a_pass_ends_after_the_batch_in_hand_when_it_is_told_to(folder: Path) -> None:
    """A SIGTERM does not wait for sixty days of papers; the next pass goes on from there."""
    Path("subscribers.yaml").write_text(FILE.replace("EMBEDDINGS", NAMED))
    app = open_app(load_config(Path("subscribers.yaml"), {}))
    asyncio.run(app.ingest(since=TODAY - timedelta(days=30)))
    app = replace(app, clock=lambda: NOON)
    told: list[Embedded] = []

    async def stopped() -> Embedded | None:
        stop = asyncio.Event()
        watch = Watch(embedded=lambda done: (told.append(done), stop.set()) if done.made else None)
        return await app.embed(progress=watch.embedded, stop=stop)

    done = asyncio.run(stopped())
    assert done is not None
    assert done.made == BATCH
    assert done.left > 0
    rest = asyncio.run(app.embed())
    assert rest is not None
    assert rest.made == done.left
    assert standing(app.store, f"{NAMED}@0.7") == {f"{NAMED}@0.7": done.made + done.left}
    app.close()
