"""The items of `newsletter.sources`: what each kind takes, for the reader of the file and for editors."""

from __future__ import annotations

import re
from datetime import date
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    PlainValidator,
    Tag,
    ValidationInfo,
    WithJsonSchema,
)

from digest.config import addresses, categories, subjects
from digest.config.problems import either, hint, nearest, shown
from digest.config.settings import PLUGINS, SourceSpec
from digest.config.shape import TEXT_TAG, Shape, context_of, tag
from digest.config.values import line

FORMS = ("trending", "week", "month")  # of Hugging Face's list; the daily one needs no word
SERVERS = ("biorxiv", "medrxiv")
SOURCES = ("huggingface", "arxiv", "page", "feed", "jsonl", *SERVERS, "plugin")
_BARE = ("huggingface", *SERVERS)
_NEEDS = {
    "arxiv": "arxiv needs its categories: {arxiv: [cs.CL, cs.LG]}",
    "page": "a page needs its file: {page: FILE}",
    "feed": "a feed needs its address: {feed: URL}",
    "jsonl": "a file of papers needs its path: {jsonl: FILE}",
    "plugin": "a plugin needs its name: {plugin: NAME}",
}
_MOST_OPTIONS = 100  # values in the options of a plugin, nested ones and all


def _bare_source(found: object) -> SourceSpec:
    word = str(found)
    if word in _BARE:
        return SourceSpec(kind=word)
    if word in _NEEDS:
        raise ValueError(_NEEDS[word])
    if word in FORMS:
        raise ValueError(f"found {shown(found)}, wanted {{huggingface: {word}}}")
    if re.match(r"https?://", word):
        raise ValueError(f"found an address alone, wanted {{feed: {shown(found)}}}")
    near = nearest(word, SOURCES)
    wanted = (
        f" (did you mean {near}?)"
        if near
        else f", wanted {either(_BARE)}, or a mapping such as {{feed: URL}}"
    )
    raise ValueError(f"unknown source {shown(found)}{wanted}")


def tag_of_source(found: Any) -> str | None:
    """Return the branch that an item chooses."""
    return tag(found, SOURCES)


def each_once(sources: list[Any]) -> list[Any]:
    """Return the list as it is; an empty one, or one that names a source twice, is refused."""
    if not sources:
        raise ValueError("found an empty list, wanted at least one source")
    specs = [one if isinstance(one, SourceSpec) else one.source() for one in sources]
    for place, spec in enumerate(specs):
        if spec in specs[:place]:
            raise ValueError(f"source {place + 1} is the same as source {specs.index(spec) + 1}")
    files = [(spec.kind, spec.path.stem) for spec in specs if spec.kind in {"page", "jsonl"} and spec.path]
    for kind, stem in files:
        if files.count((kind, stem)) > 1:
            raise ValueError(f"found {kind} {stem!r} more than once, wanted files of different names")
    if sum(spec.kind == "arxiv" for spec in specs) > 1:
        raise ValueError("found arxiv more than once, wanted all its categories in one: one request for all")
    return sources


def _schema(kind: str, description: str, **more: Any) -> Any:
    return WithJsonSchema({"type": kind, "description": description, **more})


def _file(found: object, info: ValidationInfo) -> Path:
    """Return the path of a file; one that is missing in its folder may be there when it is read."""
    folder = context_of(info).folder
    try:
        return addresses.existing(found, folder=folder, only_file=True)
    except ValueError:
        path = addresses.placed(str(found), folder=folder)
        if path.exists() or not path.parent.is_dir():
            raise
        return path


def _form_or_place(found: object, info: ValidationInfo) -> str | Path:
    """Return a form of the live list, or the recorded replies; a path that is a form's word takes a "./"."""
    if found in FORMS:
        return str(found)
    try:
        return addresses.existing(found, folder=context_of(info).folder, only_file=False)
    except ValueError as err:
        near = nearest(found, FORMS) if isinstance(found, str) and "/" not in found else None
        raise ValueError(f"{err}{f' (did you mean {near}?)' if near else ''}") from err


def _plugin_name(found: object) -> str:
    name = line(found, wanted="the name of a plugin")
    known = sorted({point.name for point in entry_points(group=PLUGINS)})
    if name not in known:
        some = hint(name, known) if known else f": no installed package offers any ({PLUGINS})"
        raise ValueError(f"unknown plugin {shown(name)}{some}")
    return name


def _options(found: object) -> dict[str, object]:
    if not isinstance(found, dict) or not all(isinstance(key, str) for key in found):
        raise ValueError(f"found {shown(found)}, wanted options by their names")
    plain = _plain(found, left=[_MOST_OPTIONS])
    return plain if isinstance(plain, dict) else {}


def _plain(found: object, *, left: list[int]) -> object:
    """Return a value of the file as Python's own types, for who knows nothing of how the file is read."""
    left[0] -= 1
    if left[0] < 0:
        raise ValueError(f"found more than {_MOST_OPTIONS} values, wanted fewer")
    match found:
        case dict():
            return {str(key): _plain(value, left=left) for key, value in found.items()}
        case list():
            return [_plain(value, left=left) for value in found]
        case None | bool() | date():
            return found
        case int():
            return int(found)
        case float():
            return float(found)
        case str():
            return str(found)
        case _:
            raise ValueError(f"found {shown(found)}, wanted text, a number, a switch or a list of them")


