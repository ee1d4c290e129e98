"""docs/architecture.md is read first: what it says of modules and imports is so."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PACKAGE = ROOT / "digest"
MODULES = sorted(
    path.relative_to(PACKAGE)
    for path in PACKAGE.rglob("*.py")
    if path.name != "__init__.py" and not {"migrations", "sample", "templates"} & set(path.parts)
)


def drawn() -> Iterator[tuple[Path, str]]:
    """Yield each entry of the drawn tree with the line that says what it is."""
    _, _, tree = PAGE.partition("    digest/\n")
    above: dict[int, Path] = {}
    for line in tree.partition("\n    templates/")[0].splitlines():
        depth = len(line) - len(line.lstrip())
        name = line.split()[0].rstrip("/")
        parents = [one for one in above if one < depth]
        above[depth] = above[max(parents)] / name if parents else Path(name)
        above = {one: path for one, path in above.items() if one <= depth}
        yield above[depth], line


def test_every_module_is_in_the_tree() -> None:
    """By a line of its own, or in that of its package or a neighbour."""
    tree = list(drawn())
    beside = {one: [line for path, line in tree if one.parent in {path, path.parent}] for one in MODULES}
    assert [str(one) for one in MODULES if not any(one.name in line for line in beside[one])] == []


def test_the_tree_has_no_module_that_is_gone() -> None:
    """A name that leads nowhere costs a reader more than none."""
    assert [str(path) for path, _ in drawn() if not (PACKAGE / path).exists()] == []


def test_the_layers_are_those_that_are_checked() -> None:
    """The list of who may import whom is import-linter's."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        (contract,) = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    assert "\n".join(f"    {layer}" for layer in contract["layers"]) in PAGE
