"""subscribers.yaml is read at once: what it says, and all that is wrong with it, each at its place."""

# ruff: noqa: E501 - a row of a table of messages is one line
from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import a_cadence

from digest.cadence import describe
from digest.config import Config, ConfigProblems, Newsletter, Problem, SmtpSpec, SourceSpec, load, starter
from digest.config.loading import interpret
from digest.model import Images, Interest, InterestKind, Subscriber

ROOT = Path(__file__).parents[3]
HEAD = "newsletter:\n  from: Paper Round <digest@example.org>\nsubscribers:\n"


def read(text: str, path: Path = Path("subscribers.yaml"), **environ: str) -> Config:
    return interpret(text, path=path, local_zone="Europe/Paris", environ=environ)


def refused(text: str, path: Path = Path("subscribers.yaml"), **environ: str) -> list[str]:
    with pytest.raises(ConfigProblems) as caught:
        read(text, path, **environ)
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return [str(problem) for problem in caught.value.problems]


def errors(config: Config) -> list[str]:
    return [str(problem) for problem in config.problems if problem.severity == "error"]


def of_ada(*lines: str) -> list[str]:
    """Return what is wrong with a subscriber of these lines; places and paths are cut away."""
    config = read(HEAD + "  - email: ada@example.org\n" + "".join(f"    {line}\n" for line in lines))
    return [
        f"{one.path.partition('.')[2]}: {one.message}" for one in config.problems if one.severity == "error"
    ]


def of_newsletter(line: str, **environ: str) -> str:
    """Return the one thing that is wrong with a newsletter of this line."""
    problems = refused(f"newsletter:\n  from: digest@example.org\n  {line}\n", **environ)
    assert len(problems) == 1, problems
    assert problems[0].startswith("subscribers.yaml:3:")
    return problems[0].partition("newsletter.")[2]


def newsletter(line: str, **environ: str) -> Newsletter:
    return read(f"newsletter:\n  from: digest@example.org\n  {line}\n", **environ).newsletter


def test_an_address_and_a_list_of_topics_are_enough() -> None:
    config = read(HEAD + "  - email: ada@example.org\n    interests: [diffusion, graphs]\n")
    topics = tuple(Interest(kind=InterestKind.TOPIC, value=value) for value in ("diffusion", "graphs"))
    assert config.problems == ()
    assert config.subscribers == (
        Subscriber(
            address="ada@example.org",
            email="ada@example.org",
            send=a_cadence("07:30", "Europe/Paris"),
            papers=10,
            interests=topics,
        ),
    )


def test_a_newsletter_says_no_more_than_who_it_is_from() -> None:
    found = newsletter("title: Paper Round")
    folder = Path.cwd()
    assert found == Newsletter(
        sender="digest@example.org",
        zone="Europe/Paris",
        sources=(SourceSpec(kind="huggingface"),),
        store=str(folder / "paper-round.db"),
        templates=folder / "templates" if (folder / "templates").is_dir() else None,
    )


def test_every_key_of_a_subscriber_is_understood() -> None:
    config = read(
        HEAD
        + """
  - email: Ada.L@Bücher.example
    name: Ada  Lovelace
    send: mondays at 09:00 UTC
    papers: 3
    popularity: 0.5
    outside: true
    pause_until: 2026-04-01
    interests:
      - {topic: diffusion transformers, weight: 2}
      - {keyword: '"mixture of experts"'}
      - author: Tri Dao
        weight: 0.5
      - {organization: deepseek-ai}
      - {like: "https://arxiv.org/abs/2106.09685v2"}
      - {like: "hep-th/9901001"}
      - {like: 10.1000/182}
      - {keyword: adapter, stemmed: true, weight: 3}
    never: [blockchain, {author: Nobody}, {keyword: token, stemmed: true}]
"""
    )
    assert config.problems == ()
    (ada,) = config.subscribers
    assert (ada.address, ada.email, ada.name) == (
        "ada.l@xn--bcher-kva.example",
        "Ada.L@Bücher.example",
        "Ada Lovelace",
    )
    assert (describe(ada.send), ada.papers, ada.pause_until) == ("mondays at 09:00 UTC", 3, date(2026, 4, 1))
    assert (ada.popularity, ada.outside) == (0.5, True)
    assert [(one.kind.value, one.value, one.weight) for one in ada.interests] == [
        ("topic", "diffusion transformers", 2),
        ("keyword", '"mixture of experts"', 1),
        ("author", "Tri Dao", 0.5),
        ("organization", "deepseek-ai", 1),
        ("like", "arxiv:2106.09685", 1),
        ("like", "arxiv:hep-th/9901001", 1),
        ("like", "doi:10.1000/182", 1),
        ("keyword", "adapter", 3),
    ]
    assert [(one.kind.value, one.value) for one in ada.never] == [
        ("keyword", "blockchain"),
        ("author", "Nobody"),
        ("keyword", "token"),
    ]
    assert [one.value for one in (*ada.interests, *ada.never) if one.stemmed] == ["adapter", "token"]


