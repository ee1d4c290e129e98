"""A reader's library of references: every format, and what is wrong with one."""

# ruff: noqa: E501 - a line of a format is one line
from __future__ import annotations

import json
import lzma
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.library import Flaw, Library, NotLibraryError, read
from digest.model import LibraryEntry

ROOT = Path(__file__).parents[2]


def of(text: str) -> Library:
    return read(text.encode())


def only(text: str) -> LibraryEntry:
    found = of(text)
    assert found.problems == ()
    (entry,) = found.entries
    return entry


# BibTeX


def test_a_bibtex_entry_is_read_as_people_read_it() -> None:
    """TeX, protected capitals and name order are the format's, not the work's."""
    entry = only(r"""
        % a comment
        @article{_,
          title = {{{G\"odel}} Machines: {\emph{Self}}-Referential ``Agents'' -- a {$\beta$}-Version},
          author = "van der Berg, Jan and {DeepSeek-AI} and Ali {\"O}nal and others",
          abstract = {One
             two.},
          eprint = 2106.09685,
        }""")
    assert entry == LibraryEntry(
        title="Gödel Machines: Self-Referential “Agents” – a β-Version",
        abstract="One two.",
        authors=("Jan van der Berg", "DeepSeek-AI", "Ali Önal"),
        ids=("arxiv:2106.09685",),
    )


@pytest.mark.parametrize(
    ("fields", "ids"),
    [
        ("eprint = {2106.09685}, archiveprefix = {arXiv}", ("arxiv:2106.09685",)),
        ("eprint = {2106.09685v2}", ("arxiv:2106.09685",)),
        ("eprint = {2106.09685}, eprinttype = {pubmed}", ()),
        ("doi = {10.48550/arXiv.2106.09685}", ("arxiv:2106.09685",)),
        ("doi = {https://doi.org/10.1000/182}", ("doi:10.1000/182",)),
        (r"doi = {10.1000/a\_b}", ("doi:10.1000/a_b",)),
        ("url = {https://arxiv.org/pdf/2106.09685.pdf}", ("arxiv:2106.09685",)),
        (r"howpublished = {\url{https://arxiv.org/abs/2106.09685}}", ("arxiv:2106.09685",)),
        ("journal = {arXiv preprint arXiv:2106.09685}", ("arxiv:2106.09685",)),
        ("journal = {arXiv:2106.09685 [cs]}", ("arxiv:2106.09685",)),
        ("number = {arXiv:hep-th/9901001}", ("arxiv:hep-th/9901001",)),
        ("note = {See also 2106.09685, of course}", ()),
        ("abstract = {Builds on arXiv:2106.09685.}", ()),
        ("doi = {10.1000/182}, eprint = {2106.09685}", ("arxiv:2106.09685", "doi:10.1000/182")),
    ],
)
def test_an_id_is_found_wherever_exporters_put_it(fields: str, ids: tuple[str, ...]) -> None:
    """And nowhere else: a number is no id, and an abstract names other works."""
    assert only(f"@misc{{k, title = {{A}}, {fields}}}").ids == ids


def test_strings_are_put_in_and_joined() -> None:
    assert only('@string{who = "Tri Dao"} @misc{k, title = "Flash" # { Attention}, author = who}') == (
        LibraryEntry(title="Flash Attention", authors=("Tri Dao",))
    )


