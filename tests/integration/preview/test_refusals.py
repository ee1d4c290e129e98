"""Whom the studio refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from visitor import ADA, Visitor


@pytest.mark.parametrize(
    "host",
    [
        "example.org",
        "example.org:{port}",
        "127.0.0.1:1",
        "localhost:1",
        "127.0.0.1.example.org",
        "[::1]:{port}",
    ],
)
def test_a_foreign_host_is_refused(studio: Visitor, host: str) -> None:
    """A name of somebody else's that leads here, or another port."""
    answer = studio.get(ADA, host=host.format(port=studio.port))
    assert answer.status == 400
    assert b"Paper Round" not in answer.body
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST:{port}", "localhost", "127.0.0.1"]
)
def test_this_machine_is_let_in(studio: Visitor, host: str) -> None:
    """By either of its names."""
    assert studio.get("/api/choices", host=host.format(port=studio.port)).status == 200


@pytest.mark.parametrize("target", ["/api/why", "/api/save", "/api/send"])
def test_without_the_token_nothing_is_changed(studio: Visitor, folder: Path, target: str) -> None:
    """Another site's form or script does not know it."""
    before = (folder / "subscribers.yaml").read_bytes()
    for token in (None, "", "guessed"):
        assert studio.post(target, {"interests": [], "never": []}, X_Studio_Token=token).status == 403
    assert (folder / "subscribers.yaml").read_bytes() == before


def test_only_json_is_taken(studio: Visitor) -> None:
    """A form can be sent by any site, JSON only by our page; and no more than a page has to say."""
    assert studio.post("/api/why", {}, Content_Type="text/plain").status == 415
    assert studio.post("/api/why", {}, Content_Type=None).status == 415
    assert studio.post("/api/why", b" " * 300_000).status == 413
    assert studio.post("/api/why", b"[" * 100_000).status == 422
    assert studio.post("/api/why", b"[]").status == 422
    assert studio.get("/api/save").status == 405
    assert studio.get(ADA, method="DELETE").status == 403
