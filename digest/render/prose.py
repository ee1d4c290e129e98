"""The operator's Markdown intro: sanitised HTML, and the same as text people can read."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import markdown
import nh3

from digest.errors import ConfigError
from digest.render.text import tidy, tidy_lines, web_url, wrapped

LIMIT = 20_000  # octets of HTML; the rest of the mail's 90 KB is for papers

_TAGS = {"p", "br", "h2", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr"}
_MAILTO = re.compile(r"mailto:[!#-;=?-~]{1,300}", re.IGNORECASE)  # printable ASCII without " < >
_HEADING = re.compile(r"(</?)h[1-6]\b", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n{3,}")


def intro(markdown_text: str) -> tuple[str, str]:
    """Return (HTML, text) of an intro written in Markdown.

    The HTML holds paragraphs, lists, quotes, code, emphasis, links to http, https and mailto, and
    headings of the second level only. Raises ConfigError when it is over LIMIT octets.
    """
    html = sanitised(
        markdown.markdown(tidy_lines(markdown_text), extensions=["sane_lists"], output_format="html")
    )
    if len(html.encode()) > LIMIT:
        raise ConfigError(f"the intro is {len(html.encode()):,} bytes of HTML; at most {LIMIT:,} fit a mail")
    return html, readable(html)


def sanitised(html: str) -> str:
    """Return the HTML an intro may hold of this HTML; applying it twice changes nothing."""
    return nh3.clean(
        _HEADING.sub(r"\1h2", tidy_lines(html)),
        tags=_TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_safe_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def link_target(url: str) -> str:
    """Return an http, https or mailto address that is safe in an href, or nothing."""
    return url if _MAILTO.fullmatch(url) else web_url(url)


def _safe_attribute(_tag: str, _name: str, value: str) -> str | None:
    return link_target(value) or None


def readable(html: str) -> str:
    """Return sanitised HTML as text in lines of at most 72 characters; a link's address follows its words."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _BLANK_LINES.sub("\n\n", reader.text()).strip("\n")


class _Reader(HTMLParser):
    """Collects the blocks of sanitised HTML as wrapped text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._done: list[str] = []
        self._run: list[str] = []
        self._lists: list[int] = []  # the next number of each open list; 0 where it has bullets
        self._mark = ""
        self._link = ""
        self._verbatim = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._link = dict(attrs).get("href") or ""
        elif tag in {"br", "hr"}:
            self._flush("" if tag == "br" else "\n")
        elif tag in _TAGS - {"em", "strong", "code"}:
            self._flush("\n" if tag != "li" else "")
            self._open(tag)

    def _open(self, tag: str) -> None:
        if tag in {"ul", "ol"}:
            self._lists.append(1 if tag == "ol" else 0)
        elif tag == "pre":
            self._verbatim = True
        elif tag == "li":
            number = self._lists[-1] if self._lists else 0
            self._mark = f"{number}. " if number else "- "
            if number:
                self._lists[-1] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            shown = "".join(self._run)
            address = self._link.removeprefix("mailto:")
            self._run.append(f" <{address}>" if address and not shown.endswith(address) else "")
            self._link = ""
        elif tag in _TAGS - {"em", "strong", "code", "br", "hr"}:
            self._flush("\n" if tag != "li" else "")
            if tag in {"ul", "ol"} and self._lists:
                self._lists.pop()
            self._verbatim = self._verbatim and tag != "pre"

    def handle_data(self, data: str) -> None:
        self._run.append(data)

    def _flush(self, gap: str) -> None:
        run = "".join(self._run)
        self._run.clear()
        if self._verbatim and run.strip():
            self._done.append("\n".join(f"    {line}" for line in tidy_lines(run).split("\n")) + "\n")
        elif line := tidy(run):
            self._done.append(self._wrapped(line) + "\n")
        if gap and self._done and not self._done[-1].endswith("\n\n"):
            self._done.append(gap)

    def _wrapped(self, line: str) -> str:
        depth = 2 * max(0, len(self._lists) - 1)
        text = wrapped(self._mark + line, first=depth, indent=depth + len(self._mark))
        self._mark = ""
        return text

    def text(self) -> str:
        """Return what was read so far."""
        self._flush("")
        return "".join(self._done)
