"""What colours a text has and whether it is seen: style attributes and the style block, inherited.

Three looks at once: with the style attributes alone (some mail programs drop the style block), as most
show it, and in dark mode, where rules under @media (prefers-color-scheme: dark) apply. Selectors are
matched by the parser; those with pseudo-classes are passed over, except that :root is <html>.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from digest.lint.colour import BLACK, DARK_CANVAS, WHITE, Colour, over
from digest.lint.style import Rule, Style, rules, style

_SELECTOR = re.compile(
    r"(?:[a-z][\w-]*|\*)?(?:[.#][a-z_-][\w-]*|\[[a-z][\w-]*\])*"
    r"(?:\s*[\s>+~]\s*(?:[a-z][\w-]*|\*|[.#][a-z_-][\w-]*|\[[a-z][\w-]*\])+)*",
    re.IGNORECASE,
)
_NO_STYLE = style("")


class Look(NamedTuple):
    """What an element hands down to its text; inks and grounds are (attributes alone, light, dark)."""

    inks: tuple[Colour, Colour, Colour]
    grounds: tuple[Colour, Colour, Colour]
    opacity: float = 1.0
    hidden: bool = False
    tiny: bool = False
    coloured: bool = False  # by a style attribute, like the next two
    sized: bool = False
    family: bool = False

    @property
    def dressed(self) -> bool:
        """Say whether the text looks as meant without the style block."""
        return self.coloured and self.sized and self.family


class Sheet(NamedTuple):
    """The style blocks of a document, by the elements that their rules meet."""

    light: dict[int, list[Style]]  # by mem_id, in the order in which they win
    dark: dict[int, list[Style]]  # those of light among them
    hides: frozenset[int]
    canvas: Look


def sheet(document: LexborHTMLParser, css: str) -> Sheet:
    """Return which rules of a style block apply to which elements."""
    light: dict[int, list[Style]] = {}
    dark: dict[int, list[Style]] = {}
    hides: set[int] = set()
    for rule, selector in sorted(_selectors(rules(css)), key=lambda pair: _weight(pair[1])):
        for met in _matched(document, selector):
            if rule.style.hides and "print" not in rule.media:
                hides.add(met)
            if rule.dark or not rule.media:
                dark.setdefault(met, []).append(rule.style)
            if not rule.media:
                light.setdefault(met, []).append(rule.style)
    return Sheet(light, dark, frozenset(hides), _canvas(document, css))


def looked(element: LexborNode, parent: Look, page: Sheet) -> Look:
    """Return the look of an element under its parent's."""
    attributes = element.attributes
    own = style(attributes.get("style") or "")
    if own.ground is None and attributes.get("bgcolor"):
        own = own._replace(ground=style(f"color:{attributes['bgcolor']}").ink)
    met = element.mem_id
    light, dark = page.light.get(met, ()), page.dark.get(met, ())
    if own is _NO_STYLE and not light and not dark and met not in page.hides and "hidden" not in attributes:
        return parent
    inks = [own.ink, _said("ink", "color", own, light), _said("ink", "color", own, dark)]
    grounds = [own.ground, *(_said("ground", "background-color", own, more) for more in (light, dark))]
    return Look(
        inks=_three(ink or old for ink, old in zip(inks, parent.inks, strict=True)),
        grounds=_three(
            over(ground, old) if ground else old for ground, old in zip(grounds, parent.grounds, strict=True)
        ),
        opacity=parent.opacity * (1.0 if own.opacity is None else own.opacity),
        hidden=parent.hidden or own.hides or met in page.hides or "hidden" in attributes,
        tiny=parent.tiny if own.tiny is None else own.tiny,
        coloured=parent.coloured or own.ink is not None,
        sized=parent.sized or own.size,
        family=parent.family or own.family,
    )


def _three(colours: Iterable[Colour]) -> tuple[Colour, Colour, Colour]:
    first, second, third = colours
    return first, second, third


def _said(field: str, name: str, own: Style, more: Sequence[Style]) -> Colour | None:
    """Return a colour by the cascade: firm in the attribute, firm in a rule, the attribute, a rule."""
    mine: Colour | None = getattr(own, field)
    if mine is not None and name in own.firm:
        return mine
    said = [one for one in more if getattr(one, field) is not None]
    firm = [one for one in said if name in one.firm]
    if firm:
        return getattr(firm[-1], field)  # type: ignore[no-any-return] # a field of Style that is a colour
    return mine if mine is not None or not said else getattr(said[-1], field)


def _canvas(document: LexborHTMLParser, css: str) -> Look:
    """Return what is behind and before everything: the browser's own colours."""
    metas = " ".join(
        f"{meta.attributes.get('name')}:{meta.attributes.get('content')}"
        for meta in document.css("meta")[:50]
    )
    knows = re.search(r"color-scheme:[^;}]*\bdark\b", f"{css} {metas}") is not None
    ink, ground = (WHITE, DARK_CANVAS) if knows else (BLACK, WHITE)
    return Look((BLACK, BLACK, ink), (WHITE, WHITE, ground))


def _selectors(found: Iterable[Rule]) -> Iterable[tuple[Rule, str]]:
    for rule in found:
        for selector in rule.selector.split(",")[:50]:
            bare = selector.strip().replace(":root", "html")
            if bare and len(bare) <= 200 and _SELECTOR.fullmatch(bare):  # noqa: PLR2004 - longer than anybody writes
                yield rule, bare


def _weight(selector: str) -> tuple[int, int, int]:
    """Return a selector's specificity (Selectors level 4, section 17)."""
    kinds = len(re.findall(r"(?:^|[\s>+~])[a-z]", selector, re.IGNORECASE))
    return selector.count("#"), selector.count(".") + selector.count("["), kinds


def _matched(document: LexborHTMLParser, selector: str) -> list[int]:
    try:
        return [node.mem_id for node in document.css(selector)]
    except (SelectolaxError, ValueError):  # the parser knows it less well than the pattern above
        return []
