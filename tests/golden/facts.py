"""What a browser makes of a golden mail, in facts that do not depend on the fonts of a machine.

Counts, order, boxes' places and widths, colours, sizes of type, directions; no heights and no line breaks.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from chromium import COLOURS
from playwright.sync_api import Browser, Page, Route

WIDTHS = (375, 700)  # CSS pixels: a telephone, and a window beside a list of mails
SCHEMES = ("light", "dark")
TOP = 12  # lines of visible text that are kept

# The parts whose place on the page is kept: the first element that matches.
BOXES = {"sheet": ".sheet", "h1": "h1", "card": ".paper", "image": "img", "footer": ".footer"}

_OF_THE_MAIL = """(top) => {
  const words = (text) => text.replace(/\\s+/g, " ").trim();
  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")];
  return {
    title: words(document.title),
    language: document.documentElement.lang,
    direction: document.documentElement.dir,
    outline: headings.map((h) => `${h.tagName.toLowerCase()} ${words(h.innerText).slice(0, 60)}`),
    directions: headings.map((h) => getComputedStyle(h).direction).join(" "),
    links: document.querySelectorAll("a[href]").length,
    images: [...document.images].map((i) => `${i.getAttribute("width")} wide: ${i.alt.slice(0, 60)}`),
    top: document.body.innerText.split("\\n").map(words).filter(Boolean).slice(0, top)
      .map((line) => line.slice(0, 70)),
  };
}"""

# Of every kind of visible text (an element's first class, or its tag): how its first one looks. And the least
# contrast of any text with the nearest background (WCAG 2.2, 1.4.3), as shown and with every lightness
# turned round, as Gmail does on telephones in the dark to the light look, the only one it knows.
_OF_THE_VIEW = (
    f"(boxes) => {{{COLOURS}"
    """
  const hex = (rgb) => "#" + rgb.slice(0, 3).map((c) => c.toString(16).padStart(2, "0")).join("");
  const type = {};
  let least = 21, leastInverted = 21;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const pair = [channels(style.color), background(element)];
    least = Math.min(least, ratio(...pair));
    leastInverted = Math.min(leastInverted, ratio(...pair.map(inverted)));
    const size = `${parseFloat(style.fontSize)}px ${style.fontWeight}`;
    type[element.classList[0] ?? element.localName] ??=
      `${size} ${hex(pair[0])} on ${hex(pair[1])} ${style.direction}`;
  }
  const places = {};
  for (const [name, selector] of Object.entries(boxes)) {
    const box = document.querySelector(selector)?.getBoundingClientRect();
    places[name] = box ? `${Math.round(box.left)} + ${Math.round(box.width)}` : "none";
  }
  const tenths = (number) => Math.floor(number * 10) / 10;
  return {
    page: document.documentElement.scrollWidth,
    boxes: places,
    contrast: tenths(least),
    ...(matchMedia("(prefers-color-scheme: dark)").matches ? {} : { inverted: tenths(leastInverted) }),
    type,
  };
}"""
)


def html_of(raw: bytes) -> str:
    """Return the HTML part of a mail, its own pictures in place of their cid: links."""
    message = message_from_bytes(raw, policy=policy.default)
    body = message.get_body(("html",))
    assert isinstance(body, EmailMessage)
    html = str(body.get_content())
    for part in message.walk():
        if part.get_content_maintype() == "image":
            name = part["Content-ID"].strip("<>")
            data = b64encode(part.get_content()).decode()
            html = html.replace(f'"cid:{name}"', f'"data:{part.get_content_type()};base64,{data}"')
    return html


@contextmanager
def shown(browser: Browser, html: str) -> Iterator[Page]:
    """Open HTML in a page that reaches no server: what it asks for fails."""
    page = browser.new_page()
    page.set_default_timeout(20_000)
    page.route("**/*", _refuse)
    page.set_content(html)
    yield page
    page.close()


def _refuse(route: Route) -> None:
    route.abort()


def facts(browser: Browser, raw: bytes) -> dict[str, Any]:
    """Return the facts of a mail, at each width, light and dark."""
    with shown(browser, html_of(raw)) as page:
        page.set_viewport_size({"width": max(WIDTHS), "height": 900})
        found: dict[str, Any] = {
            "subject": str(message_from_bytes(raw, policy=policy.default)["Subject"]),
            **page.evaluate(_OF_THE_MAIL, TOP),
        }
        for width in WIDTHS:
            for scheme in SCHEMES:
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme)
                found[f"{width} {scheme}"] = page.evaluate(_OF_THE_VIEW, BOXES)
    return found
