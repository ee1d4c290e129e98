"""What the tests of parts together may ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from chromium import chromium
from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return the system's Chromium, or skip where there is none."""
    with chromium() as found:
        if found is None:
            pytest.skip("no Chromium on PATH; on Debian: apt install chromium")
        yield found