class HuggingFace(Shape):
    """Another form of Hugging Face's list, or recorded replies of its API."""

    huggingface: Annotated[
        str | Path,
        PlainValidator(_form_or_place),
        _schema("string", f"{', '.join(FORMS)}; or a file of recorded replies, or a folder of them."),
    ]

    def source(self) -> SourceSpec:
        """Return it as the noun."""
        if isinstance(self.huggingface, Path):
            return SourceSpec(kind="huggingface", path=self.huggingface)
        return SourceSpec(kind="huggingface", form=self.huggingface)


def _some_categories(found: object) -> list[object]:
    if found == []:
        raise ValueError("found an empty list, wanted categories such as cs.CL")
    return found if isinstance(found, list) else [found]


class Arxiv(Shape):
    """What arXiv announces in some categories."""

    arxiv: Annotated[
        list[Annotated[str, PlainValidator(categories.of_arxiv)]],
        BeforeValidator(_some_categories),
        WithJsonSchema(
            {
                "type": "array",
                "items": {"type": "string", "examples": ["cs.CL", "hep-th", "stat"]},
                "minItems": 1,
                "description": "Categories, or whole archives.",
            }
        ),
    ]

    def source(self) -> SourceSpec:
        """Return it as the noun."""
        return SourceSpec(kind="arxiv", categories=tuple(dict.fromkeys(self.arxiv)))


class Page(Shape):
    """A saved Daily Papers page."""

    page: Annotated[Path, PlainValidator(_file), _schema("string", "A page saved as HTML or as text.")]

    def source(self) -> SourceSpec:
        """Return it as the noun."""
        return SourceSpec(kind="page", path=self.page)


class Feed(Shape):
    """Any RSS or Atom feed."""

    feed: Annotated[
        str,
        PlainValidator(addresses.feed),
        _schema("string", "The address of an RSS or Atom feed.", pattern="^https?://"),
    ]

    def source(self) -> SourceSpec:
        """Return it as the noun."""
        return SourceSpec(kind="feed", url=self.feed)


class Jsonl(Shape):
    """Papers in our own format, one JSON object a line."""

    jsonl: Annotated[Path, PlainValidator(_file), _schema("string", "A file of papers: see sources.md.")]

    def source(self) -> SourceSpec:
        """Return it as the noun."""
        return SourceSpec(kind="jsonl", path=self.jsonl)


def _subjects(server: str) -> Any:
    """Return the type of a preprint server's subjects: one, or a list of them."""

    def several(found: object) -> list[object]:
        if found == []:
            raise ValueError(f"found an empty list, wanted subjects, or {server} alone for all of them")
        return found if isinstance(found, list) else [found]

    def one(found: object) -> str:
        return subjects.subject(found, server=server)

    single: Any = Annotated[str, PlainValidator(one)]
    text = {"type": "string", "examples": list(subjects.KNOWN[server][:3])}
    schema = {"type": "array", "items": text, "description": "The subjects to keep."}
    return Annotated[list[single], BeforeValidator(several), WithJsonSchema(schema)]


class Biorxiv(Shape):
    """What is posted to bioRxiv in some subjects."""

    biorxiv: _subjects("biorxiv")  # type: ignore[valid-type]  # made by a function: the two differ by a name

    def source(self) -> SourceSpec:
        """Return it as the noun."""
        return SourceSpec(kind="biorxiv", categories=tuple(dict.fromkeys(self.biorxiv)))


class Medrxiv(Shape):
    """What is posted to medRxiv in some subjects."""

    medrxiv: _subjects("medrxiv")  # type: ignore[valid-type]  # made by a function: the two differ by a name

    def source(self) -> SourceSpec:
        """Return it as the noun."""
        return SourceSpec(kind="medrxiv", categories=tuple(dict.fromkeys(self.medrxiv)))


class Plugin(Shape):
    """A source that another installed package brings."""

    wanted: ClassVar[str] = "plugin: NAME"
    plugin: Annotated[str, PlainValidator(_plugin_name), _schema("string", "The name it is installed under.")]
    options: Annotated[
        dict[str, object],
        PlainValidator(_options),
        _schema("object", "What the plugin itself takes.", properties={}, additionalProperties=True),
    ] = {}  # noqa: RUF012 - pydantic copies it

    def source(self) -> SourceSpec:
        """Return it as the noun."""
        return SourceSpec(kind="plugin", plugin=self.plugin, options=self.options)


ASource = Annotated[
    Annotated[
        SourceSpec,
        PlainValidator(_bare_source),
        _schema("string", "Hugging Face's daily papers, or a preprint server, live.", enum=list(_BARE)),
        Tag(TEXT_TAG),
    ]
    | Annotated[HuggingFace, Tag("<huggingface>")]
    | Annotated[Arxiv, Tag("<arxiv>")]
    | Annotated[Page, Tag("<page>")]
    | Annotated[Feed, Tag("<feed>")]
    | Annotated[Jsonl, Tag("<jsonl>")]
    | Annotated[Biorxiv, Tag("<biorxiv>")]
    | Annotated[Medrxiv, Tag("<medrxiv>")]
    | Annotated[Plugin, Tag("<plugin>")],
    Discriminator(tag_of_source),
]
Sources = Annotated[list[ASource], AfterValidator(each_once)]
