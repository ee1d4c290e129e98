"""Made-up replies of arXiv's interfaces, well-formed as arXiv sends them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from listed import ABSTRACT


def an_item(  # each has a default, and a test names what it is about
    number: int = 1,
    /,
    *,
    kind: str = "new",
    version: int = 1,
    creator: str = "Ann One, Bo Two",
    identifier: str = "",
    more: str = "",
) -> str:
    """Return one item of an announcement in RSS, of a paper 2603.0000n."""
    name = identifier or f"2603.{number:05d}v{version}"
    return (
        f"<item><title>Made-up paper {number}</title><link>https://arxiv.org/abs/2603.{number:05d}</link>"
        f"<description>arXiv:{name} Announce Type: {kind} \nAbstract: {number}. {ABSTRACT}</description>"
        f'<guid isPermaLink="false">oai:arXiv.org:{name}</guid><category>cs.CL</category>'
        f"<category>cs.LG</category><arxiv:announce_type>{kind}</arxiv:announce_type>"
        f"<dc:creator>{escape(creator)}</dc:creator>{more}</item>"
    )


def a_feed(day: date, *items: str, offset: str = "-0400") -> str:
    """Return the RSS feed of a listing day: built at its midnight, US Eastern."""
    at = f"{day:%a, %d %b %Y} 00:00:00 {offset}"
    dated = [item.replace("</item>", f"<pubDate>{at}</pubDate></item>") for item in items]
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss xmlns:arxiv="http://arxiv.org/schemas/atom" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel><title>cs.CL updates</title>'
        f"<pubDate>{at}</pubDate><skipDays><day>Sunday</day><day>Saturday</day></skipDays>"
        f"{''.join(dated)}</channel></rss>"
    )


def a_record(number: int = 1, /, *, stamp: str, versions: Sequence[str], title: str = "") -> str:
    """Return one record in arXivRaw; versions are moments such as "Mon, 30 Mar 2026 10:00:00 GMT"."""
    each = "".join(
        f'<version version="v{place}"><date>{at}</date><size>1kb</size></version>'
        for place, at in enumerate(versions, 1)
    )
    return (
        f"<record><header><identifier>oai:arXiv.org:2603.{number:05d}</identifier>"
        f"<datestamp>{stamp}</datestamp><setSpec>cs:cs:CL</setSpec></header><metadata>"
        f'<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>2603.{number:05d}</id>{each}'
        f"<title>{title or f'Made-up paper {number}'}</title><authors>Ann One and Bo Two</authors>"
        f"<categories>cs.CL cs.LG</categories><abstract>{number}. {ABSTRACT}</abstract></arXivRaw>"
        "</metadata></record>"
    )


def a_deleted_record(number: int = 1, /, *, stamp: str) -> str:
    """Return a record that says that it is gone."""
    return (
        f'<record><header status="deleted"><identifier>oai:arXiv.org:2603.{number:05d}</identifier>'
        f"<datestamp>{stamp}</datestamp></header></record>"
    )


def a_page(*records: str, token: str = "") -> str:
    """Return a page of changes; without records, that there are none."""
    resumption = f"<resumptionToken>{token}</resumptionToken>" if token else ""
    inner = f"<ListRecords>{''.join(records)}{resumption}</ListRecords>"
    return _reply(inner if records else '<error code="noRecordsMatch">none</error>')


def a_protocol_error(code: str, words: str = "") -> str:
    """Return an error of the protocol."""
    return _reply(f'<error code="{code}">{words}</error>')


def an_answer(*entries: str, total: int | None = None) -> str:
    """Return a reply of the API."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" '
        'xmlns:arxiv="http://arxiv.org/schemas/atom">'
        f"<opensearch:totalResults>{len(entries) if total is None else total}</opensearch:totalResults>"
        f"{''.join(entries)}</feed>"
    )


def an_entry(number: int = 1, /, *, version: int = 1) -> str:
    """Return an entry of the API."""
    return (
        f"<entry><id>http://arxiv.org/abs/2603.{number:05d}v{version}</id><title>Made-up paper {number}"
        f"</title><published>2026-03-27T17:59:08Z</published><summary>{number}. {ABSTRACT}</summary>"
        '<category term="cs.LG"/><category term="cs.CL"/><category term="68T50"/>'
        '<arxiv:primary_category term="cs.CL"/><author><name>Ann One</name></author></entry>'
    )


def an_error_entry(words: str) -> str:
    """Return an error of the API: it looks like a paper."""
    return (
        "<entry><id>https://arxiv.org/api/errors#incorrect_id</id><title>Error</title>"
        f"<summary>{words}</summary></entry>"
    )


def _reply(inner: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        f"<responseDate>2026-04-01T05:00:00Z</responseDate>{inner}</OAI-PMH>"
    )
