"""Scored papers become a digest: which facts a card shows, and what the message is known by. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from digest.cadence import describe
from digest.model import (
    CardFacts,
    Digest,
    Edition,
    Entry,
    Images,
    Masthead,
    Paper,
    Pick,
    Picture,
    Section,
    Subscriber,
    Verdict,
)

HUGGING_FACE = "huggingface"

CARRIED = frozenset({Images.LEAD, Images.EMBEDDED})  # with these, pictures go along in the mail itself

_ORDER = (Section.FOR_YOU, Section.OUTSIDE, Section.TRENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """A paper's picture in the sizes that there are of it."""

    wide: Picture | None = None  # for a lead story
    small: Picture | None = None  # for any other card


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What a digest is composed for: everything but the reader and their papers."""

    masthead: Masthead
    domain: str  # of the sender's address, for the Message-ID (RFC 5322 §3.6.4)
    unsubscribe: str  # a mailto: URI
    edition: Edition
    date: datetime  # aware, in the subscriber's zone
    notices: tuple[str, ...] = ()
    pictures: Mapping[str, Sizes] = field(default_factory=dict)  # by the address a paper is listed with
    # By paper and picture: made once for all that share this.
    cards: dict[tuple[int, Picture | None], CardFacts] = field(default_factory=dict)


def compose(
    subscriber: Subscriber,
    picks: Sequence[Pick],
    *,
    occasion: Occasion,
    considered: int,
    verdict: Verdict = Verdict.ORDINARY,
) -> Digest:
    """Return the digest of a subscriber's picks, section after section, each in the picks' order.

    The one from outside stands last among a reader's own; numbers run on through all sections.
    """
    ordered = sorted(picks, key=lambda pick: _ORDER.index(pick.section))
    return Digest(
        masthead=occasion.masthead,
        address=subscriber.address,
        email=subscriber.email,
        name=subscriber.name,
        edition=occasion.edition,
        date=occasion.date.replace(microsecond=0),
        message_id=message_id(occasion.edition, subscriber.address, domain=occasion.domain),
        unsubscribe=occasion.unsubscribe,
        cadence=describe(subscriber.send),
        entries=tuple(
            Entry(
                number=number,
                paper=pick.paper.key,
                card=_shared(pick.paper, _picture(pick, number, occasion=occasion), cards=occasion.cards),
                score=pick.score,
                reasons=pick.reasons,
                section=pick.section,
            )
            for number, pick in enumerate(ordered, start=1)
        ),
        considered=considered,
        verdict=verdict,
        notices=occasion.notices,
    )


def _shared(
    paper: Paper, picture: Picture | None, *, cards: dict[tuple[int, Picture | None], CardFacts]
) -> CardFacts:
    key = paper.key, picture
    if key not in cards:
        cards[key] = replace(card(paper), picture=picture)
    return cards[key]


def _picture(pick: Pick, number: int, *, occasion: Occasion) -> Picture | None:
    """Return the picture that goes along with a card: a wide one leads, and others are small if wanted."""
    images = occasion.masthead.images
    if images not in CARRIED:
        return None
    sizes = occasion.pictures.get(pick.paper.facts.image_url, Sizes())
    if number == 1 and pick.section is Section.FOR_YOU:
        return sizes.wide
    return sizes.small if images is Images.EMBEDDED else None


def message_id(edition: Edition, address: str, *, domain: str) -> str:
    """Return the Message-ID of (edition, subscriber): the same at every try, and silent about the address."""
    name = str(edition)
    mark = hashlib.sha256(f"{name}\n{address}".encode()).hexdigest()[:24]
    return f"<{name.replace(':', '.').replace('#', '.')}.{mark}@{domain}>"


def card(paper: Paper) -> CardFacts:
    """Return what a card shows of a paper; links are derived from its ids where it has them."""
    facts, counts = paper.facts, paper.counts
    arxiv = _id(paper, "arxiv:")
    doi = _id(paper, "doi:")
    url = facts.url or (f"https://doi.org/{doi}" if doi else "")
    listed = arxiv and HUGGING_FACE in paper.sources
    return CardFacts(
        title=facts.title,
        url=f"https://arxiv.org/abs/{arxiv}" if arxiv else url,
        pdf_url=f"https://arxiv.org/pdf/{arxiv}" if arxiv else "",
        discussion_url=f"https://huggingface.co/papers/{arxiv}" if listed else "",
        abstract=facts.abstract,
        summary=facts.summary,
        authors=facts.authors,
        organization=facts.organization_name or facts.organization,
        submitter=counts.submitter,
        upvotes=counts.upvotes,
        comments=counts.comments,
        code_url=facts.code_url,
        stars=counts.stars,
        project_url=facts.project_url,
        image_url=facts.image_url if facts.image_url.startswith("https://") else "",
        identifier=f"arXiv:{arxiv}" if arxiv else (f"doi:{doi}" if doi else ""),
        published_on=facts.published_on,
        listed_on=paper.listed_on,
    )


def _id(paper: Paper, scheme: str) -> str:
    return next((name.removeprefix(scheme) for name in paper.ids if name.startswith(scheme)), "")
