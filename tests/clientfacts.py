"""What the HTML of a mail is made of, in the names of caniemail's features (tests/data/caniemail.json).

Whatever has no name there, and stands in none of the lists of what needs none, gets a name that caniemail
does not have: a test fails, and somebody finds out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

# HTML 3.2 and what every mail has, which caniemail does not test; and our inliner's mark, which nobody reads.
PLAIN_ELEMENTS = frozenset(
    {"a", "b", "br", "em", "head", "html", "i", "meta", "tbody", "td", "th", "title", "tr"}
)
PLAIN_ATTRIBUTES = frozenset(
    {"alt", "bgcolor", "border", "charset", "class", "colspan", "content", "data-css-inline", "href", "id"}
    | {"name", "rowspan", "src", "style", "title"}
)
# CSS 1, which every client has; and hints for one client that the others do not read.
PLAIN_PROPERTIES = frozenset(
    {"color", "font-family", "font-style"}
    | {"-ms-text-size-adjust", "-webkit-text-size-adjust", "supported-color-schemes"}
)
PLAIN_SELECTORS = frozenset({":root"})  # where it is not known, the rule is dropped

_SEMANTIC = ("article", "aside", "details", "figcaption", "figure", "footer", "header", "main", "mark", "nav")
_ELEMENTS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "html-h1-h6"),
    **dict.fromkeys(("ul", "ol", "li", "dl", "dt", "dd"), "html-lists"),
    **dict.fromkeys(("map", "area"), "html-image-maps"),
    **dict.fromkeys((*_SEMANTIC, "section", "summary", "time"), "html-semantics"),
}
_ATTRIBUTES = {"srcset": "html-srcset", "sizes": "html-srcset", "loading": "html-loading-attribute"}
_SIDES = ("top", "right", "bottom", "left")
_EDGES = [f"border-{side}" for side in _SIDES]
_PROPERTIES = {
    **dict.fromkeys(_SIDES, "css-left-right-top-bottom"),
    **{f"{box}-{side}": f"css-{box}" for box in ("margin", "padding") for side in _SIDES},
    **{f"{edge}{what}": "css-border" for edge in _EDGES for what in ("", "-color", "-style", "-width")},
    **dict.fromkeys(("border-color", "border-style", "border-width"), "css-border"),
    **{f"border-{y}-{x}-radius": "css-border-radius" for y in ("top", "bottom") for x in ("left", "right")},
    **dict.fromkeys(("column-gap", "row-gap"), "css-gap"),
    **dict.fromkeys(("block-size", "inline-size"), "css-block-inline-size"),
    **dict.fromkeys(("overflow-x", "overflow-y"), "css-overflow"),
    **dict.fromkeys(
        ("columns", "column-fill", "column-rule", "column-width"), "css-column-layout-properties"
    ),
    **dict.fromkeys(
        ("grid-template", "grid-template-areas", "grid-template-columns", "grid-template-rows"),
        "css-grid-template",
    ),
    **{
        f"{box}-{axis}{end}": f"css-{box}-{'inline-block' if not end else f'{axis}-start-end'}"
        for box in ("margin", "padding")
        for axis in ("inline", "block")
        for end in ("", "-start", "-end")
    },
    **{f"border-{axis}": "css-border-inline-block" for axis in ("inline", "block")},
    **{
        f"border-{axis}-{what}": "css-border-inline-block-longhand"
        for axis in ("inline", "block")
        for what in ("color", "style", "width")
    },
    **{
        f"border-{axis}-{end}{what}": "css-border-inline-block-individual"
        for axis in ("inline", "block")
        for end in ("start", "end")
        for what in ("", "-color", "-style", "-width")
    },
    **{
        f"border-{y}-{x}-radius": "css-border-radius-logical"
        for y in ("start", "end")
        for x in ("start", "end")
    },
}
_FUNCTIONS = {
    **{name: f"css-function-{name}" for name in ("clamp", "light-dark", "max", "min")},
    **{
        name: f"css-{name}"
        for name in ("conic-gradient", "linear-gradient", "radial-gradient", "rgb", "rgba")
    },
    **dict.fromkeys(("lch", "oklch", "lab", "oklab"), "css-modern-color"),
    "calc": "css-unit-calc",
    "var": "css-variables",
}
_UNITS = {"%": "css-unit-percent"}
_KEYWORDS = {
    "initial": "css-unit-initial",
    **dict.fromkeys(("fit-content", "min-content", "max-content"), "css-intrinsic-size"),
    **dict.fromkeys(("system-ui", "ui-serif", "ui-sans-serif", "ui-rounded", "ui-monospace"), "css-sytem-ui"),
}
_DISPLAYS = {"flex": "css-display-flex", "grid": "css-display-grid", "none": "css-display-none"}
_MEDIA_PLAIN = frozenset({"all", "and", "max-width", "min-width", "not", "only", "screen"})
_MEDIA = {
    "any-hover": "css-at-media-hover",
    "-webkit-device-pixel-ratio": "css-at-media-device-pixel-ratio",
    "-webkit-min-device-pixel-ratio": "css-at-media-device-pixel-ratio",
}
_COMBINATORS = {
    ">": "css-selector-child",
    "+": "css-selector-adjacent-sibling",
    "~": "css-selector-general-sibling",
    " ": "css-selector-descendant",
}

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
_HEX = re.compile(r"#[0-9a-fA-F]{3,8}\b")
_NUMBER = re.compile(r"(?<![\w#-])[-+]?(?:\d+\.?\d*|\.\d+)([a-zA-Z]+|%)?")
_FUNCTION = re.compile(r"([a-zA-Z-]+)\(")
_WORD = re.compile(r"(?<![\w-])[a-zA-Z-][\w-]*")
_SIMPLE = re.compile(r"::?[\w-]+(?:\([^)]*\))?|\[[^\]]*\]|[.#][\w-]+|\*|&|[a-zA-Z][\w-]*|\s*[>+~]\s*|\s+")


class Use(NamedTuple):
    """One use of a feature, and the features without which a client never comes to it."""

    feature: str  # as caniemail names it, or would
    within: frozenset[str]
    at: str  # what was found, for people


class _Parts(HTMLParser):
    """Collects the uses of features in a mail's HTML."""

    def __init__(self) -> None:
        super().__init__()
        self._style = False
        self.uses: list[Use] = []

    def _use(self, feature: str, at: str) -> None:
        self.uses.append(Use(feature, frozenset(), at))

    def handle_decl(self, decl: str) -> None:
        self._use("html-doctype", f"<!{decl}>")

    def handle_comment(self, data: str) -> None:
        self._use("html-comments", f"<!--{data[:20]}-->")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._style = tag == "style"
        if tag not in PLAIN_ELEMENTS:
            kind = f"-{dict(attrs).get('type')}" if tag in {"button", "input"} else ""
            self._use(_ELEMENTS.get(tag, f"html-{tag}{kind}"), f"<{tag}>")
        for name, value in attrs:
            if name not in PLAIN_ATTRIBUTES:
                self._use(_ATTRIBUTES.get(name, f"html-{name}"), f"<{tag} {name}>")
            self._value(tag, name, value or "")

    def _value(self, tag: str, name: str, value: str) -> None:
        if name == "style":
            self.uses += declarations(value, within=frozenset())
        elif name == "href" and value.startswith("mailto:"):
            self._use("html-mailto-links", "mailto:")
        elif name == "href" and value.startswith("#"):
            self._use("html-anchor-links", value)
        elif (tag, name, value) == ("meta", "name", "color-scheme"):
            self._use("html-meta-color-scheme", "<meta name=color-scheme>")

    def handle_endtag(self, tag: str) -> None:
        self._style = self._style and tag != "style"

    def handle_data(self, data: str) -> None:
        if self._style:
            within = frozenset({"html-style"})
            if _COMMENT.search(data):
                self.uses.append(Use("css-comments", within, "/* */"))
            self.uses += rules(_COMMENT.sub("", data), within=within)