def test_defaults_hold_unless_a_subscriber_says_otherwise() -> None:
    config = read(
        """
newsletter: {from: digest@example.org, timezone: asia/tokyo}
defaults: {send: weekdays at 08:00, papers: 5, interests: [graphs], never: [spam]}
subscribers:
  - email: ada@example.org
  - email: grace@example.org
    papers: 7
    interests: [compilers]
    never: []
"""
    )
    ada, grace = config.subscribers
    assert config.newsletter.zone == "Asia/Tokyo"
    assert [describe(one.send) for one in (ada, grace)] == ["weekdays at 08:00 Asia/Tokyo"] * 2
    assert [(one.papers, one.interests[0].value, len(one.never)) for one in (ada, grace)] == [
        (5, "graphs", 1),
        (7, "compilers", 0),
    ]


def test_a_key_without_a_value_is_as_good_as_absent() -> None:
    config = read(
        HEAD.replace("subscribers:", "defaults:\nsubscribers:") + "  - email: ada@example.org\n    never:\n"
    )
    assert config.subscribers[0].never == ()


def test_the_example_file_of_the_repository_is_without_a_problem() -> None:
    path = ROOT / "subscribers.yaml"
    config = load(path, local_zone="UTC", environ={})
    assert config.problems == ()
    assert [one.name for one in config.subscribers] == ["Ada", "Grace", "Alan"]
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 60


def test_the_starter_file_is_without_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "subscribers.yaml"
    path.write_text(starter(), encoding="utf-8")
    assert load(path, local_zone="UTC", environ={}).problems == ()


def test_what_the_starter_file_suggests_is_right_when_it_is_taken_up() -> None:
    lines = [
        line.replace("  # ", "  ", 1) if line.startswith("  # - ") else line
        for line in starter().splitlines()
    ]
    taken = [line.replace("  #   ", "    ", 1) for line in lines]
    config = read(
        "\n".join(line for line in taken if not line.startswith("  smtp: smtp+") and "smtps:" not in line)
    )
    assert errors(config) == []
    assert [one.email for one in config.subscribers] == ["you@example.org", "colleague@example.org"]
    assert len(config.subscribers[1].interests) == 6


def test_a_problem_is_put_with_its_place_what_was_found_and_the_nearest_right_word() -> None:
    text = HEAD + "  - email: a@example.org\n  - email: b@example.org\n  - email: ada@example.org\n"
    config = read(text + "    send:  daily at 07:30 Europe/Londn\n")
    (problem,) = (one for one in config.problems if one.severity == "error")
    assert problem == Problem(
        file="subscribers.yaml",
        line=7,
        column=12,
        path="subscribers[2].send",
        message='unknown time zone "Europe/Londn" (did you mean Europe/London?)',
        subscriber=2,
    )
    assert str(problem) == (
        "subscribers.yaml:7:12  subscribers[2].send:"
        ' unknown time zone "Europe/Londn" (did you mean Europe/London?)'
    )


def test_one_bad_subscriber_never_stops_the_others() -> None:
    config = read(HEAD + "  - email: ada@example.org\n    papers: 99\n  - email: grace@example.org\n")
    assert [one.email for one in config.subscribers] == ["grace@example.org"]
    assert errors(config) == [
        "subscribers.yaml:5:13  subscribers[0].papers: found the number 99, wanted a whole number from 1 to 50"
    ]


