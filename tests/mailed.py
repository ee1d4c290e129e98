"""Digests with everything in them, and what tests look for in their mails."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

from make import a_digest, an_entry

from digest.model import Digest, Entry, Masthead, Reason, Section
from digest.render import Renderer, intro

LINK = re.compile(r"https?://\S+")


def a_masthead(**changes: Any) -> Masthead:
    """Return the masthead of `a_digest`, changed."""
    return replace(a_digest().masthead, **changes)


def a_full_masthead(**changes: Any) -> Masthead:
    """Return a masthead with everything that a newsletter can say."""
    html, text = intro("See [the list](https://example.org/list).")
    return a_masthead(
        **{"postal_address": "1 Example Street, London", "intro_html": html, "intro_text": text} | changes
    )


def a_full_entry(number: int = 1, title: str = "A paper", /, **changes: Any) -> Entry:
    """Return an entry with everything that a source can know."""
    base = f"https://example.org/{number}"
    values = {
        "pdf_url": f"{base}.pdf",
        "discussion_url": f"{base}/talk",
        "code_url": f"{base}/code",
        "project_url": f"{base}/project",
        "abstract": "What it does. What it finds.",
        "authors": ("Ada King", "Charles Babbage"),
        "organization": "Analytical Society",
        "submitter": "Mary",
        "upvotes": 73,
        "comments": 1,
        "stars": 1204,
        "identifier": f"arXiv:2603.{number:05d}",
        "reasons": (Reason(kind="author", label="Ada King"),),
    }
    return an_entry(number, title, **(values | changes))


def a_full_digest(*entries: Entry, **changes: Any) -> Digest:
    """Return a digest with everything that a newsletter can say."""
    return a_digest(
        *(entries or [a_full_entry(1), a_full_entry(2, "Another")]),
        **{"masthead": a_full_masthead()} | changes,
    )


def a_sectioned_digest(*sections: Section, **changes: Any) -> Digest:
    """Return a full digest with a paper in each of these sections."""
    return a_full_digest(
        *(a_full_entry(n, f"Paper {n}", section=one) for n, one in enumerate(sections, 1)), **changes
    )


def of_kind(kind: str) -> dict[str, Any]:
    """Return what makes a digest one of another kind: its edition, and its cadence in words."""
    send = {"weekly": "tuesdays", "monthly": "monthly", "weekdays": "weekdays"}.get(kind, "daily")
    return {"edition": replace(a_digest().edition, kind=kind), "cadence": f"{send} at 07:30 UTC"}


def parsed(renderer: Renderer, digest: Digest) -> EmailMessage:
    """Return a digest's message as the standard library reads it."""
    return message_from_bytes(renderer.message(digest).data, policy=policy.default)


class Page(HTMLParser):
    """What a checker of structure needs to know of an HTML part."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def every(self, attribute: str) -> list[str]:
        return [value or "" for _, attrs in self.tags for name, value in attrs.items() if name == attribute]

    def of_class(self, name: str) -> list[str]:
        """Return the tags of the elements that have a class."""
        return [tag for tag, attrs in self.tags if name in (attrs.get("class") or "").split()]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def plain(text: str) -> str:
    """Return text as a comparison of words sees it."""
    return " ".join(text.replace("\xa0", " ").split())


def outline(html: str) -> list[str]:
    """Return the headings of an HTML part, each with its level."""
    found = re.findall(r"<h(\d)[^>]*>(.*?)</h\d>", html, re.DOTALL)
    return [f"{level} {Page(inner).text}" for level, inner in found]