def uses(html: str) -> list[Use]:
    """Return every use of a feature in the HTML of a mail."""
    parts = _Parts()
    parts.feed(html)
    parts.close()
    return parts.uses


def rules(css: str, *, within: frozenset[str]) -> Iterator[Use]:
    """Yield the uses of features in the rules of a style sheet without comments."""
    for prelude, block in _blocks(css):
        if not prelude.startswith("@"):
            yield from _selectors(prelude, within=within)
            yield from declarations(block, within=within)
            continue
        found = list(_at_rule(prelude, within=within))
        yield from found
        yield from rules(block, within=within | {use.feature for use in found})


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Yield each rule's prelude and block; an at-rule that ends in a semicolon has an empty one."""
    start = at = 0
    while at < len(css):
        if css[at] == ";":
            yield css[start:at].strip(), ""
            start = at + 1
        elif css[at] == "{":
            prelude, opened, depth = css[start:at].strip(), at + 1, 1
            while depth and at + 1 < len(css):
                at += 1
                depth += {"{": 1, "}": -1}.get(css[at], 0)
            yield prelude, css[opened:at]
            start = at + 1
        at += 1
    if css[start:].strip():
        yield css[start:].strip(), ""


def _at_rule(prelude: str, *, within: frozenset[str]) -> Iterator[Use]:
    name = re.match(r"@([\w-]*)", prelude)[1]
    yield Use(f"css-at-{name}", within, prelude)
    if name == "media":
        for condition in re.findall(r"[\w-]+", re.sub(r":[^)]*", "", prelude.removeprefix("@media"))):
            if condition not in _MEDIA_PLAIN:
                yield Use(_MEDIA.get(condition, f"css-at-media-{condition}"), within, prelude)


