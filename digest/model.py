"""The nouns of Paper Round: frozen, without behaviour beyond their own spelling.

Every other module speaks in these. They hold finished values: what comes from outside is parsed
before it becomes one of them. Times are aware and in UTC unless a field says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum


class InterestKind(StrEnum):
    """What an interest matches; the value is its key in the subscribers' file."""

    TOPIC = "topic"
    KEYWORD = "keyword"
    AUTHOR = "author"
    ORGANIZATION = "organization"
    CATEGORY = "category"
    LIKE = "like"
    LIBRARY = "library"


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryEntry:
    """One work of a reader's own library of references, as that library knows it."""

    title: str = ""  # readable, one line; only one that has ids may be without
    abstract: str = ""  # readable; paragraphs are joined
    authors: tuple[str, ...] = ()  # names as papers print them, in order: "Tri Dao"
    ids: tuple[str, ...] = ()  # canonical, arXiv ids first


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """One thing a subscriber wants more of, or (in `never`) none of."""

    kind: InterestKind
    value: str  # as the subscriber wrote it; a like is its canonical id, as in "arxiv:2106.09685"
    weight: float = 1.0  # relative, > 0; a vote against is a like of weight < 0
    stemmed: bool = False  # a keyword's: "adapter" also finds "adapters"
    entries: tuple[LibraryEntry, ...] = field(default=(), repr=False, hash=False)  # a library's
    voted_on: date | None = None  # the local day of a vote, from which on it fades; None: written in the file


class Recurrence(StrEnum):
    """How often a cadence comes round; the value is the first part of an edition's name."""

    DAILY = "daily"
    WEEKDAYS = "weekdays"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """When a subscriber is written to, in their own time zone."""

    recurrence: Recurrence
    days: tuple[int, ...]  # weekdays 0 (Monday) to 6 that have an edition; all seven when monthly
    times: tuple[time, ...]  # local and naive, ascending, at least one: one slot each
    zone: str  # IANA name


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Edition:
    """The dated instalment of a cadence; ordered by date, then slot."""

    date: date  # local to the subscriber
    slot: int = 1  # from 1: the how-manyth of that date
    kind: str = Recurrence.DAILY.value  # a recurrence, or "test" for a mail that takes no edition's place

    def __str__(self) -> str:
        suffix = f"#{self.slot}" if self.slot > 1 else ""
        return f"{self.kind}:{self.date.isoformat()}{suffix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Somebody who is written to."""

    address: str  # the key: case-folded, domain as A-labels
    email: str  # as written in the file; what RCPT TO and To use
    name: str = ""
    send: Cadence
    papers: int = 10
    interests: tuple[Interest, ...] = ()
    never: tuple[Interest, ...] = ()
    popularity: float = 1.0  # how much upvotes count, 0 to 10; 1 is a nudge between equals
    outside: bool = False  # one of the papers is from outside what they usually read
    language: str = ""  # a BCP 47 tag; empty: the newsletter's
    theme: str = ""  # empty: the newsletter's
    pause_until: date | None = None  # local; the first day that has an edition again


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a work itself. Everything but the title may be missing."""

    title: str  # readable: LaTeX, entities and odd spaces resolved; one line
    abstract: str = ""  # readable; paragraphs are joined
    summary: str = ""  # one sentence, when a source gives one
    authors: tuple[str, ...] = ()  # names as printed, in order
    organization: str = ""  # handle, as in "deepseek-ai"
    organization_name: str = ""  # as printed, as in "DeepSeek"
    categories: tuple[str, ...] = ()  # arXiv's, primary first
    published_on: date | None = None
    url: str = ""  # https; where the paper is read when it has no arXiv id
    project_url: str = ""
    code_url: str = ""
    image_url: str = ""
    raw_title: str = ""  # as received, when the readable form differs
    raw_abstract: str = ""
    version: int = 0  # arXiv's, from 1, that these facts are of; 0: not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What only a source knows of a work, at the time it was asked."""

    upvotes: int | None = None
    comments: int | None = None
    stars: int | None = None  # of the code repository
    submitter: str = ""  # display name of who listed it


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One paper as one source lists it: what a source yields."""

    source: str  # the source's name, as in "huggingface"
    listed_on: date | None  # the source's day; None where it gives none
    ids: tuple[str, ...]  # canonical, as identify makes them: "arxiv:2106.09685", "doi:10.1000/182"
    facts: Facts
    counts: Counts = field(default_factory=Counts)
    replaced: bool = False  # a newer version of a work listed before: neither a sighting nor a new paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Validator:
    """What a server calls the state of a reply it gave, to ask whether it changed (RFC 9110 section 8.8)."""

    url: str  # as it was asked for, before redirects
    etag: str = ""  # as received, quotes and W/ included
    last_modified: str = ""  # as received: it is handed back, not understood


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One work, however many sources list it, with its latest facts and counts."""

    key: int  # surrogate, given by the store
    ids: tuple[str, ...]  # every alias, arXiv ids first
    facts: Facts
    counts: Counts = field(default_factory=Counts)
    listed_on: date  # the latest day a source listed it
    sources: tuple[str, ...] = ()


