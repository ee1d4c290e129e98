"""The Jinja environments: where templates are found, and what their errors say."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import jinja2
from jinja2 import meta
from jinja2.bccache import Bucket

from digest import shipped
from digest.errors import TemplateError
from digest.language import Language, Languages
from digest.render import strays
from digest.render.text import wrapped
from digest.shipped import LANGUAGES, THEMES

DEFAULT = "default"  # the theme whose files stand in for what another lacks
_OBJECT = re.compile(r"'(?:\w+\.)*(\w+)View object'")  # what we give templates, as its class is called
COMPILED_KEPT = 512  # templates, about 5 KB each
EXTENSIONS = ("html", "txt", "css", "jinja")  # of templates


class Templates:
    """The folders of templates: those of `overrides` win over the shipped ones, file by file.

    In each: `themes/NAME/` for the mails to readers, `languages/TAG.po`, `operator/` and `web/`.
    """

    def __init__(self, *, overrides: Path | None = None) -> None:
        if overrides and not overrides.is_dir():
            raise TemplateError(f"{overrides}: found no folder, wanted one of templates")
        self.folders = tuple(folder for folder in (overrides, shipped.templates()) if folder)
        self.languages = Languages([folder / LANGUAGES for folder in self.folders])
        self.others = Engine(self.folders, language=self.languages.get("en"))

    def themes(self) -> tuple[str, ...]:
        """Return the names of all themes, by name."""
        return shipped.themes(self.folders)

    def engine(self, theme: str, language: Language) -> Engine:
        """Return what renders the mails of a theme in a language; raises TemplateError for no such theme."""
        if theme not in self.themes():
            raise TemplateError(f"no theme {theme!r}; there are {', '.join(self.themes())}")
        names = dict.fromkeys((theme, DEFAULT))
        return Engine(
            [folder / THEMES / name for name in names for folder in self.folders], language=language
        )

    def expect_no_strays(self) -> None:
        """Raise TemplateError for a file of the user's that nothing reads: the name of none of ours has it.

        A theme's are called as those of the default theme, or as some template includes or imports them.
        """
        if len(self.folders) == 1:
            return
        own, ours = self.folders
        included = self.others.included()
        right = strays.names(ours)
        of_a_theme = {name.removeprefix(f"{THEMES}/{DEFAULT}/") for name in right} - right
        right |= {f"{THEMES}/{theme}/{name}" for theme in self.themes() for name in of_a_theme}
        parts = {f"{THEMES}/{theme}/{name}" for theme in self.themes() for name in included}
        parts |= {name for name in included if name and name.startswith(("operator/", "web/"))}
        catalogues = {
            f"{LANGUAGES}/{path.name}"
            for path in (own / LANGUAGES).glob("*.po")
            if self.languages.known(path.stem)
        }
        read = strays.names(own) if None in included else right | parts | catalogues
        strays.expect_none(own, read=read, right=right)


class Compiled(jinja2.BytecodeCache):
    """Templates compiled in this process, by their source: a new engine compiles only what is new."""

    def __init__(self) -> None:
        self._codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template what was compiled of the same source."""
        if (code := self._codes.get(bucket.key)) is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled of a template."""
        if len(self._codes) >= COMPILED_KEPT:
            self._codes.clear()
        self._codes[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


class Engine:
    """Renders templates by name; an earlier folder wins over a later one, file by file."""

    def __init__(self, folders: Sequence[Path], *, language: Language) -> None:
        self._folders = tuple(str(folder) for folder in folders if folder.is_dir())
        self._loader = jinja2.FileSystemLoader(self._folders)
        self._environment = jinja2.Environment(
            loader=self._loader,
            autoescape=jinja2.select_autoescape(enabled_extensions=("html",), default=False),
            undefined=jinja2.StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            bytecode_cache=COMPILED,
            auto_reload=False,  # a renderer's templates are those it began with: same digest, same bytes
        )
        self._environment.policies["ext.i18n.trimmed"] = True
        self._environment.install_gettext_callables(  # type: ignore[attr-defined] # the extension's
            language.gettext,
            language.ngettext,
            newstyle=True,
            pgettext=language.pgettext,
            npgettext=language.npgettext,
        )
        self._environment.filters["wrapped"] = wrapped

    def render(self, name: str, /, **context: object) -> str:
        """Return the template's text; raises TemplateError with its file and line."""
        with self._explained(name):
            return self._environment.get_template(name).render(**context)

    def compile_all(self) -> None:
        """Raise TemplateError for the first template whose syntax is wrong, in the order of their names."""
        for name in self._environment.list_templates(extensions=EXTENSIONS):
            with self._explained(name):
                self._environment.get_template(name)

    def included(self) -> set[str | None]:
        """Return what templates include or import, by name; None among them: some of it is computed."""
        found: set[str | None] = set()
        for name in self._environment.list_templates(extensions=EXTENSIONS):
            with self._explained(name):
                source = self._loader.get_source(self._environment, name)[0]
                found.update(meta.find_referenced_templates(self._environment.parse(source, name)))
        return found

    @contextmanager
    def _explained(self, name: str) -> Iterator[None]:
        """Turn whatever a template raises into a TemplateError."""
        try:
            yield
        except jinja2.TemplateSyntaxError as err:
            raise TemplateError(f"{err.filename or name}:{err.lineno}: {err.message}") from err
        except jinja2.TemplateNotFound as err:
            looked = " and ".join(self._folders)
            raise TemplateError(f"{name}: there is no template {err.name!r} in {looked}") from err
        except UnicodeDecodeError as err:
            raise TemplateError(f"{name}: found octets that are not UTF-8: {err.reason}") from err
        except Exception as err:  # an expression in a template may raise anything
            raise TemplateError(f"{self._place(err, name)}: {_said(err)}") from err

    def _place(self, err: Exception, name: str) -> str:
        """Return file:line of the innermost template frame of an error."""
        frames = [
            f"{frame.filename}:{frame.lineno}"
            for frame in traceback.extract_tb(err.__traceback__)
            if frame.filename.startswith(self._folders)
        ]
        return frames[-1] if frames else name


def _said(err: Exception) -> str:
    if isinstance(err, jinja2.UndefinedError):
        return _OBJECT.sub(lambda found: f"'{found[1].lower()}'", str(err))
    return f"{type(err).__name__}: {err}"