def test_the_same_key_twice_is_two_works_and_the_same_field_twice_is_its_first() -> None:
    found = of("@misc{_, title={A}}\n@misc{_, title={B}, title={C}}")
    assert [one.title for one in found.entries] == ["A", "B"]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ("@misc{bad, title = {B}, year = {2020\n", "not closed"),
        ("@misc{bad, title {B}}\n", "`=`"),
        (
            "@misc{bad, title = {B} year = {2020}}\n",
            "its title: found more after the value: is a comma missing?",
        ),
        ("@misc{bad, year = {2020}}\n", "neither a title nor an arXiv id or DOI"),
        ("@misc{bad, title = {" + "x" * 1_001 + "}}\n", "a title of 1,001 characters, wanted at most 1,000"),
        ("@misc{bad, title = {" + "x" * 100_001 + "}}\n", "its title: found 100,003 characters"),
    ],
)
def test_of_a_broken_entry_place_name_and_reason_are_told_and_the_rest_counts(
    broken: str, message: str
) -> None:
    found = of(f"@misc{{a, title={{A}}}}\n\n{broken}@misc{{c, title={{C}}}}\n")
    assert [one.title for one in found.entries] == ["A", "C"]
    (flaw,) = found.problems
    assert (flaw.line, flaw.name) == (3, "bad")
    assert message in flaw.message


def test_an_old_file_that_is_not_utf_8_is_read_and_told_of() -> None:
    found = read("@misc{a,\n title={Über}}".encode("cp1252"))
    assert [one.title for one in found.entries] == ["Über"]
    (flaw,) = found.problems
    assert flaw == Flaw(line=2, message="not UTF-8: found the byte 0xdc; the file is read as Windows-1252")


# The other formats


def test_a_ris_reference_is_read() -> None:
    assert only(
        "\ufeffTY  - JOUR\r\nTI  - Low-Rank\r\nAdaptation\r\nAU  - Hu, Edward J.\r\nAU  - Microsoft\r\nAB  - Words.\r\n"
        "DO  - 10.48550/arXiv.2106.09685\r\nUR  - https://example.org/;https://doi.org/10.1000/182\r\nER  - \r\n"
    ) == LibraryEntry(
        title="Low-Rank Adaptation",
        abstract="Words.",
        authors=("Edward J. Hu", "Microsoft"),
        ids=("arxiv:2106.09685",),
    )


def test_a_ris_reference_that_is_not_closed_counts_and_is_told_of() -> None:
    found = of("TY  - JOUR\nTI  - A\nTY  - JOUR\nTI  - B\nER  - \nTI  - C\n")
    assert [one.title for one in found.entries] == ["A", "B"]
    assert [(one.line, one.name) for one in found.problems] == [(1, "entry 1"), (6, "")]