def test_every_problem_is_told_at_once_the_newsletters_and_the_subscribers() -> None:
    text = """
newsletter:
  titel: Paper Round
  from: nobody
  timezone: Mars/Olympus
defaults: {papers: 0}
subscribers:
  - email: ada
    sned: daily
    interests: [{topic: a, weight: 99}, 5]
  - emial: grace@example.org
extra: 1
"""
    with pytest.raises(ConfigProblems) as caught:
        read(text)
    found = [(one.line, one.path, one.subscriber) for one in caught.value.problems]
    assert found == [
        (3, "newsletter.titel", None),
        (4, "newsletter.from", None),
        (5, "newsletter.timezone", None),
        (6, "defaults.papers", None),
        (8, "subscribers[0].email", 0),
        (9, "subscribers[0].sned", 0),
        (10, "subscribers[0].interests[0].weight", 0),
        (10, "subscribers[0].interests[1]", 0),
        (11, "subscribers[1].emial", 1),
        (12, "extra", None),
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("paprs: 3", 'paprs: unknown key "paprs" (did you mean papers?)'),
        ("cadence: daily", 'cadence: unknown key "cadence" (did you mean send?)'),
        ("bounces: dark", 'bounces: "bounces" is not in this version'),
        ("<<: 1", ': unknown key "<<", wanted name, send, papers, interests, never, popularity, outside, language, theme, pause_until or email'),
        ("papers: ten", 'papers: found "ten", wanted a whole number from 1 to 50'),
        ("papers: true", "papers: found true, wanted a whole number from 1 to 50"),
        ("papers: 2.0", "papers: found the number 2.0, wanted a whole number from 1 to 50"),
        ("popularity: 11", "popularity: found the number 11, wanted a number from 0 to 10"),
        ("popularity: -0.1", "popularity: found the number -0.1, wanted a number from 0 to 10"),
        ("popularity: .nan", "popularity: found the number .nan, wanted a number from 0 to 10"),
        ("popularity: high", 'popularity: found "high", wanted a number from 0 to 10'),
        ("popularty: 2", 'popularty: unknown key "popularty" (did you mean popularity?)'),
        ("outside: yes", 'outside: found "yes", wanted true or false'),
        ("outside: 1", "outside: found the number 1, wanted true or false"),
        ("trending: 3", 'trending: unknown key "trending", wanted name, send, papers, interests, never, popularity, outside, language, theme, pause_until or email'),
        ("send: 730", "send: found the number 730, wanted a cadence such as weekdays at 07:30"),
        ("send: 07:30", 'send: no day before "07:30" (did you mean daily at 07:30?)'),
        ("send: wekdays", 'send: unknown day "wekdays" (did you mean weekdays?)'),
        ("pause_until: 2026-02-30", 'pause_until: found "2026-02-30", wanted a date such as 2026-04-01'),
        ("pause_until: 2026", "pause_until: found the number 2026, wanted a date such as 2026-04-01"),
        (
            "pause_until: 2026-04-01T10:00:00Z",
            "pause_until: found the date 2026-04-01T10:00:00+00:00, wanted a date such as 2026-04-01",
        ),
        ("pause_until: 9999-12-31", "pause_until: found the date 9999-12-31, wanted a date such as 2026-04-01"),
        ('name: "Ada\\nBcc: x"', "name: found a control character or line break (U+000A), wanted a name on one line"),
        ('name: "Ada\\0"', "name: found a control character or line break (U+0000), wanted a name on one line"),
        ('name: "Ada\\u2028x"', "name: found a control character or line break (U+2028), wanted a name on one line"),
        ("interests: graphs", 'interests: found "graphs", wanted a list: lines that start with "- ", or [one, two]'),
        (
            "interests: [2024]",
            "interests[0]: found the number 2024, wanted text, or a mapping of one of topic, keyword, author, organization, category, like or library",
        ),
        ('interests: [""]', "interests[0]: found nothing, wanted a topic"),
        ("interests: [{topic: 2024}]", 'interests[0].topic: found the number 2024, wanted a topic in words in quotes: "2024"'),
        ("interests: [{topic: [a]}]", "interests[0].topic: found a list, wanted a topic in words"),
        ("interests: [{organisation: x}]", 'interests[0].organisation: unknown key "organisation" (did you mean organization?)'),
        ("interests: [{authors: x}]", 'interests[0].authors: unknown key "authors" (did you mean author?)'),
        ("interests: [{topic: a, wieght: 2}]", 'interests[0].wieght: unknown key "wieght" (did you mean weight?)'),
        (
            "interests: [{topic: a, author: b}]",
            'interests[0].author: "author" beside "topic", wanted one kind in one item: write another "- " item',
        ),
        ("never: [{xyz: 1}]", 'never[0]: found "xyz", wanted topic, keyword, author, organization, category, like or library'),
        ("interests: [{library: [a.bib]}]", "interests[0].library: found a list, wanted the path of a library of references"),
        ("interests: [{libary: a.bib}]", 'interests[0].libary: unknown key "libary" (did you mean library?)'),
        ("interests: [{xyz: 1}]", 'interests[0]: found "xyz", wanted topic, keyword, author, organization, category, like or library'),
        ("interests: [{}]", "interests[0]: found no key, wanted topic, keyword, author, organization, category, like or library"),
        ("interests: [{topic: a, weight: .nan}]", "interests[0].weight: found the number .nan, wanted a number from 0.1 to 10"),
        ("interests: [{topic: a, weight: 11}]", "interests[0].weight: found the number 11, wanted a number from 0.1 to 10"),
        ("interests: [{keyword: '\"half'}]", 'interests[0].keyword: found ""half", wanted a word, or a phrase with quotes around it'),
        ("interests: [{category: cs.cl}]", 'interests[0].category: unknown category "cs.cl" (did you mean cs.CL?)'),
        ("interests: [{category: CS}]", 'interests[0].category: unknown category "CS" (did you mean cs?)'),
        ("interests: [{category: a b}]", 'interests[0].category: unknown category "a b", wanted one such as cs.CL, hep-th or cs.*'),
        (
            "interests: [{like: Attention}]",
            'interests[0].like: found "Attention", wanted an arXiv id such as "2106.09685" or a DOI such as "10.1000/182"',
        ),
        (
            "interests: [{like: 2106.09685}]",
            'interests[0].like: found the number 2106.09685, wanted an id in quotes: "2106.09685" (YAML reads a bare 2106.09685 as the number 2106.09685)',
        ),
        (
            "interests: [{like: 2106.09680}]",
            'interests[0].like: found the number 2106.09680, wanted an id in quotes: "2106.09680" (YAML reads a bare 2106.09680 as the number 2106.0968: the zero at its end is lost)',
        ),
        ("interests: [{keyword: a, stemmed: sometimes}]", 'interests[0].stemmed: found "sometimes", wanted true or false'),
        ("interests: [{keyword: a, stemed: true}]", 'interests[0].stemed: unknown key "stemed" (did you mean stemmed?)'),
        ("interests: [{topic: a, stemmed: true}]", 'interests[0].stemmed: only a keyword takes "stemmed", "topic" does not: take it out'),
        ("never: [{author: a, stemmed: true}]", 'never[0].stemmed: only a keyword takes "stemmed", "author" does not: take it out'),
        ("never: [{stemmed: true}]", 'never[0]: found "stemmed", wanted topic, keyword, author, organization, category, like or library'),
        ("interests: [{keywrd: a, stemmed: true}]", 'interests[0].keywrd: unknown key "keywrd" (did you mean keyword?)'),
        ("never: [{keyword: a, stemmed: true, weight: 2}]", "never[0].weight: a weight says nothing in never: take it out"),
        ("never: [{topic: a, weight: 2}]", "never[0].weight: a weight says nothing in never: take it out"),
        ("never: [{organisation: a}]", 'never[0].organisation: unknown key "organisation" (did you mean organization?)'),
        ("email: b@example.org", "email: given twice; the first is on line 4"),
        ("name: !!python/name:os.system x", 'name: found the tag "tag:yaml.org,2002:python/name:os.system", wanted a plain value'),
        ("? [a]\n    : b", ": found a list or mapping as a key, wanted text"),
    ],
)  # fmt: skip
def test_one_typo_is_one_error_that_says_what_was_wanted(line: str, problem: str) -> None:
    assert of_ada(line) == [problem]


