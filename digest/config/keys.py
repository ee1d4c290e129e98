"""The keys of subscribers.yaml: what each takes, for the reader of the file and for editors.

Values become ours while they are checked, so that one pass finds every problem.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, ClassVar, cast

from pydantic import Field, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import WithDefaultSchema

from digest import cadence
from digest.config import addresses, looks, values
from digest.config.interests import ANever, AnInterest, One
from digest.config.problems import shown
from digest.config.settings import EmbeddingKind, EmbeddingSpec, SmtpSpec, SourceSpec
from digest.config.shape import Shape, context_of
from digest.config.sources import Sources
from digest.model import Cadence, Images, Interest

# A model as the hub spells it: "name" or "organization/name".
_EMBEDDINGS = r"(none|minilm)|(fastembed|sentence-transformers):((?:\w[\w.-]*/)?\w[\w.-]*)"


def _cadence(found: object, info: ValidationInfo) -> Cadence:
    wanted = "a cadence such as weekdays at 07:30"
    if not isinstance(found, str):
        raise ValueError(f"found {shown(found)}, wanted {wanted}")  # noqa: TRY004 - what pydantic takes
    words = values.line(found, wanted=wanted)
    return cadence.parse(words, default_zone=context_of(info).zone)


def _smtp(found: object, info: ValidationInfo) -> SmtpSpec:
    return addresses.smtp(found, environ=context_of(info).environ)


def _language(found: object, info: ValidationInfo) -> str:
    return looks.language(found, context_of(info).looks)


def _theme(found: object, info: ValidationInfo) -> str:
    return looks.theme(found, context_of(info).looks)


def _store(found: object, info: ValidationInfo) -> str:
    return addresses.store(found, folder=context_of(info).folder)


def _operator(found: object) -> str:
    return values.address(found).email


def _embeddings(found: object) -> EmbeddingSpec:
    wanted = "none, minilm, fastembed:MODEL or sentence-transformers:MODEL"
    match = re.fullmatch(_EMBEDDINGS, found, re.ASCII) if isinstance(found, str) else None
    if not match:
        raise ValueError(f"found {shown(found)}, wanted {wanted}")
    alone, library, model = match.groups()
    return EmbeddingSpec(kind=cast("EmbeddingKind", alone or library), model=model or "")


def _schema(kind: str, description: str, **more: Any) -> Any:
    """Return a field's JSON Schema; the values themselves are checked by our own functions."""
    return WithJsonSchema({"type": kind, "description": description, **more})


Language = Annotated[
    str,
    PlainValidator(_language),
    _schema(
        "string",
        "The language of mails: en, ar, ja, or one with a catalogue in templates/languages.",
        examples=["en", "ar", "ja"],
    ),
]
Theme = Annotated[
    str,
    PlainValidator(_theme),
    _schema(
        "string",
        "The look of mails: default, plain or a folder of your own in templates/themes.",
        examples=["default", "plain"],
    ),
]


class NewsletterKeys(Shape):
    """What is the same for all subscribers."""

    title: Annotated[
        str,
        PlainValidator(values.name),
        _schema("string", "The newsletter's name; Paper Round unless given."),
    ] = "Paper Round"
    sender: Annotated[
        str,
        Field(alias="from"),
        PlainValidator(values.mailbox),
        _schema("string", "Who it is from.", examples=["Paper Round <digest@example.org>"]),
    ]
    reply_to: Annotated[
        str, PlainValidator(values.mailbox), _schema("string", "Where replies go, if not there.")
    ] = ""
    postal_address: Annotated[
        str,
        PlainValidator(values.paragraphs),
        _schema("string", "A postal address for the foot of each mail."),
    ] = ""
    operator: Annotated[
        str,
        PlainValidator(_operator),
        _schema(
            "string",
            "Who is mailed, once for each change, when a source or delivery fails or recovers.",
            format="email",
        ),
    ] = ""
    timezone: Annotated[
        str | None,
        PlainValidator(values.zone),
        _schema(
            "string",
            "Of every cadence that names no zone; the machine's unless given.",
            examples=["Europe/London"],
        ),
    ] = None
    intro: Annotated[
        str, PlainValidator(values.paragraphs), _schema("string", "Markdown that goes above the papers.")
    ] = ""
    language: Language = "en"
    theme: Theme = "default"
    trending: Annotated[
        int,
        PlainValidator(values.trending),
        _schema(
            "integer",
            "How many papers that most readers voted for go on top of everybody's own; 0 unless given.",
            minimum=0,
            maximum=values.TRENDING_LIMIT,
        ),
    ] = 0
    images: Annotated[
        Images,
        PlainValidator(values.images),
        _schema(
            "string",
            "Which pictures of papers go along: the lead story's unless given. With remote, readers' mail "
            "programs ask other servers for them, which so learn who reads.",
            enum=[one.value for one in Images],
        ),
    ] = Images.LEAD
    sources: Annotated[
        Sources,
        Field(description="Where papers come from; huggingface unless given."),
    ] = [SourceSpec(kind="huggingface")]  # noqa: RUF012 - pydantic copies it
    private_hosts: Annotated[
        tuple[str, ...],
        PlainValidator(addresses.private_hosts),
        _schema(
            "array",
            "Hosts of your own network that sources may be at; without it only public addresses are asked.",
            items={"type": "string"},
            examples=[["intranet.example.org", "127.0.0.1"]],
        ),
    ] = ()
    embeddings: Annotated[
        EmbeddingSpec,
        PlainValidator(_embeddings),
        _schema(
            "string",
            "The model that compares texts by their meaning; the bundled one where it is installed.",
            pattern=f"^({_EMBEDDINGS})$",
            examples=["none", "minilm", "fastembed:BAAI/bge-small-en-v1.5"],
        ),
    ] = EmbeddingSpec()
    smtp: Annotated[
        SmtpSpec | None,
        PlainValidator(_smtp),
        _schema(
            "string",
            f"The mail server. Its password comes from {addresses.PASSWORD} or {addresses.PASSWORD_FILE}.",
            pattern=r"^smtp(s|\+starttls)?://",
            examples=[
                "smtp://localhost:25",
                "smtp+starttls://user@mail.example.org",
                "smtps://user@mail.example.org",
            ],
        ),
    ] = None
    public_url: Annotated[
        str,
        PlainValidator(addresses.public_url),
        _schema("string", "Where readers reach the newsletter's own server.", pattern="^https?://"),
    ] = ""
    store: Annotated[
        str | None,
        PlainValidator(_store),
        _schema(
            "string", "A database file, or a postgresql:// URL; paper-round.db beside this file unless given."
        ),
    ] = None

    def specs(self) -> tuple[SourceSpec, ...]:
        """Return the sources as the noun."""
        return tuple(one if isinstance(one, SourceSpec) else one.source() for one in self.sources)