def test_a_csl_json_item_is_read() -> None:
    item = {
        "id": 1,
        "type": "article",
        "title": "Low-Rank <i>Adaptation</i>",
        "abstract": "Words.",
        "author": [
            {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"},
            {"literal": "Microsoft"},
        ],
        "DOI": "10.1000/182",
        "note": "arXiv:2106.09685 [cs]",
    }
    assert only(json.dumps([item])) == LibraryEntry(
        title="Low-Rank Adaptation",
        abstract="Words.",
        authors=("Jan van der Berg", "Microsoft"),
        ids=("arxiv:2106.09685", "doi:10.1000/182"),
    )


def test_items_of_csl_json_that_are_none_are_told_of_by_their_number() -> None:
    items = ["A", {"title": ["B"]}, {"title": "C", "author": "D"}, {}, {"title": "E"}]
    found = of(json.dumps(items))
    assert [one.title for one in found.entries] == ["E"]
    assert [one.name for one in found.problems] == ["entry 1", "entry 2", "entry 3", "entry 4"]


def test_a_row_of_zoteros_table_is_read() -> None:
    assert only(
        '"Key","Item Type","Author","Title","DOI","Url","Abstract Note","Extra"\n'
        '"X","preprint","Hu, Edward J.; Microsoft","Low-Rank\nAdaptation","","https://arxiv.org/abs/2106.09685","W.",""\n'
        '"Y","attachment","","Full Text PDF","","","",""\n'
    ) == LibraryEntry(
        title="Low-Rank Adaptation",
        abstract="W.",
        authors=("Edward J. Hu", "Microsoft"),
        ids=("arxiv:2106.09685",),
    )


def test_a_row_with_too_many_columns_is_told_of() -> None:
    found = of("Title,DOI\nA,\nB,,,\nC,\n")
    assert [one.title for one in found.entries] == ["A", "C"]
    assert found.problems == (
        Flaw(line=3, name="row 2", message="found 4 columns, wanted the 2 of the first line"),
    )


RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:dcterms="http://purl.org/dc/terms/" xmlns:bib="http://purl.org/net/biblio#" xmlns:foaf="http://xmlns.com/foaf/0.1/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<bib:Article rdf:about="http://arxiv.org/abs/2106.09685"><z:itemType>preprint</z:itemType>
<dcterms:isPartOf><bib:Journal><dc:title>J</dc:title><dc:identifier>DOI 10.1000/182</dc:identifier></bib:Journal></dcterms:isPartOf>
<bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>Hu</foaf:surname><foaf:givenName>Edward J.</foaf:givenName>
</foaf:Person></rdf:li></rdf:Seq></bib:authors><dc:title>Low-Rank &amp; Adaptation</dc:title>
<dcterms:abstract>W.</dcterms:abstract></bib:Article>
<z:Attachment><z:itemType>attachment</z:itemType><dc:title>Full Text</dc:title></z:Attachment>
<bib:Memo rdf:about="#1"><rdf:value>note</rdf:value></bib:Memo>
"""


def test_an_item_of_zoteros_rdf_is_read() -> None:
    """A container's title is not the work's; attachments and notes are no works."""
    assert only(RDF + "</rdf:RDF>") == LibraryEntry(
        title="Low-Rank & Adaptation",
        abstract="W.",
        authors=("Edward J. Hu",),
        ids=("arxiv:2106.09685", "doi:10.1000/182"),
    )


def test_where_rdf_breaks_off_what_came_before_counts() -> None:
    found = of(RDF + "<z:broken")
    assert len(found.entries) == 1
    (flaw,) = found.problems
    assert flaw.line == RDF.count("\n") + 1
    assert "not XML" in flaw.message


def test_no_entity_is_ever_expanded() -> None:
    """A document type is refused before anything in it is read, be it a bomb or somebody's file."""
    bomb = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    found = of(f"{bomb}<r><x>&b;&f;</x></r>")
    assert found.entries == ()
    assert found.problems == (
        Flaw(line=1, message="found a document type, wanted none; what comes before it counts"),
    )


# Files as a whole


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"just a text", "no library of references, wanted BibTeX, RIS, CSL-JSON, or Zotero's CSV or RDF"),
        (b"%PDF-1.7\n\x00\xff", "no library of references"),
        (b'[{"title": "A"},\n}]', "not JSON: Expecting value on line 2, column 1"),
        (b"[" * 100_000, "too deep"),
        (b"@misc{a,title={b}}" * 50_001, "too many entries: found 50,001, wanted at most 50,000"),
        (b" " * 20_000_001, "too large: more than 20,000,000 bytes"),
    ],
)
def test_what_is_no_library_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(NotLibraryError, match=message):
        read(data)


def test_elements_within_elements_are_not_followed_for_ever() -> None:
    found = of("<a>" * 100_000)
    assert found.entries == ()
    assert "more than 50 deep" in found.problems[0].message


@pytest.mark.parametrize("data", [b"", b" \n", b"\xef\xbb\xbf", b"[]", b"% nothing yet\n@comment{x}"])
def test_an_empty_library_has_no_entries_and_no_problem(data: bytes) -> None:
    assert read(data) == Library()


PIECES = [
    "@misc{", "@string{", "@(", "}", "{", '"', "#", "=", ",", "title", "author", " and ", "\\", "\n", "x", "$",
    "TY  - ", "ER  -", "TI  - ", "[", "]", ":", "1", "<a>", "</a>", "<!DOCTYPE", "Title;", "\x00", "é", "\ud800",
]  # fmt: skip