@pytest.mark.parametrize("category", ["cs.CL", "hep-th", "cond-mat.mtrl-sci", "physics.ao-ph", "cs.*", "q-bio.BM", "physics.optics"])  # fmt: skip
def test_a_category_is_judged_by_its_shape(category: str) -> None:
    assert of_ada(f"interests: [{{category: {category}}}]") == []


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        ("alan@example.org", 'subscribers[0]: found "alan@example.org", wanted - email: alan@example.org'),
        ("emial: a@example.org", 'subscribers[0].emial: unknown key "emial" (did you mean email?)'),
        ("name: Ada", "subscribers[0].email: missing, wanted an address such as email: ada@example.org"),
        ("email:", "subscribers[0].email: empty, wanted an address such as email: ada@example.org"),
        ("email: ada", "wanted an address such as ada@example.org: an email address must have an @-sign"),
        ("email: ada@nodot", "It should have a period"),
        ("email: Ada <ada@example.org>", "wanted an address such as ada@example.org: "),
        ("email: 5", "found the number 5, wanted an address such as ada@example.org"),
        (
            'email: "a@example.org\\r\\nBcc: b@example.org"',
            "found a control character or line break (U+000D)",
        ),
    ],
)
def test_a_subscriber_needs_an_address(item: str, problem: str) -> None:
    (found,) = errors(read(HEAD + f"  - {item}\n"))
    assert problem in found
    assert found.startswith("subscribers.yaml:4:")


@pytest.mark.parametrize("address", ["ada@example.org", "ada@mail.test", "ada@localhost", "ada@printer.local", "ä@bücher.example"])  # fmt: skip
def test_addresses_of_the_house_and_of_tests_are_addresses(address: str) -> None:
    assert errors(read(HEAD + f"  - email: {address}\n")) == []


