"""What is found by index is what a scan of every paper finds, whatever is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import TODAY, a_paper, a_subscriber, interests

from digest.model import Interest, InterestKind, LibraryEntry
from digest.rank import Ranker
from digest.rank.find import Finder
from digest.rank.names import BY_INITIAL, organization_key, parse_name, same_name
from digest.rank.phrase import has_topic, phrase_pattern, readable

PIECES = [
    "C++", "c", "node.js", "js", "fine-tuning", "fine tuning", "GAN", "GANs", "organ", "of the", "the",
    "we propose", "a", "扩散", "模型", "扩散模型", "LoRA", "用LoRA微调", "のモデル", "カ", "ไทย",
    "نَمَاذِج", "نماذج", "اللغة", "हिन्दी", "हिन", "ि", "Schölkopf", "ﬁne", "İ", "ß", "𝕬𝖉𝖆",
    "adapter", "adapters", "state-space", "foo_bar", "_", "++", ".*", "(", "\\", "\x00", "\ud800",
    "\u202e", "\u2011", "x" * 70, "GPT-4", "4",
]  # fmt: skip
joins = st.sampled_from(["", " ", "-", "\u2011", "\u2013", "\n", ", ", "\u00a0"])
texts = st.builds(
    lambda pieces, join: join.join(pieces), st.lists(st.sampled_from(PIECES), max_size=5), joins
) | st.text(max_size=8)
readables = st.builds(
    lambda title, abstract, summary: a_paper(1, title, abstract=abstract, summary=summary),
    texts,
    texts,
    texts,
)


def found(papers, interest):
    """Return where an interest is found by index, and how surely."""
    hits = Finder(papers).find(interest)
    assert [hits.at(place) for place in hits.places] == list(hits.sure)
    return dict(zip(hits.places.tolist(), hits.sure.tolist(), strict=True))


def scanned(papers, sure):
    """Return the same by looking at every paper."""
    return {at: how for at, paper in enumerate(papers) if (how := float(sure(paper)))}


@st.composite
def asked_of(draw, papers):
    """Return a text, or a part of what a paper says."""
    if not papers or draw(st.booleans()):
        return draw(texts)
    text = draw(st.sampled_from(papers)).facts.title
    start = draw(st.integers(0, len(text)))
    return text[start : draw(st.integers(start, len(text)))]


@given(st.data(), st.lists(readables, max_size=5))
def test_a_keyword_is_found_where_its_pattern_matches(data, papers):
    """The index only spares the looking."""
    value = data.draw(asked_of(papers))
    pattern = phrase_pattern(value)
    by_scan = scanned(papers, lambda paper: bool(pattern and pattern.search(readable(paper))))
    assert found(papers, Interest(kind=InterestKind.KEYWORD, value=value)) == by_scan


@given(st.data(), st.lists(readables, max_size=5))
def test_a_stemmed_keyword_and_a_topic_are_found_where_the_stems_stand_side_by_side(data, papers):
    """Both in the same place."""
    value = data.draw(asked_of(papers))
    by_scan = scanned(papers, lambda paper: has_topic(paper, value))
    assert found(papers, Interest(kind=InterestKind.KEYWORD, value=value, stemmed=True)) == by_scan
    assert found(papers, Interest(kind=InterestKind.TOPIC, value=value)) == by_scan


names = st.sampled_from(
    [
        *("Tri Dao", "Dao, Tri", "T. Dao", "Dao Tri", "Dao T.", "TRI DAO", "Tri M. Dao", "Tri Minh Dao"),
        *("Wei Zhang", "Zhang Wei", "Zhang", "W. Zhang", "王小明", "J.-P. Serre", "Jean-Pierre Serre"),
        *("Sammy Davis, Jr.", "Sammy Davis", "", ",", "\x00", "Jr."),
    ]
)


@given(st.lists(st.lists(names | st.text(max_size=8), max_size=3), max_size=5), names | st.text(max_size=8))
def test_an_author_is_found_where_a_name_is_the_same(authors, value):
    """As surely as the most alike of a paper's names."""
    papers = [a_paper(at, authors=tuple(some)) for at, some in enumerate(authors)]
    wanted = parse_name(value)
    by_scan = scanned(
        papers,
        lambda paper: max((same_name(wanted, parse_name(one)) for one in paper.facts.authors), default=0),
    )
    assert found(papers, Interest(kind=InterestKind.AUTHOR, value=value)) == by_scan


handles = st.sampled_from(["deepseek-ai", "DeepSeek AI", "deepseek", "DeepSeek", "", " ", "-", "清华大学"])


@given(st.lists(st.tuples(handles, handles), max_size=5), handles | st.text(max_size=8))
def test_an_organization_is_found_by_handle_and_by_name(given_names, value):
    """An empty one is nobody's."""
    papers = [
        a_paper(at, organization=one, organization_name=two) for at, (one, two) in enumerate(given_names)
    ]
    wanted = organization_key(value)
    by_scan = scanned(
        papers,
        lambda paper: (
            bool(wanted)
            and wanted
            in (organization_key(paper.facts.organization), organization_key(paper.facts.organization_name))
        ),
    )
    assert found(papers, Interest(kind=InterestKind.ORGANIZATION, value=value)) == by_scan