@given(
    st.sampled_from(["", "@misc{a,title=", "TY  - J\n", "[{", "<r><i>", "Title,DOI\n"]),
    st.lists(st.sampled_from(PIECES), max_size=40),
)
def test_no_file_breaks_the_reader(beginning: str, pieces: list[str]) -> None:
    """It is a library, with or without problems, or it is refused; every entry has a title or an id."""
    try:
        found = read((beginning + "".join(pieces)).encode("utf-8", "surrogatepass"))
    except NotLibraryError:
        return
    assert all(entry.title or entry.ids for entry in found.entries)
    assert all(flaw.message for flaw in found.problems)


def test_five_thousand_entries_load_in_seconds() -> None:
    """Each with an abstract as long as they are, TeX in it, and a dozen authors."""
    one = (
        r"@misc{k%d, title = {{Low-Rank} G\"odel %d}, author = {" + " and ".join(["Hu, Edward J."] * 12) + "},"
        r" abstract = {" + r"We find $x_{i}^{2}$ \emph{better} than it was in every case. " * 25 + "},"
        " eprint = {2106.%05d}}\n"
    )  # fmt: skip
    data = "".join(one % (at, at, at) for at in range(5_000)).encode()
    begun = time.perf_counter()
    assert len(read(data).entries) == 5_000
    assert time.perf_counter() - begun < 20  # takes three on an old laptop: this is for a busy machine


# Real ones


def test_a_researchers_own_library_is_read_whole(recorded: Path) -> None:
    """Counted without this program: 663 entries, and 492 distinct arXiv ids of the style since 2015."""
    found = read((recorded / "interests" / "chenghaomou_MyLibrary.bib").read_bytes())
    ids = {one for entry in found.entries for one in entry.ids if one.startswith("arxiv:")}
    assert len(found.entries) == 663
    assert found.problems == ()
    assert len({one for one in ids if len(one) == len("arxiv:2106.09685")}) == 492
    assert not [entry.title for entry in found.entries if "{" in entry.title or "}" in entry.title]
    assert sum(bool(entry.abstract) for entry in found.entries) == 601
    assert all("," not in name for entry in found.entries for name in entry.authors)


@pytest.mark.parametrize(
    ("file", "entries", "nameless"),
    [
        ("MyLibrary.csl.json", 757, 84),
        ("MyLibrary.csv", 756, 84),
        ("MyLibrary.zotero.rdf.xz", 756, 84),
        ("My_Library_tatiana.ris", 102, 7),
    ],
)
def test_one_library_in_all_of_zoteros_formats(
    recorded: Path, file: str, entries: int, nameless: int
) -> None:
    """Some of its items have neither a title nor a DOI: each is told of, none hides the others."""
    path = recorded / "interests" / "zotero-formats" / file
    data = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    found = read(data)
    assert (len(found.entries), len(found.problems)) == (entries, nameless)
    assert all("neither a title nor" in flaw.message for flaw in found.problems)
    first = found.entries[0]
    assert first.title == "Revenue-sharing between developers of virtual products and platform distributors"
    assert first.authors == ("Tal Avinadav", "Tatyana Chernonog", "Eugene Khmelnitsky")


def test_the_library_that_ships_names_papers_of_the_sample() -> None:
    """Its six are on the first two days, so that what comes after can be told by them."""
    found = read((ROOT / "ada.bib").read_bytes())
    days = sorted((ROOT / "digest" / "sample" / "daily_papers").glob("*.json"))[:2]
    listed = {
        f"arxiv:{one['paper']['id']}": one["paper"]
        for day in days
        for one in json.loads(day.read_text("utf-8"))
    }
    assert found.problems == ()
    assert len(found.entries) == 6
    for entry in found.entries:
        (identifier,) = entry.ids
        paper = listed[identifier]
        assert entry.title == paper["title"]
        printed = [one["name"] for one in paper["authors"]]
        assert list(entry.authors) == printed[: len(entry.authors)]
        assert entry.abstract == ""