@pytest.mark.parametrize(("first", "second"), [("Ada@Example.ORG", "ada@example.org"), ("a@bücher.example", "A@xn--bcher-kva.example")])  # fmt: skip
def test_the_second_of_two_equal_addresses_is_an_error_that_names_the_first(first: str, second: str) -> None:
    config = read(
        HEAD + f"  - email: {first}\n    papers: 99\n  - email: b@example.org\n  - email: {second}\n"
    )
    assert [one.email for one in config.subscribers] == ["b@example.org"]
    assert errors(config)[1] == (
        "subscribers.yaml:7:12  subscribers[2].email: the same address as on line 4, wanted each address once"
    )


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("titel: x", 'titel: unknown key "titel" (did you mean title?)'),
        ("operator: x", 'operator: found "x", wanted an address such as ada@example.org: an email address must have an @-sign'),
        ("trending: 11", "trending: found the number 11, wanted a whole number from 0 to 10"),
        ("trending: -1", "trending: found the number -1, wanted a whole number from 0 to 10"),
        ("trending: true", "trending: found true, wanted a whole number from 0 to 10"),
        ("private_hosts: 127.0.0.1", 'private_hosts: found "127.0.0.1", wanted a list of hosts such as [intranet.example.org, 127.0.0.1]'),
        ('private_hosts: ["http://127.0.0.1"]', 'private_hosts: found "http://127.0.0.1", wanted a host alone: no scheme, port, path or pattern'),
        ('private_hosts: ["127.0.0.1:8080"]', 'private_hosts: found "127.0.0.1:8080", wanted a host alone: no scheme, port, path or pattern'),
        ("private_hosts: [10.0.0.0/8]", 'private_hosts: found "10.0.0.0/8", wanted a host alone: no scheme, port, path or pattern'),
        ('private_hosts: ["*.example.org"]', 'private_hosts: found "*.example.org", wanted a host alone: no scheme, port, path or pattern'),
        ("private_hosts: [7]", 'private_hosts: found the number 7, wanted a host such as intranet.example.org or 127.0.0.1 in quotes: "7"'),
        ("images: all", 'images: unknown choice "all", wanted none, lead, embedded or remote'),
        ("images: false", "images: found false, wanted none, lead, embedded or remote"),
        ("images: embeded", 'images: unknown choice "embeded" (did you mean embedded?)'),
        ("trendng: 3", 'trendng: unknown key "trendng" (did you mean trending?)'),
        ('title: "a\\nb"', "title: found a control character or line break (U+000A), wanted a name on one line"),
        ("reply_to: nobody", 'reply_to: found "nobody", wanted an address such as ada@example.org: an email address must have an @-sign'),
        ('reply_to: "A <a@example.org>, b@example.org"', 'reply_to: found "A <a@example.org>, b@example.org", wanted a mailbox such as Paper Round <digest@example.org>'),
        ("timezone: Europe/Londn", 'timezone: unknown time zone "Europe/Londn" (did you mean Europe/London?)'),
        ('intro: "a\\0b"', "intro: found a control character (U+0000), wanted text"),
        ("sources: huggingface", 'sources: found "huggingface", wanted a list: lines that start with "- ", or [one, two]'),
        ("sources: []", "sources: found an empty list, wanted at least one source"),
        ("sources: [huggingfase]", 'sources[0]: unknown source "huggingfase" (did you mean huggingface?)'),
        ("sources: [rss]", 'sources[0]: unknown source "rss", wanted huggingface, biorxiv or medrxiv, or a mapping such as {feed: URL}'),
        ("sources: [page]", "sources[0]: a page needs its file: {page: FILE}"),
        ("sources: [{arxiv: []}]", "sources[0].arxiv: found an empty list, wanted categories such as cs.CL"),
        ("sources: [{arxiv: [cs.cl]}]", 'sources[0].arxiv[0]: unknown category "cs.cl" (did you mean cs.CL?)'),
        ("sources: [{arxiv: [quan-ph]}]", 'sources[0].arxiv[0]: unknown category "quan-ph" (did you mean quant-ph?)'),
        ("sources: [{arxiv: [neuroscience]}]", 'sources[0].arxiv[0]: unknown category "neuroscience", wanted one such as cs.CL or hep-th'),
        ("sources: [{arxiv: 2024}]", 'sources[0].arxiv[0]: found the number 2024, wanted an arXiv category such as cs.CL in quotes: "2024"'),
        ("sources: [arxiv]", "sources[0]: arxiv needs its categories: {arxiv: [cs.CL, cs.LG]}"),
        ("sources: [{arxiv: [cs.CL]}, {arxiv: [cs.LG]}]", "sources: found arxiv more than once, wanted all its categories in one: one request for all"),
        ("sources: [{feed: x}]", "sources[0].feed: cannot be read as a URL, wanted an address such as https://example.org/rss.xml"),
        ('sources: [{feed: "file:///etc/passwd"}]', 'sources[0].feed: found "file:///etc/passwd", wanted an address such as https://example.org/rss.xml'),
        ('sources: [{feed: "https://ada:pass@example.org/x"}]', "sources[0].feed: found a user name or a # in the address, wanted an address such as https://example.org/rss.xml"),
        ("sources: [https://example.org/rss.xml]", 'sources[0]: found an address alone, wanted {feed: "https://example.org/rss.xml"}'),
        ("sources: [trending]", 'sources[0]: found "trending", wanted {huggingface: trending}'),
        ("sources: [{biorxiv: [cel biology]}]", 'sources[0].biorxiv[0]: unknown subject "cel biology" (did you mean cell biology?)'),
        ("sources: [{biorxiv: []}]", "sources[0].biorxiv: found an empty list, wanted subjects, or biorxiv alone for all of them"),
        ("sources: [{medrxiv: 7}]", 'sources[0].medrxiv[0]: found the number 7, wanted a subject such as cell biology in quotes: "7"'),
        ("sources: [{plugin: no-such}]", 'sources[0].plugin: unknown plugin "no-such": no installed package offers any (paper_round.sources)'),
        ("sources: [{options: {a: 1}}]", 'sources[0]: found "options", wanted huggingface, arxiv, page, feed, jsonl, biorxiv, medrxiv or plugin'),
        ("sources: [{feed: 'https://example.org/', page: x}]", 'sources[0].page: "page" beside "feed", wanted one kind in one item: write another "- " item'),
        ("sources: [{pages: x}]", 'sources[0].pages: unknown key "pages" (did you mean page?)'),
        ("sources: [huggingface, huggingface]", "sources: source 2 is the same as source 1"),
        ("public_url: http://digest.example.org", 'public_url: found "http://", wanted https://'),
        ("public_url: digest.example.org", "public_url: cannot be read as a URL, wanted an address such as https://digest.example.org"),
        ("store: mysql://x", 'store: unknown scheme "mysql", wanted a path or a postgresql:// URL'),
    ],
)  # fmt: skip
def test_a_wrong_newsletter_says_what_was_wanted(line: str, problem: str) -> None:
    assert of_newsletter(line) == problem


