"""Rendered text with places left open, kept as quoted-printable bytes so that filling it is a join.

Quoted-printable is line-local (RFC 2045 §6.7): every stretch ends in a line break, hard or soft, so
stretches and values encoded apart can be joined in any order and decode to the text that was meant.
"""

from __future__ import annotations

import re
from binascii import b2a_qp
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import escape

from digest.errors import TemplateError

LINE_LIMIT = 76  # octets of an encoded line, RFC 2045 §6.7 (5)
SOFT = b"=\r\n"  # a line break that is not in the text, RFC 2045 §6.7 (5)

_SLOT = re.compile("\x02(\\w+)\x03")
_WHITE_END = re.compile(rb"=(?:20|09)\r\n")  # how a space or a tab before a line break is encoded


def slot(name: str) -> str:
    """Return the mark a template prints where a reader's own value goes; no tidied text contains one."""
    return f"\x02{name}\x03"


@dataclass(frozen=True, slots=True)
class Frame:
    """A text between its open places: one stretch more than there are slots."""

    stretches: tuple[bytes, ...]  # quoted-printable, each ending in a line break
    slots: tuple[str, ...]  # the name of the value between two stretches
    size: int  # octets of the stretches as decoded UTF-8 with CRLF line ends


class Pattern(NamedTuple):
    """A line of text with open places, not encoded: one stretch more than there are slots."""

    stretches: tuple[str, ...]
    slots: tuple[str, ...]

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the text with its places filled."""
        filled = (
            values[name] + stretch for name, stretch in zip(self.slots, self.stretches[1:], strict=True)
        )
        return self.stretches[0] + "".join(filled)


def cut(text: str, *, known: Collection[str], template: str) -> Pattern:
    """Cut rendered text at its slots.

    Raises TemplateError where a template changed a slot: its value is only known per reader, so no
    filter but `default` can work on it.
    """
    pieces = _SLOT.split(text)
    stretches, names = tuple(pieces[::2]), tuple(pieces[1::2])
    unknown = [name for name in names if name not in known]
    if unknown or any("\x02" in stretch or "\x03" in stretch for stretch in stretches):
        found = unknown[0] if unknown else "one"
        raise TemplateError(
            f"{template}: a reader's own value ({found}) went through a filter; print it as it is"
        )
    return Pattern(stretches, names)


def frame(text: str, *, known: Collection[str], template: str) -> Frame:
    """Return the rendered text as a frame; it ends in a line break."""
    if not text.endswith("\n"):
        text += "\n"
    stretches, names = cut(text, known=known, template=template)
    size = sum(len(stretch.encode()) + stretch.count("\n") for stretch in stretches)
    return Frame(tuple(quoted(stretch) for stretch in stretches), names, size)


def quoted(text: str) -> bytes:
    """Return text with LF line ends as quoted-printable UTF-8 ending in a line break, soft if need be.

    Every stretch gets a CRLF before it is encoded: `b2a_qp` takes its line ends from the first one it sees.
    """
    if not text:
        return b""
    whole = text.endswith("\n")
    data = text.replace("\n", "\r\n").encode() + (b"" if whole else b"\r\n")
    encoded = _WHITE_END.sub(_within_the_limit, b2a_qp(data, istext=True))
    return encoded if whole else encoded[:-2] + SOFT


def quoted_each(values: Sequence[str], *, escaped: bool = False) -> list[bytes]:
    """Return each value like `quoted`, with HTML's special characters escaped if asked; encoded in one go.

    No value ends in a line break or holds a control character: tidied text has neither.
    """
    whole = "\x01\n".join([*values, ""])
    data = (str(escape(whole)) if escaped else whole).replace("\n", "\r\n").encode()
    return b2a_qp(data, istext=True).replace(b"=01\r\n", SOFT + b"\x01").split(b"\x01")[:-1]


def _within_the_limit(white: re.Match[bytes]) -> bytes:
    """Return white space at a line's end, on a line of its own where `b2a_qp` has made its line too long."""
    begin = white.string.rfind(b"\n", 0, white.start()) + 1
    return SOFT + white[0] if white.start() + len("=20=") - begin > LINE_LIMIT else white[0]