codes = st.sampled_from(
    ["cs.CL", "CS.cl", " cs.LG ", "hep-th", "cs", "math-ph", "astro-ph.GA", "stat.ML", "", "."]
)


@given(
    st.lists(st.lists(codes, max_size=3), max_size=5),
    codes | st.sampled_from(["cs.*", "CS.*", "hep-th.*", "astro-ph.*", "*", ".*", "cs.c*"]),
)
def test_a_category_is_found_by_its_name_or_its_archive(listed, value):
    """`cs.*` is all of cs; no other star means anything."""
    papers = [a_paper(at, categories=tuple(some)) for at, some in enumerate(listed)]
    wanted = value.strip().casefold()

    def is_in(paper):
        written = [code.strip().casefold() for code in paper.facts.categories]
        return any(one and wanted in (one, one.partition(".")[0] + ".*") for one in written)

    assert found(papers, Interest(kind=InterestKind.CATEGORY, value=value)) == scanned(papers, is_in)


@pytest.mark.parametrize(
    ("value", "categories", "is_there"),
    [
        ("hep-th", ("hep-th",), True),
        ("hep-th", ("hep-ph", "hep-th"), True),
        ("hep-th.*", ("hep-th",), True),
        ("cs.*", ("stat.ML", "cs.LG"), True),
        ("cs.*", ("csx.LG",), False),
        ("cs", ("cs.LG",), False),
        ("cs.L", ("cs.LG",), False),
    ],
)
def test_a_category_is_whole(value, categories, is_there):
    """An archive without subjects is its own category."""
    papers = [a_paper(1, categories=categories)]
    assert bool(found(papers, Interest(kind=InterestKind.CATEGORY, value=value))) is is_there


@pytest.mark.parametrize(
    ("value", "text", "stemmed", "is_there"),
    [
        ("adapter", "Adapters for all", False, False),
        ("adapter", "Adapters for all", True, True),
        ("neural networks", "A Neural Network", True, True),
        ("network neural", "A Neural Network", True, False),
        ("of the", "State of the art", False, True),
        ("of the", "State of the art", True, False),
        ("of", "State of the art", True, False),
        ("node.js", "Servers in Node.js, fast", False, True),
        ("node.js", "Servers in node js", False, False),
        ("C++", "Kernels in C++", False, True),
        ("C++", "Kernels in C", False, False),
        ("fine-tuning", "Cheap fine\u2011tuning", False, True),
        ("LoRA", "用LoRA微调", False, True),
        ("LoRA", "QLoRA微调", False, False),
        ("扩散模型", "视频扩散模型", False, True),
        ("हिन", "हिन्दी भाषा", False, False),
        ("हिन्दी", "हिन्दी भाषा", False, True),
        ("اللغة", "نماذج اللغة", False, True),
    ],
)
def test_keywords_of_every_kind(value, text, stemmed, is_there):
    """Whole words, of any script, stemmed only when that is asked for."""
    asked = Interest(kind=InterestKind.KEYWORD, value=value, stemmed=stemmed)
    assert bool(found([a_paper(1, text)], asked)) is is_there


def test_an_initial_is_found_half_as_surely():
    """And where both stand, the whole name tells."""
    papers = [a_paper(1, authors=("T. Dao",)), a_paper(2, authors=("T. Dao", "Tri Dao"))]
    assert found(papers, Interest(kind=InterestKind.AUTHOR, value="Tri Dao")) == {0: BY_INITIAL, 1: 1.0}


def library(*ids):
    entries = tuple(LibraryEntry(ids=some) for some in ids)
    return Interest(kind=InterestKind.LIBRARY, value="read.bib", entries=entries)


def test_a_library_that_is_never_wanted_keeps_its_works_out():
    """By any of their ids; a library of the same name with other works is another."""
    papers = [a_paper(1), a_paper(2, "Two", ids=("arxiv:2603.2", "doi:10.1/2")), a_paper(3, "Three")]
    ranker = Ranker.build(papers, history=papers, likes={}, today=TODAY)
    ada = a_subscriber(never=(library(("doi:10.1/2", "doi:10.1/unseen")),))
    bob = a_subscriber(never=(library(("arxiv:2603.00001",), ("arxiv:2603.00003",)),))
    assert [one.paper.key for one in ranker.rank(ada).picks] == [1, 3]
    assert [one.paper.key for one in ranker.rank(bob).picks] == [2]
    assert ranker.explain(ada, 2).never == ada.never
    assert ranker.rank(ada).excluded == 1


def test_a_paper_that_is_never_wanted_is_kept_out():
    """That very paper, by any of its ids."""
    papers = [a_paper(1), a_paper(2, "Two", ids=("arxiv:2603.2", "doi:10.1/2"))]
    ranker = Ranker.build(papers, history=papers, likes={}, today=TODAY)
    ada = a_subscriber(never=interests(like="doi:10.1/2"))
    assert [one.paper.key for one in ranker.rank(ada).picks] == [1]