class SubscriberDefaults(Shape):
    """What holds for every subscriber who does not say otherwise."""

    name: Annotated[str, PlainValidator(values.name), _schema("string", "How the mail greets them.")] = ""
    send: Annotated[
        Cadence | None,
        PlainValidator(_cadence),
        _schema(
            "string",
            "When: daily, weekdays, weekly, monthly or named days [at HH:MM [and HH:MM]] [ZONE].",
            examples=["daily at 07:30", "weekdays at 08:00 America/New_York", "mondays and thursdays"],
        ),
    ] = None
    papers: Annotated[
        int,
        PlainValidator(values.papers),
        _schema(
            "integer", "How many papers at most; 10 unless given.", minimum=1, maximum=values.PAPERS_LIMIT
        ),
    ] = 10
    interests: list[AnInterest] = Field(
        default=[], description="What they want more of; a bare text is a topic."
    )
    never: list[ANever] = Field(default=[], description="What they never want; a bare text is a keyword.")
    popularity: Annotated[
        float,
        PlainValidator(values.popularity),
        _schema(
            "number",
            "How much the votes of other readers count; 1 unless given, 0: nothing.",
            minimum=values.POPULARITY[0],
            maximum=values.POPULARITY[1],
        ),
    ] = 1.0
    outside: Annotated[
        bool,
        PlainValidator(values.switch),
        _schema(
            "boolean",
            "Whether one of the papers is from outside what they usually read; false unless given.",
        ),
    ] = False
    language: Language = ""
    theme: Theme = ""
    pause_until: Annotated[
        date | None,
        PlainValidator(values.day),
        _schema("string", "The first day that has a digest again.", format="date"),
    ] = None

    def given(self) -> dict[str, Any]:
        """Return what the file gives, as Subscriber's own fields."""
        found = {name: getattr(self, name) for name in self.model_fields_set}
        for key in {"interests", "never"} & found.keys():
            found[key] = tuple(_interest(one) for one in found[key])
        return found


class SubscriberKeys(SubscriberDefaults):
    """Somebody who is written to."""

    wanted: ClassVar[str] = "- email: {found}"
    email: Annotated[
        values.Address,
        PlainValidator(values.address),
        _schema("string", "Where the digest goes.", format="email"),
    ]


class FileKeys(Shape):
    """Paper Round's one file: the newsletter and its subscribers."""

    newsletter: NewsletterKeys
    defaults: SubscriberDefaults = SubscriberDefaults()
    subscribers: list[SubscriberKeys] = Field(default=[], description="Who is written to.")


class _Plain(GenerateJsonSchema):
    """Without what an editor does not show: our class names, and defaults that are not JSON."""

    def default_schema(self, schema: WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - pydantic's signature
        return False


def schema() -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of the file, for editors."""
    found = FileKeys.model_json_schema(by_alias=True, schema_generator=_Plain)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "title": "subscribers.yaml"}


def _interest(one: Interest | One) -> Interest:
    return one if isinstance(one, Interest) else one.interest()
