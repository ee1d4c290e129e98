"""The mails that were delivered to the mail server on this machine, as they arrived."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Literal

from digest.errors import DigestError
from digest.mail import Inbox
from digest.mail.inbox import INDEX, Letter
from digest.preview.desk import Asked, Choices, Delivered, NoSuchMailError, Places, Shown
from digest.preview.mails import Mail, read_mail
from digest.preview.trouble import Trouble, located

MAILS_SHOWN = 500  # the newest
_NO_RANKING = "a delivered mail is what it is: `digest preview` ranks and sends"


class DeliveredMails:
    """An inbox as the studio asks it; every mail in it is read once."""

    mode: Literal["preview", "inbox"] = "inbox"

    def __init__(self, inbox: Inbox, *, note: str = "") -> None:
        self._inbox = inbox
        self._note = note
        self._read: dict[str, Mail] = {}  # by name: what arrived does not change

    def begin(self) -> None:
        """Do nothing: the folder is looked at each time."""

    def choices(self, asked: Asked) -> Choices:
        """Return the mails there are, newest first."""
        del asked
        newest = self._letters()[: -MAILS_SHOWN - 1 : -1]
        mails = tuple(_listed(_id(letter), self._mail(letter)) for letter in newest)
        return Choices(mode=self.mode, note=self._note, mails=mails, why_not_send=_NO_RANKING)

    def mail(self, asked: Asked) -> Shown:
        """Return one mail, or the newest; raises NoSuchMailError."""
        letters = self._letters()
        if not letters:
            raise NoSuchMailError("no mail has arrived yet")
        wanted = asked.mail or _id(letters[-1])
        found = next((letter for letter in letters if _id(letter) == wanted), None)
        if found is None:
            raise NoSuchMailError(f"no mail {wanted!r} has arrived")
        return Shown(mail=self._mail(found))

    def why(self, asked: Asked, wishes: Mapping[str, object] | None) -> Mapping[str, object]:
        """Raise: a mail that has come does not say what it was chosen from."""
        del asked, wishes
        raise DigestError(_NO_RANKING)

    def save(self, asked: Asked, wishes: Mapping[str, object]) -> Mapping[str, object]:
        """Raise: see `why`."""
        return self.why(asked, wishes)

    async def send(self, asked: Asked, to: str) -> Mapping[str, object]:
        """Raise: it was sent."""
        del to
        return self.why(asked, None)

    def trouble(self, error: DigestError) -> Trouble:
        """Return what an error says; no file is at fault."""
        return located(error)

    def places(self) -> Places:
        """Return the list of what arrived: a mail is in it when it is there whole."""
        return Places(files=frozenset({(self._inbox.folder / INDEX).absolute()}))

    def touched(self, paths: Collection[Path]) -> tuple[str, ...]:
        """Say that the list changed."""
        return tuple(sorted({path.name for path in paths}))

    def _letters(self) -> list[Letter]:
        """Return what arrived and was not thrown away since."""
        return [letter for letter in self._inbox.letters() if letter.path.is_file()]

    def _mail(self, letter: Letter) -> Mail:
        name = _id(letter)
        if name not in self._read:
            self._read[name] = read_mail(letter.path.read_bytes())
        return self._read[name]


def _id(letter: Letter) -> str:
    """Return what a mail is known by: "0001-ada@example.org"."""
    return letter.path.stem


def _listed(name: str, mail: Mail) -> Delivered:
    return Delivered(id=name, to=mail.to, subject=mail.subject, date=mail.date)
