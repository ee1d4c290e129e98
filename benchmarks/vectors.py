"""Vectors of all texts, made once by the bundled model and kept in a file of the user's cache."""

from __future__ import annotations

import hashlib
import os
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.recorded import BadRecordingError
from digest.embed import Embedder

AT_ONCE = 256  # texts between two signs of life

Kept = dict[str, NDArray[np.float32]]


def vectors_of(texts: Sequence[str], *, model: Embedder, file: Path) -> dict[str, NDArray[np.float32]]:
    """Return the vector of each text; those that the file does not have yet are made, and added to it.

    BadRecordingError names a file that cannot be read. Another model's vectors are never used: the file
    is written anew.
    """
    hashed = {text: hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() for text in texts}
    kept = _read(file, model.name)
    missing = [text for text, name in hashed.items() if name not in kept]
    try:
        for start in range(0, len(missing), AT_ONCE):
            part = missing[start : start + AT_ONCE]
            kept |= {hashed[text]: row for text, row in zip(part, model.embed(part), strict=True)}
            print(f"embedded {start + len(part)} of {len(missing)} texts", file=sys.stderr)
    finally:
        if missing:
            _write(file, model.name, kept)
    return {text: kept[name] for text, name in hashed.items()}


def cache_file(model: str) -> Path:
    """Return where the vectors of a model are kept unless another file is named."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return folder / "paper-round" / f"benchmark-{hashlib.sha256(model.encode()).hexdigest()[:12]}.npz"


def _read(file: Path, model: str) -> Kept:
    if not file.exists():
        return {}
    try:
        with np.load(file, allow_pickle=False) as held:
            if str(held["model"]) != model:
                return {}
            return dict(zip(held["texts"].tolist(), held["rows"], strict=True))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise BadRecordingError(
            f"{file}: {error} (wanted: kept vectors; delete it to have it made anew)"
        ) from error


def _write(file: Path, model: str, kept: Kept) -> None:
    if not kept:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    with part.open("wb") as out:
        np.savez(out, model=np.array(model), texts=np.array(list(kept)), rows=np.stack(list(kept.values())))
    part.replace(file)
