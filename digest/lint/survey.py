"""An HTML part, or a fragment of one in its surroundings, walked once: what is in it, and what is wrong.

What hangs on values (addresses, words) is collected and judged elsewhere, so that the survey of one card
holds for all cards of its build.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from digest.lint.cascade import Look, Sheet, looked, sheet
from digest.lint.colour import LEAST_CONTRAST, Colour, contrast, inverted, over
from digest.lint.elements import Attributes, faults, minute
from digest.lint.rules import Found
from digest.lint.style import external

HTML_READ = 100_000  # characters; a longer part breaks html-size anyway

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_UNSEEN = frozenset(("head", "title", "style", "script", "template", "noscript"))
# What stands in hidden lines to keep the next words out of a mailbox's list.
_FILLER = re.compile("[\\s\u00ad\u034f\u061c\u2007\u200b-\u200f\u2060\ufeff]+")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)


class Surroundings(NamedTuple):
    """What a fragment stands in: the style blocks, and the open tags from <html> down."""

    css: str
    tags: str


class Run(NamedTuple):
    """One stretch of text."""

    text: str
    spot: str
    seen: bool


class Link(NamedTuple):
    """One link."""

    url: str
    words: str  # its text and the alts of its images
    spot: str
    seen: bool


class Image(NamedTuple):
    """One image."""

    source: str
    spot: str
    minute: bool  # too small to be seen, or hidden


class Heading(NamedTuple):
    """One heading."""

    level: int
    words: str
    spot: str


class Survey(NamedTuple):
    """What a part or a fragment holds, in order."""

    found: tuple[Found, ...]
    runs: tuple[Run, ...]
    links: tuple[Link, ...]
    images: tuple[Image, ...]
    headings: tuple[Heading, ...]
    preheader: str  # without filler


def survey(html: str, *, around: Surroundings | None = None) -> Survey:
    """Walk a whole document, or a fragment in its surroundings."""
    html = html[:HTML_READ]
    if around is None:
        document = LexborHTMLParser(html)
        css = "\n".join(style.text() for style in document.css("style"))
        root = document.root
    else:
        css = around.css
        document = LexborHTMLParser(f"{around.tags}<div data-part>{html}</div>")
        root = document.css_first("[data-part]")
    walk = _Walk(sheet(document, css), whole=around is None)
    if root is not None:
        walk.through(root)
    if around is None:
        walk.found += _frame(document)
    return walk.result()


def surroundings(before: str) -> Surroundings:
    """Return what stands around whatever comes after a beginning of a document."""
    document = LexborHTMLParser(f"{before[:HTML_READ]}<i data-here></i>")
    css = "\n".join(style.text() for style in document.css("style"))
    tags: list[str] = []
    node = document.css_first("[data-here]")
    while node is not None and node.parent is not None and node.parent.is_element_node:
        node = node.parent
        tags.append(_opening(node))
    return Surroundings(css, "".join(reversed(tags)))


def headings_in(html: str) -> int:
    """Return how many headings a beginning of a document holds."""
    return sum(not close and tag.lower() in _HEADINGS for close, tag in _TAG.findall(html))


def _opening(node: LexborNode) -> str:
    html = node.html or ""
    match = re.match(r"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", html)
    return match[0] if match else f"<{node.tag}>"


class _Spot(NamedTuple):
    """Where the walk is: the look, and the link, heading and hidden element around (-1, 0: none)."""

    look: Look
    tag: str = ""
    link: int = -1
    heading: int = -1
    hider: int = 0
    unseen: bool = False


class _Walk:
    """One pass over the nodes; everything found is in order."""

    def __init__(self, page: Sheet, *, whole: bool) -> None:
        self.found: list[Found] = []
        self._page, self._whole = page, whole
        self._runs: list[Run] = []
        self._links: list[tuple[str, list[str], str, bool]] = []
        self._images: list[Image] = []
        self._headings: list[tuple[int, list[str], str]] = []
        self._counts: Counter[str] = Counter()
        self._spots: dict[int, _Spot] = {}
        self._pairs: set[tuple[object, ...]] = set()
        self._preheader: list[str] = []
        self._preheader_of = 0
        self._begun = False  # visible words have been met

    def through(self, root: LexborNode) -> None:
        """Visit the node and all below it."""
        above: list[LexborNode] = []
        node = root.parent
        while node is not None and node.is_element_node:
            above.append(node)
            node = node.parent
        spot = _Spot(self._page.canvas)
        for one in reversed(above):
            spot = spot._replace(look=looked(one, spot.look, self._page))
        top = root.parent
        self._spots[top.mem_id if top is not None else 0] = spot
        for one in root.traverse(include_text=True):
            parent = one.parent
            where = self._spots.get(parent.mem_id if parent is not None else 0, spot)
            if one.is_text_node:
                self._text(one.text_content or "", where)
            elif one.is_element_node:
                self._spots[one.mem_id] = self._element(one, where)

    def result(self) -> Survey:
        """Return what has been gathered."""
        return Survey(
            tuple(self.found),
            tuple(self._runs),
            tuple(Link(url, "".join(words), spot, seen) for url, words, spot, seen in self._links),
            tuple(self._images),
            tuple(Heading(level, "".join(words), spot) for level, words, spot in self._headings),
            _FILLER.sub(" ", "".join(self._preheader)).strip(),
        )

    def _element(self, node: LexborNode, where: _Spot) -> _Spot:
        tag, attributes = node.tag or "", node.attributes
        if tag == "div" and "data-part" in attributes:
            return where
        self._counts[tag] += 1
        spot = f"<{tag}> {self._counts[tag]}"
        if self._whole and tag not in _HEADINGS:
            spot += self._under()
        self.found += [Found(rule, spot, what) for rule, what in faults(tag, attributes)]
        if tag == "style" and (loaded := external(node.text())):
            self.found.append(Found("css-external", spot, loaded))
        look = looked(node, where.look, self._page)
        hider = where.hider or (node.mem_id if look.hidden else 0)
        unseen = where.unseen or tag in _UNSEEN
        here = where._replace(look=look, tag=spot, hider=hider, unseen=unseen)
        if tag in {"a", "area"} and "href" in attributes:
            here = here._replace(link=self._link(attributes, look, spot, seen=not hider))
        elif tag in _HEADINGS:
            self._headings.append((int(tag[1]), [], spot))
            here = here._replace(heading=len(self._headings) - 1)
        elif tag == "img":
            self._image(attributes, here)
        elif tag in {"br", "p", "div", "td", "li"}:
            self._said(" ", here)
        return here

    def _under(self) -> str:
        """Return where a reader looks for the place: under the last heading that has words."""
        for _, words, _ in reversed(self._headings[-2:]):  # the last one may have just begun
            if said := " ".join("".join(words).split()):
                return f" under “{said[:60]}”"
        return ""

    def _link(self, attributes: Attributes, look: Look, spot: str, *, seen: bool) -> int:
        self._links.append((attributes.get("href") or "", [], spot, seen))
        if seen and "color:" not in (attributes.get("style") or "").replace("background-color:", ""):
            self._once("inline-style", spot, "a link without a colour of its own", "link", look.inks[0])
        return len(self._links) - 1

    def _image(self, attributes: Attributes, here: _Spot) -> None:
        self._images.append(
            Image(attributes.get("src") or "", here.tag, minute(attributes) or bool(here.hider))
        )
        self._said(attributes.get("alt") or "", here)

    def _said(self, words: str, here: _Spot) -> None:
        """Add words to the link and the heading they are in."""
        if here.link >= 0:
            self._links[here.link][1].append(words)
        if here.heading >= 0:
            self._headings[here.heading][1].append(words)

    def _text(self, text: str, where: _Spot) -> None:
        if not text.strip() or (where.unseen and not where.tag.startswith("<title>")):
            if not where.unseen:
                self._said(text, where)
            return
        seen = not where.hider and not where.unseen
        self._runs.append(Run(text, where.tag, seen))
        if where.unseen:
            return
        self._said(text, where)
        if where.hider or where.look.tiny or where.look.opacity == 0:
            self._hidden(text, where)
        else:
            self._begun = True
            self._judge(text, where)

    def _hidden(self, text: str, where: _Spot) -> None:
        if not _FILLER.sub("", text):
            return
        if self._whole and where.hider and not self._begun and self._preheader_of in {0, where.hider}:
            self._preheader_of = where.hider
            self._preheader.append(text)
        else:
            self.found.append(Found("hidden-text", where.tag, f"“{text.strip()}”"))

    def _judge(self, text: str, where: _Spot) -> None:
        """Look whether seen words can be read in light, in dark and inverted."""
        look = where.look
        if not look.dressed:
            missing = [
                name
                for name, there in (
                    ("color", look.coloured),
                    ("font-size", look.sized),
                    ("font-family", look.family),
                )
                if not there
            ]
            self._once("inline-style", where.tag, f"no {', '.join(missing)} on “{text.strip()}”", *missing)
        bare, light, dark = zip(look.inks, look.grounds, strict=True)
        self._contrast("contrast-light", text, where, light)
        if bare != light:
            self._contrast("contrast-light", text, where, bare, " without the style block")
        if dark != light:
            self._contrast("contrast-dark", text, where, dark)
        turned = (inverted(light[0]), inverted(light[1]))
        self._contrast("contrast-inverted", text, where, turned, " once inverted")

    def _contrast(
        self, rule: str, text: str, where: _Spot, pair: tuple[Colour, Colour], when: str = ""
    ) -> None:
        ink, ground = pair
        alpha = ink.alpha * where.look.opacity
        ratio = contrast(over(ink._replace(alpha=alpha), ground), ground)
        if ratio < LEAST_CONTRAST:
            said = f"{ratio:.1f} of {ink} on {ground}{when}: “{text.strip()}”"
            self._once(rule, where.tag, said, ink, ground)

    def _once(self, rule: str, spot: str, found: str, *key: object) -> None:
        """Add what is found, once for each key."""
        if (rule, *key) not in self._pairs:
            self._pairs.add((rule, *key))
            self.found.append(Found(rule, spot, found))


_TAGGED = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_RIGHT_TO_LEFT = frozenset(("ar", "dv", "fa", "he", "ps", "ur", "yi"))  # ISO 639-1


def _frame(document: LexborHTMLParser) -> list[Found]:
    """Look at what only a whole document has: its language, on <html> and around the body."""
    html, heading = document.css_first("html"), document.css_first("body h1")
    around = document.css_first("body [lang][dir]") if heading is None else _around(heading)
    found = []
    for spot, node in (("<html> 1", html), ("the body", around)):
        attributes = node.attributes if node is not None else {}
        language, direction = attributes.get("lang") or "", attributes.get("dir") or ""
        wanted = "rtl" if language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"
        if not _TAGGED.fullmatch(language) or direction != wanted:
            found.append(Found("language", spot, f'lang="{language}" dir="{direction}"'))
    return found


def _around(heading: LexborNode) -> LexborNode | None:
    """Return the outermost element of the body around its heading that says language and direction."""
    found, node = None, heading.parent
    while node is not None and node.tag not in {"body", "html"}:
        if "lang" in node.attributes and "dir" in node.attributes:
            found = node
        node = node.parent
    return found