class Section(StrEnum):
    """Where in a digest a paper stands, and so what it claims to be."""

    FOR_YOU = "for_you"  # the best for this reader
    OUTSIDE = "outside"  # the one from outside what this reader usually reads
    TRENDING = "trending"  # what most readers voted for, whoever reads


class Verdict(StrEnum):
    """What kind of day it is for a reader, beside their last 30 days."""

    ORDINARY = "ordinary"
    NOTHING = "nothing"  # no paper stands out: those shown are the nearest
    RICH = "rich"  # far more papers stand out than on their usual day


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a paper was picked: one term of its score, in data that templates put into words."""

    kind: str  # an InterestKind, "vote", or "popular" for what many readers voted for
    label: str  # the interest as the reader knows it: the topic, the name, the liked paper's title
    terms: tuple[str, ...] = ()  # the words that matched, strongest first, at most three
    share: float = 0.0  # the score minus the score without this interest


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A paper chosen for one subscriber's digest."""

    paper: Paper
    score: float  # comparable within one subscriber's ranking only
    reasons: tuple[Reason, ...] = ()  # strongest first, at most two
    section: Section = Section.FOR_YOU


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of a paper that goes along with a mail: our own re-encoding, known by its hash."""

    hash: str  # SHA-256 of the JPEG, hexadecimal
    width: int  # pixels
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """What a card shows of a paper: frozen into the ledger when a digest is planned."""

    title: str
    url: str  # the paper's own page
    pdf_url: str = ""
    discussion_url: str = ""
    abstract: str = ""
    summary: str = ""
    authors: tuple[str, ...] = ()
    organization: str = ""  # as printed
    submitter: str = ""
    upvotes: int | None = None
    comments: int | None = None
    code_url: str = ""
    stars: int | None = None
    project_url: str = ""
    image_url: str = ""  # https; shown by link only where images are remote
    picture: Picture | None = None  # the one that goes along with this card's mail
    identifier: str = ""  # as printed: "arXiv:2106.09685"
    published_on: date | None = None
    listed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One numbered place in a digest."""

    number: int  # from 1
    paper: int  # the paper's key
    card: CardFacts
    score: float
    reasons: tuple[Reason, ...] = ()
    section: Section = Section.FOR_YOU


class Images(StrEnum):
    """Which pictures of papers a mail shows, and where from."""

    NONE = "none"
    LEAD = "lead"  # the lead story's, in the mail itself
    EMBEDDED = "embedded"  # every card's, in the mail itself
    REMOTE = "remote"  # every card's, from the server it is on: that server learns who reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Masthead:
    """What every digest of a newsletter, theme and language has in common: shared, and frozen with each."""

    title: str
    sender: str  # an RFC 5322 mailbox: "Paper Round <digest@example.org>"
    reply_to: str = ""
    postal_address: str = ""
    intro_html: str = ""  # sanitised
    intro_text: str = ""
    language: str = "en"  # a BCP 47 tag
    theme: str = "default"
    images: Images = Images.LEAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One subscriber × one edition: all that its message is made of, and nothing else."""

    masthead: Masthead
    address: str  # the subscriber's key
    email: str
    name: str
    edition: Edition
    date: datetime  # aware, in the subscriber's zone: the Date header, to the second
    message_id: str  # with its angle brackets; derived from (edition, subscriber)
    unsubscribe: str  # a mailto: or https: URI; https means it takes RFC 8058 one-click posts
    cadence: str  # in words, as the footer says it: "weekdays at 07:30 Europe/London"
    entries: tuple[Entry, ...] = ()
    considered: int = 0  # how many eligible papers were ranked
    verdict: Verdict = Verdict.ORDINARY
    notices: tuple[str, ...] = ()  # what a reader must know: a source that could not be reached
    pictures: Mapping[str, bytes] = field(default_factory=dict, repr=False, compare=False)  # JPEG, by hash
