"""What single elements may be, and what may be on them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from digest.lint.style import external, px, style

MAIL_WIDTH = 600  # px
_HALF_A_MAIL = 2  # px: an image this small shows nothing

FORBIDDEN = frozenset(
    (
        *("script", "form", "input", "button", "select", "textarea", "template", "dialog", "noscript"),
        *("svg", "math", "canvas", "video", "audio", "picture", "source"),
        *("iframe", "frame", "frameset", "object", "embed", "applet", "portal", "link", "base"),
    )
)
Attributes = Mapping[str, str | None]


def faults(tag: str, attributes: Attributes) -> Iterator[tuple[str, str]]:
    """Yield (rule, what was found) for what one element breaks by itself."""
    if tag in FORBIDDEN:
        yield "forbidden-element", f"a <{tag}>"
    if tag == "meta" and (attributes.get("http-equiv") or "").lower() == "refresh":
        yield "forbidden-element", 'a <meta http-equiv="refresh">'
    for name in attributes:
        if name.startswith("on"):
            yield "event-handler", f"the attribute {name}"
    yield from _styled(tag, attributes)
    if tag == "table" and attributes.get("role") not in {"presentation", "none"}:
        yield "layout-table", f"role={attributes.get('role') or 'nothing'!s}"
    if tag == "img":
        yield from _image(attributes)


def _styled(tag: str, attributes: Attributes) -> Iterator[tuple[str, str]]:
    written = attributes.get("style") or ""
    if loaded := external(written):
        yield "css-external", loaded
    if attributes.get("background"):
        yield "css-external", f"background={attributes['background']}"
    if unknown := style(written).unknown:
        yield "colour", unknown
    if tag != "img":
        width = max(style(written).width, px(attributes.get("width") or "") or 0.0)
        if width > MAIL_WIDTH:
            yield "table-width", f"{width:g} px"


def _image(attributes: Attributes) -> Iterator[tuple[str, str]]:
    if "alt" not in attributes:
        yield "image-alt", "no alt"
    width = attributes.get("width") or ""
    if not re.fullmatch(r"[0-9]{1,4}", width) or not 0 < int(width) <= MAIL_WIDTH:
        yield "image-width", f"width {width or 'nowhere'}"
    if "srcset" in attributes:
        yield "image-source", "a srcset"


def minute(attributes: Attributes) -> bool:
    """Say whether an image is too small to be seen."""
    said = style(attributes.get("style") or "")
    sizes = [px(attributes.get(name) or "") for name in ("width", "height")]
    return said.hides or any(size is not None and size <= _HALF_A_MAIL for size in sizes)
