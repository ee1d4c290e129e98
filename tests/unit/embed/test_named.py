"""Models that a library knows by name; the libraries are stand-ins with their signatures."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from standins import LIBRARIES, install

from digest.embed import EmbeddingError
from digest.embed.named import Named
from digest.errors import ConfigError


@pytest.fixture
def libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder on sys.path in which libraries can be installed."""
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in LIBRARIES:
        sys.modules.pop(name.replace("-", "_"), None)


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_missing_library_is_named_with_how_to_get_it(
    library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with pytest.raises(ConfigError, match=f"{library}:some/model needs .* pip install {library}"):
        Named(library, "some/model")  # type: ignore[arg-type]  # one of the two


@pytest.mark.parametrize("library", LIBRARIES)
def test_nothing_is_imported_before_a_text_is_embedded(library: str, libraries: Path) -> None:
    install(library, libraries)
    Named(library, "some/model")  # type: ignore[arg-type]  # one of the two
    assert library.replace("-", "_") not in sys.modules


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_model_that_cannot_be_loaded_is_an_error_that_says_which(library: str, libraries: Path) -> None:
    """The name is not known, or there is no network: whichever, the newsletter goes on without it."""
    install(library, libraries)
    model = Named(library, "no/such-model")  # type: ignore[arg-type]  # one of the two
    with pytest.raises(EmbeddingError, match=f"{library}:no/such-model@.* cannot be loaded: .*no/such-model"):
        model.embed(["a text"])


def test_a_library_that_is_broken_is_an_error_that_says_so(libraries: Path) -> None:
    install("fastembed", libraries)
    (libraries / "fastembed.py").write_text("raise ImportError('libonnxruntime.so: no such file')")
    with pytest.raises(EmbeddingError, match="cannot be loaded: libonnxruntime"):
        Named("fastembed", "BAAI/bge-small-en-v1.5").embed(["a text"])


def test_a_correction_of_a_library_keeps_the_vectors_and_a_release_does_not(tmp_path: Path) -> None:
    """A release may pool a model's tokens in another way; a correction leaves them as they are."""
    names = []
    for release in ("0.5.0", "0.5.1", "0.6.0"):
        folder = tmp_path / release
        folder.mkdir()
        install("fastembed", folder, version=release)
        sys.path.insert(0, str(folder))
        try:
            names.append(Named("fastembed", "m").name)
        finally:
            sys.path.remove(str(folder))
    assert names == ["fastembed:m@0.5", "fastembed:m@0.5", "fastembed:m@0.6"]