@pytest.mark.parametrize(
    ("given", "mailbox"),
    [
        ("digest@example.org", "digest@example.org"),
        ("<digest@example.org>", "digest@example.org"),
        ("Paper Round <digest@example.org>", "Paper Round <digest@example.org>"),
        ('"Round, Paper" <digest@example.org>', '"Round, Paper" <digest@example.org>'),
        ("Round, Paper <digest@example.org>", '"Round, Paper" <digest@example.org>'),
        ("Papierrundschau für alle <digest@example.org>", "Papierrundschau für alle <digest@example.org>"),
    ],
)
def test_a_sender_is_a_mailbox(given: str, mailbox: str) -> None:
    quoted = given.replace("'", "''")
    assert read(f"newsletter: {{from: '{quoted}'}}").newsletter.sender == mailbox


def test_paths_start_at_the_files_folder(tmp_path: Path) -> None:
    (tmp_path / "page.html").touch()
    (tmp_path / "days").mkdir()
    (tmp_path / "templates").mkdir()
    text = (
        "newsletter:\n  from: digest@example.org\n  store: var/x.db\n"
        "  sources: [{page: page.html}, {huggingface: days}, huggingface]\n"
    )
    found = read(text, tmp_path / "subscribers.yaml").newsletter
    assert found.store == str(tmp_path / "var/x.db")
    assert found.templates == tmp_path / "templates"
    assert found.sources == (
        SourceSpec(kind="page", path=tmp_path / "page.html"),
        SourceSpec(kind="huggingface", path=tmp_path / "days"),
        SourceSpec(kind="huggingface"),
    )


def test_a_source_whose_file_cannot_be_one_is_an_error_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "subscribers.yaml"
    (tmp_path / "days").mkdir()
    text = (
        "newsletter:\n  from: digest@example.org\n  sources:\n    - {page: no/a.html}\n    - {page: days}\n"
    )
    assert refused(text, path) == [
        f'{path}:4:14  newsletter.sources[0].page: found nothing at "{_short(tmp_path / "no/a.html")}", wanted a file',
        f'{path}:5:14  newsletter.sources[1].page: found nothing at "{_short(tmp_path / "days")}", wanted a file',
    ]


def test_a_source_whose_file_is_missing_stops_nobodys_mail(tmp_path: Path) -> None:
    """An export that is just being replaced is a failing source, and a warning with its line."""
    path = tmp_path / "subscribers.yaml"
    text = "newsletter:\n  from: digest@example.org\n  sources:\n    - {jsonl: gone.jsonl}\n"
    found = interpret(text, path=path, local_zone="UTC", environ={})
    assert found.newsletter.sources == (SourceSpec(kind="jsonl", path=tmp_path / "gone.jsonl"),)
    warning = next(one for one in found.problems if one.path == "newsletter.sources[0].jsonl")
    assert warning.severity == "warning"
    assert warning.message.endswith("it fails until a file is there")


def _short(path: Path) -> str:
    return str(path) if len(str(path)) <= 60 else f"{str(path)[:60]}…"


