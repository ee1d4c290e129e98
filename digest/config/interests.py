"""An interest in the file: a bare text, or a mapping whose key says its kind."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Field, PlainValidator, Tag, ValidationInfo, WithJsonSchema

from digest.config import libraries, values
from digest.config.shape import TEXT_TAG, Shape, context_of, tag
from digest.model import Interest, InterestKind

KINDS = tuple(kind.value for kind in InterestKind)


def _bare_topic(found: object) -> Interest:
    return Interest(kind=InterestKind.TOPIC, value=values.line(found, wanted="a topic"))


def _bare_keyword(found: object) -> Interest:
    return Interest(kind=InterestKind.KEYWORD, value=values.keyword(found))


def _topic(found: object) -> str:
    return values.line(found, wanted="a topic in words")


def _author(found: object) -> str:
    return values.line(found, wanted="an author's name")


def _organization(found: object) -> str:
    return values.line(found, wanted="an organization's handle or name")


def _library(found: object, info: ValidationInfo) -> Interest:
    return libraries.interest(found, context=context_of(info))


_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
Topic = Annotated[str, PlainValidator(_topic), WithJsonSchema(_TEXT)]
Keyword = Annotated[str, PlainValidator(values.keyword), WithJsonSchema(_TEXT)]
Author = Annotated[str, PlainValidator(_author), WithJsonSchema(_TEXT)]
Organization = Annotated[str, PlainValidator(_organization), WithJsonSchema(_TEXT)]
Category = Annotated[
    str, PlainValidator(values.category), WithJsonSchema({**_TEXT, "examples": ["cs.CL", "cs.*"]})
]
Like = Annotated[str, PlainValidator(values.like), WithJsonSchema({**_TEXT, "examples": ["2106.09685"]})]
Library = Annotated[Interest, PlainValidator(_library), WithJsonSchema({**_TEXT, "examples": ["ada.bib"]})]
Weight = Annotated[
    float,
    PlainValidator(values.weight),
    WithJsonSchema({"type": "number", "minimum": values.WEIGHTS[0], "maximum": values.WEIGHTS[1]}),
    Field(description="How much it counts beside the other interests."),
]
Stemmed = Annotated[
    bool,
    PlainValidator(values.switch),
    WithJsonSchema({"type": "boolean"}),
    Field(description="Whether adapter also finds adapters and adapted; false unless given."),
]


class One(Shape):
    """An interest of one kind: the key says which."""

    kind: ClassVar[InterestKind]

    def interest(self) -> Interest:
        """Return it as the noun."""
        given = self.model_dump()
        return Interest(
            kind=self.kind,
            value=given[self.kind.value],
            weight=given.get("weight", 1.0),
            stemmed=given.get("stemmed", False),
        )


class NeverTopic(One):
    """Papers about this."""

    kind = InterestKind.TOPIC
    topic: Topic = Field(description="What it is about, in words.")


class NeverKeyword(One):
    """Papers with this word or phrase in them."""

    kind = InterestKind.KEYWORD
    keyword: Keyword = Field(description="A word, or a phrase with quotes around it.")
    stemmed: Stemmed = False


class NeverAuthor(One):
    """Papers by this author."""

    kind = InterestKind.AUTHOR
    author: Author = Field(description="A name as papers print it.")


class NeverOrganization(One):
    """Papers from this organization."""

    kind = InterestKind.ORGANIZATION
    organization: Organization = Field(description="A handle or a name, as in deepseek-ai.")


class NeverCategory(One):
    """Papers in this arXiv category."""

    kind = InterestKind.CATEGORY
    category: Category = Field(description="An arXiv category, as in cs.CL; cs.* is a whole archive.")


class NeverLike(One):
    """This very paper."""

    kind = InterestKind.LIKE
    like: Like = Field(description="An example paper: its arXiv id or DOI, in quotes.")


class NeverLibrary(One):
    """The works in a library of references, by their arXiv ids and DOIs."""

    kind = InterestKind.LIBRARY
    library: Library = Field(description="A file in BibTeX, RIS, CSL-JSON, or Zotero's CSV or RDF.")

    def interest(self) -> Interest:
        """Return it as the noun."""
        return self.library


class WeightedTopic(NeverTopic):
    """Papers about this, and how much that counts."""

    weight: Weight = 1.0


class WeightedKeyword(NeverKeyword):
    """Papers with this word or phrase in them, and how much that counts."""

    weight: Weight = 1.0


class WeightedAuthor(NeverAuthor):
    """Papers by this author, and how much that counts."""

    weight: Weight = 1.0


class WeightedOrganization(NeverOrganization):
    """Papers from this organization, and how much that counts."""

    weight: Weight = 1.0


class WeightedCategory(NeverCategory):
    """Papers in this arXiv category, and how much that counts."""

    weight: Weight = 1.0


class WeightedLike(NeverLike):
    """Papers like this one, and how much that counts."""

    weight: Weight = 1.0


class WeightedLibrary(NeverLibrary):
    """Papers like those in a library of references, and how much that counts."""

    weight: Weight = 1.0

    def interest(self) -> Interest:
        """Return it as the noun."""
        return replace(self.library, weight=self.weight)


def tag_of_interest(found: Any) -> str | None:
    """Return the branch of an interest; a misspelt kind takes the nearest, which refuses it by name."""
    return tag(found, KINDS)


AnInterest = Annotated[
    Annotated[Interest, PlainValidator(_bare_topic), WithJsonSchema(_TEXT), Tag(TEXT_TAG)]
    | Annotated[WeightedTopic, Tag("<topic>")]
    | Annotated[WeightedKeyword, Tag("<keyword>")]
    | Annotated[WeightedAuthor, Tag("<author>")]
    | Annotated[WeightedOrganization, Tag("<organization>")]
    | Annotated[WeightedCategory, Tag("<category>")]
    | Annotated[WeightedLike, Tag("<like>")]
    | Annotated[WeightedLibrary, Tag("<library>")],
    Discriminator(tag_of_interest),
]
ANever = Annotated[
    Annotated[Interest, PlainValidator(_bare_keyword), WithJsonSchema(_TEXT), Tag(TEXT_TAG)]
    | Annotated[NeverTopic, Tag("<topic>")]
    | Annotated[NeverKeyword, Tag("<keyword>")]
    | Annotated[NeverAuthor, Tag("<author>")]
    | Annotated[NeverOrganization, Tag("<organization>")]
    | Annotated[NeverCategory, Tag("<category>")]
    | Annotated[NeverLike, Tag("<like>")]
    | Annotated[NeverLibrary, Tag("<library>")],
    Discriminator(tag_of_interest),
]
