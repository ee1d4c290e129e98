"""Static sites of mails: an inbox of what was delivered, and a preview of what would be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from digest.model import Digest
from digest.preview.mails import Mail, guarded, pictured, read_mail
from digest.render import Renderer
from digest.render.assembly import HTML_LIMIT
from digest.render.text import slug

INDEX = "index.html"


def write_inbox(mails: Sequence[bytes], *, folder: Path, renderer: Renderer) -> Path:
    """Write a browsable inbox of delivered mails, in their order, and return the path of its index.

    For each mail: a page (headers, HTML in a sandboxed frame, text), the frame's own document, and
    the mail itself as .eml. The folder is made where there is none; files of the same name are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    read = [read_mail(raw) for raw in mails]
    names = [f"{place:03}-{slug(mail.subject, otherwise='mail')}" for place, mail in enumerate(read, 1)]
    for name, mail in zip(names, read, strict=True):
        _write_mail(mail, name=name, folder=folder, renderer=renderer)
    rows = [{"mail": mail, "page": f"{name}.html"} for name, mail in zip(names, read, strict=True)]
    return _written(folder / INDEX, renderer.page("inbox.html", title="Inbox", rows=rows))


def write_preview(digests: Sequence[Digest], *, folder: Path, renderer: Renderer) -> Path:
    """Write each digest's message as NAME.html, NAME.txt and NAME.eml; return the path of an index of them.

    NAME is the address's local part and the edition, as in "ada-daily-2026-03-31"; the HTML and the
    text are exactly the message's parts, but that pictures are put into the HTML. Raises TemplateError as
    the renderer does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for name, digest in zip(_names(digests), digests, strict=True):
        rendered, message = renderer.preview(digest), renderer.message(digest)
        mail = read_mail(message.data)
        _written(folder / f"{name}.html", pictured(rendered.html, mail.pictures))
        _written(folder / f"{name}.txt", rendered.text)
        _written(folder / f"{name}.eml", message.data)
        size = f"{len(rendered.html.encode()):,} bytes of HTML, of {HTML_LIMIT:,}"
        papers = "1 paper" if len(digest.entries) == 1 else f"{len(digest.entries)} papers"
        rows.append({"mail": mail, "name": name, "facts": f"{digest.edition} · {papers} · {size}"})
    return _written(folder / INDEX, renderer.page("preview.html", title="Preview", rows=rows))


def _write_mail(mail: Mail, *, name: str, folder: Path, renderer: Renderer) -> None:
    frame = f"{name}.mail.html" if mail.html else ""
    if frame:
        _written(folder / frame, guarded(pictured(mail.html, mail.pictures)))
    _written(folder / f"{name}.eml", mail.raw)
    page = renderer.page(
        "mail.html", title=mail.subject, mail=mail, frame=frame, eml=f"{name}.eml", index=INDEX
    )
    _written(folder / f"{name}.html", page)


def _names(digests: Sequence[Digest]) -> Iterator[str]:
    """Yield a file name for each digest, numbered where two would be the same."""
    taken: set[str] = set()
    for digest in digests:
        local = slug(digest.address.rpartition("@")[0], otherwise="subscriber")
        base = f"{local}-{slug(str(digest.edition), otherwise='edition')}"
        name, count = base, 1
        while name in taken:
            count += 1
            name = f"{base}-{count}"
        taken.add(name)
        yield name


def _written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "replace"))
    return path
