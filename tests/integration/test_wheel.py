"""The wheel is the whole product: it works in an empty environment, outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def run(*program: str | Path, cwd: Path) -> str:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DIGEST"))}
    done = subprocess.run(  # noqa: S603 - our own programs
        [str(word) for word in program], cwd=cwd, env=environ, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Return the scripts' folder of an environment that has the wheel, and our dependencies beside it."""
    run(
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        tmp_path / "dist",
        ROOT,
        cwd=tmp_path,
    )
    (wheel,) = (tmp_path / "dist").glob("paper_round-*.whl")
    home = tmp_path / "environment"
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--no-deps",
        "--no-index",
        wheel,
        cwd=tmp_path,
    )
    packages = Path(
        run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip()
    )
    # A path file adds the dependencies' folder, but not what its own path files add: not this checkout.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return home / "bin"


def test_the_wheel_previews_with_the_shipped_templates(installed: Path, tmp_path: Path) -> None:
    """`digest init && digest preview --out DIR` in a folder that knows nothing of the checkout."""
    place = run(installed / "python", "-c", "import digest; print(digest.__file__)", cwd=tmp_path)
    assert place.startswith(str(installed.parent))
    run(installed / "digest", "init", cwd=tmp_path)
    said = run(installed / "digest", "preview", "--out", "shown", cwd=tmp_path)
    assert "bundled sample" in said
    (mail,) = (tmp_path / "shown").glob("*.eml")
    assert b"Content-Type: image/jpeg" in mail.read_bytes()  # the sample's pictures are in it, too
    with (tmp_path / "subscribers.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "\n  - email: kaz@example.org\n    language: ja\n    theme: plain\n    interests: [vision]\n"
        )
    run(installed / "digest", "preview", "--for", "kaz@example.org", "--out", "other", cwd=tmp_path)
    (page,) = (tmp_path / "other").glob("kaz-*.html")
    assert '<html lang="ja"' in page.read_text(encoding="utf-8")
    said = run(installed / "digest", "demo", "--exit", "--out", "demo", cwd=tmp_path)
    assert "3 accepted" in said