def _selectors(prelude: str, *, within: frozenset[str]) -> Iterator[Use]:
    alternatives = [one.strip() for one in prelude.split(",")]
    if len(alternatives) > 1:
        yield Use("css-selector-grouping", within, prelude)
    for selector in alternatives:
        if _SIMPLE.sub("", selector):
            yield Use("css-selector-of-another-kind", within, selector)
        if re.search(r"[.][\w-]+[.]", selector):
            yield Use("css-selector-chaining", within, selector)
        for simple in _SIMPLE.findall(selector):
            if simple not in PLAIN_SELECTORS:
                yield Use(_simple(simple), within, selector)


def _simple(selector: str) -> str:
    """Return the feature that a simple selector or a combinator is."""
    bare = selector.strip() or " "
    if bare in _COMBINATORS:
        return _COMBINATORS[bare]
    if bare.startswith(":"):
        kind, name = ("element", bare[2:]) if bare.startswith("::") else ("class", bare[1:])
        return f"css-pseudo-{kind}-{name.partition('(')[0]}"
    kinds = {".": "class", "#": "id", "[": "attribute", "*": "universal"}
    return "css-nesting" if bare == "&" else f"css-selector-{kinds.get(bare[0], 'type')}"


def declarations(block: str, *, within: frozenset[str]) -> Iterator[Use]:
    """Yield the uses of features in declarations: the properties, and what their values are made of."""
    if "{" in block:
        yield Use("css-nesting", within, block)
    for declaration in _split(block):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        for feature in (*_property(name), *_values(name, value)):
            yield Use(feature, within, f"{name}: {value}")


def _split(block: str) -> list[str]:
    """Return the declarations of a block, without what is in quotes: it may hold semicolons."""
    return [one for one in _STRING.sub("''", block).split(";") if one.strip()]


def _property(name: str) -> Iterator[str]:
    if name.startswith("--"):
        yield "css-variables"
    elif name not in PLAIN_PROPERTIES and not name.startswith("mso-"):  # Outlook's own; others do not read it
        yield _PROPERTIES.get(name, f"css-{name}")


def _values(name: str, value: str) -> Iterator[str]:
    """Yield the features that a value is made of."""
    words = _HEX.sub("", value)
    if "!important" in words:
        yield "css-important"
    if name == "display" and (word := words.partition("!")[0].strip()) in _DISPLAYS:
        yield _DISPLAYS[word]
    for function in _FUNCTION.findall(words):
        yield _FUNCTIONS.get(function, f"css-function-{function}")
    for unit in filter(None, _NUMBER.findall(words)):
        yield _UNITS.get(unit, f"css-unit-{unit}")
    for word in _WORD.findall(words):
        if word in _KEYWORDS:
            yield _KEYWORDS[word]