def test_a_postgresql_store_is_kept_as_it_is_and_out_of_the_log() -> None:
    found = newsletter("store: postgresql://user:secret@db.example.org/round")
    assert found.store == "postgresql://user:secret@db.example.org/round"
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "subscribers.yaml:1:1  the file holds no keys, wanted newsletter: and subscribers:; `digest init` writes an example"),
        ("- a\n", "subscribers.yaml:1:1  the file holds no keys, wanted newsletter: and subscribers:; `digest init` writes an example"),
        ("subscribers: []\n", "subscribers.yaml:1:1  newsletter: missing, wanted newsletter: with at least from: under it"),
        ("newsletter:\n", "subscribers.yaml:1:1  newsletter: empty, wanted newsletter: with at least from: under it"),
        ("newsletter: {}\n", 'subscribers.yaml:1:13  newsletter.from: missing, wanted a mailbox such as "from: Paper Round <digest@example.org>"'),
        ("newsletter: x\n", 'subscribers.yaml:1:13  newsletter: found "x", wanted keys and their values'),
        ("newsletter:\n\tfrom: x\n", "subscribers.yaml:2:1  not YAML: while scanning for the next token found character '\\t' that cannot start any token"),
        ("newsletter: [a\n", "subscribers.yaml:2:1  not YAML: while parsing a flow sequence expected ',' or ']', but got '<stream end>'"),
        ("a: b: c\n", 'subscribers.yaml:1:5  not YAML: mapping values are not allowed here (is it text with ": " in it? put it in quotes)'),
        ("a: *b\n", "subscribers.yaml:1:4  not YAML: found undefined alias 'b'"),
        ("a: 1\n---\nb: 2\n", "subscribers.yaml:2:1  not YAML: expected a single document in the stream but found another document"),
        ("a\nb\x07c", "subscribers.yaml:2:2  not YAML: a character that is not allowed"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_one_problem(text: str, problem: str) -> None:
    assert refused(text) == [problem]


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    latin, big = tmp_path / "latin.yaml", tmp_path / "big.yaml"
    latin.write_bytes("a: b\nname: Zoë".encode("latin-1"))
    with big.open("wb") as file:
        file.truncate(10_000_001)
    for path, problem in (
        (tmp_path / "gone.yaml", "  there is no such file; `digest init` writes one"),
        (tmp_path, "  cannot be read: Is a directory"),
        (latin, ":2:9  not UTF-8: found the byte 0xeb"),
        (big, "  too large: more than 10,000,000 bytes"),
    ):
        with pytest.raises(ConfigProblems) as caught:
            load(path, local_zone="UTC", environ={})
        assert str(caught.value) == f"{path}{problem}"


def test_aliases_cannot_multiply_a_file() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for number in range(1, 9):
        bomb += f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]\n"
    (problem,) = refused(bomb)
    assert "aliases (*name) make it too large" in problem
    assert "aliases (*name) make it too large" in refused("a: &a [*a]\n")[0]


def test_nesting_cannot_exhaust_the_stack() -> None:
    (problem,) = refused("a: " + "[" * 100_000)
    assert "maximum depth" in problem


def test_an_alias_shares_a_list_and_what_is_wrong_in_it_is_told_where_it_is_written() -> None:
    config = read(
        HEAD + "  - email: a@example.org\n    interests: &all [graphs, {topik: x}]\n"
        "  - email: b@example.org\n    interests: *all\n"
    )
    assert [(one.line, one.path) for one in config.problems] == [
        (5, "subscribers[0].interests[1].topik"),
        (5, "subscribers[1].interests[1].topik"),
    ]


def test_a_subscriber_without_interests_is_warned_of_and_served() -> None:
    config = read(HEAD + "  - email: ada@example.org\n")
    assert [str(one) for one in config.problems] == [
        "subscribers.yaml:4:5  warning: subscribers[0]: no interests: gets the day's most upvoted papers"
    ]
    assert len(config.subscribers) == 1


def test_a_subscriber_whom_nothing_steers_is_warned_of() -> None:
    config = read(HEAD + "  - {email: ada@example.org, popularity: 0}\n")
    assert [one.message for one in config.problems] == [
        "no interests, and with popularity 0 nothing says which papers are the best"
    ]


def test_private_hosts_are_named_as_urls_name_them() -> None:
    """One spelling each: in lower case, in ASCII, without brackets or a dot at the end."""
    assert newsletter("title: Paper Round").private_hosts == ()
    given = newsletter('private_hosts: [Intranet.Example.ORG., 127.0.0.1, "[::1]", bücher.example.org]')
    assert given.private_hosts == ("intranet.example.org", "127.0.0.1", "::1", "xn--bcher-kva.example.org")


def test_trending_papers_are_asked_for_once_for_everybody() -> None:
    assert newsletter("title: Paper Round").trending == 0
    assert newsletter("trending: 3").trending == 3


def test_the_lead_storys_picture_goes_along_unless_the_file_says_otherwise() -> None:
    """None at all, every card's, or links to where they are."""
    assert newsletter("title: Paper Round").images is Images.LEAD
    for one in Images:
        assert newsletter(f"images: {one.value}").images is one


def test_defaults_steer_whoever_does_not_steer() -> None:
    """A switch that is off, or a nought, is an answer: it replaces the default's."""
    text = HEAD.replace("subscribers:", "defaults: {popularity: 4, outside: true}\nsubscribers:")
    config = read(
        text + "  - email: a@example.org\n  - {email: b@example.org, popularity: 0, outside: false}\n"
    )
    assert [(one.popularity, one.outside) for one in config.subscribers] == [(4, True), (0, False)]


def test_a_category_is_warned_of_when_no_source_gives_any() -> None:
    text = HEAD.replace("subscribers:", "defaults: {never: [{category: hep-th}]}\nsubscribers:")
    config = read(
        text
        + "  - {email: a@example.org, papers: 0}\n  - {email: ada@example.org, interests: [x, {category: cs.CL}]}\n"
    )
    warned = [(one.line, one.path, one.message) for one in config.problems if one.severity == "warning"]
    message = "no configured source gives categories, so this matches nothing"
    assert warned == [(3, "defaults.never[0]", message), (6, "subscribers[1].interests[1]", message)]


