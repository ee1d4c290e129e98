"""A studio over a folder as a user has it, asked as a browser asks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from visitor import Visitor, desk_of, opened

from digest.app import load_config
from digest.demo import example, sample_app
from digest.preview.upcoming import Upcoming


@pytest.fixture(scope="session")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a store of the sample's papers, read once."""
    folder = tmp_path_factory.mktemp("sampled")
    app = sample_app(load_config(example(), {}), folder=folder)
    app.close()
    return folder


@pytest.fixture
def folder(sampled: Path, tmp_path: Path) -> Path:
    """Return a folder as a user has it: subscribers.yaml, a library, and a store with papers."""
    for name in ("subscribers.yaml", "ada.bib"):
        shutil.copy(example().parent / name, tmp_path / name)
    for file in sampled.iterdir():
        shutil.copy(file, tmp_path / file.name)
    return tmp_path


@pytest.fixture
def desk(folder: Path) -> Iterator[Upcoming]:
    made = desk_of(folder)
    yield made
    made.close()


@pytest.fixture
def studio(desk: Upcoming) -> Iterator[Visitor]:
    """Return the studio over the folder, asked as a browser asks."""
    with opened(desk) as visitor:
        yield visitor