def test_arxiv_is_read_with_its_categories_and_gives_them() -> None:
    """A category, an archive, and an archive written as an interest would; each once, in the file's order."""
    text = HEAD.replace(
        "subscribers:", "  sources: [{arxiv: [cs.CL, hep-th, stat.*, cs.CL, cond-mat.str-el]}]\nsubscribers:"
    )
    config = read(text + "  - {email: ada@example.org, interests: [x, {category: cs.CL}]}\n")
    (source,) = config.newsletter.sources
    assert (source.kind, source.categories) == ("arxiv", ("cs.CL", "hep-th", "stat", "cond-mat.str-el"))
    assert str(source) == "arxiv cs.CL, hep-th, stat, cond-mat.str-el"
    assert config.problems == ()


def test_nobody_subscribed_and_a_public_address_are_warned_of() -> None:
    config = read(
        "newsletter: {from: digest@example.org, public_url: https://digest.example.org/}\nsubscribers: []\n"
    )
    assert config.newsletter.public_url == "https://digest.example.org"
    assert [str(one) for one in config.problems] == [
        "subscribers.yaml:1:52  warning: newsletter.public_url: this version has no public server yet, so unsubscribing stays by mail",
        "subscribers.yaml:2:14  warning: subscribers: nobody is subscribed yet",
    ]


def test_a_machine_without_a_zone_of_its_own_needs_one_in_the_file() -> None:
    with pytest.raises(ConfigProblems, match="has no IANA name: give a timezone"):
        interpret(
            "newsletter: {from: digest@example.org}", path=Path("s.yaml"), local_zone="local", environ={}
        )
    text = "newsletter: {from: digest@example.org, timezone: UTC}"
    assert interpret(text, path=Path("s.yaml"), local_zone="local", environ={}).newsletter.zone == "UTC"


def test_a_mail_server_without_its_password_is_warned_of() -> None:
    line = "smtp: smtps://user@mail.example.org"
    text = f"newsletter:\n  from: digest@example.org\n  {line}\nsubscribers:\n  - {{email: a@example.org, interests: [x]}}\n"
    assert [one.message for one in read(text).problems] == [
        "a user without a password: set DIGEST_SMTP_PASSWORD or DIGEST_SMTP_PASSWORD_FILE"
    ]
    assert read(text, DIGEST_SMTP_PASSWORD="x").problems == ()


def test_a_mail_server_is_named_by_a_url() -> None:
    assert newsletter("smtp: smtp://localhost:8025").smtp == SmtpSpec(
        security="plain", host="localhost", port=8025
    )


words = st.sampled_from(
    ["newsletter", "from", "subscribers", "email", "interests", "like", "a@example.org", "x <a@b.c>", "[", "]", "{", "}", ": ", "\n", "\n  ", "\n    ", "- ", "&a ", "*a", "!!str ", "? ", "2026-01-01", "1.0", "<<", "'", '"', "|\n", "#", "%YAML 1.1\n"]
)  # fmt: skip


@given(st.lists(words | st.text(max_size=5), max_size=30).map("".join))
def test_any_text_is_read_or_refused_with_problems(text: str) -> None:
    """What comes from outside never ends in an error that is not ours."""
    try:
        said = read(text).problems
    except ConfigProblems as error:
        said = error.problems
    assert all(str(problem).isprintable() for problem in said)


leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8).map(repr) | st.dates()
keys = st.sampled_from(
    ["email", "send", "papers", "interests", "never", "topic", "like", "weight", "from", "sources", "smtp", "page", "<x>"]
)  # fmt: skip
trees = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4)
)


@given(trees, trees, trees)
def test_any_shape_of_data_is_read_or_refused_with_problems(
    first: object, second: object, third: object
) -> None:
    def flow(value: object) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key!r}: {flow(one)}" for key, one in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(flow, value)) + "]"
        return '""' if value is None else f"{value}"

    text = f"newsletter: {flow(first)}\ndefaults: {flow(second)}\nsubscribers: [{flow(third)}]\n"
    try:
        said = read(text).problems
    except ConfigProblems as error:
        said = error.problems
    assert all(str(problem).isprintable() for problem in said)


def test_files_of_one_name_are_refused(tmp_path: Path) -> None:
    """Their papers would be kept under one name, and the one's trouble be taken back by the other."""
    for folder in (tmp_path, tmp_path / "other"):
        folder.mkdir(exist_ok=True)
        (folder / "a.jsonl").touch()
    path = tmp_path / "subscribers.yaml"
    path.write_text(
        "newsletter: {from: a@example.org, sources: [{jsonl: a.jsonl}, {jsonl: other/a.jsonl}]}\n"
    )
    with pytest.raises(ConfigProblems, match="found jsonl 'a' more than once, wanted files of different"):
        load(path, local_zone="UTC", environ={})
