"""Where the newsletter's parts are on the network and on the disk: URLs, paths and the password.

Every function raises ValueError with a message that says what was found and what was wanted, and never
repeats a URL that may hold a password.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from digest.config.problems import hint, shown
from digest.config.settings import SmtpSpec
from digest.config.values import line

PASSWORD = "DIGEST_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
PASSWORD_FILE = "DIGEST_SMTP_PASSWORD_FILE"  # noqa: S105 - the name of a variable

Security = Literal["plain", "starttls", "tls"]
_SCHEMES: dict[str, tuple[Security, int]] = {
    "smtp": ("plain", 25),
    "smtp+starttls": ("starttls", 587),  # RFC 6409 §3.1
    "smtps": ("tls", 465),  # RFC 8314 §3.3
}
_SMTP_WANTED = "smtp://host, smtp+starttls://user@host or smtps://user@host"
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?", re.ASCII)
_PASSWORD_LIMIT = 10_000  # bytes of a password's file


def smtp(found: object, *, environ: Mapping[str, str]) -> SmtpSpec:
    """Return the mail server a URL names, with the password that the environment holds."""
    url = _split(found, wanted=_SMTP_WANTED)
    if url.scheme not in _SCHEMES:
        raise ValueError(f"unknown scheme {shown(url.scheme)}{hint(url.scheme, list(_SCHEMES))}")
    security, port = _SCHEMES[url.scheme]
    if url.password is not None:
        raise ValueError(
            f"a password in the file: take it out, and put it into {PASSWORD} or {PASSWORD_FILE}"
        )
    if url.path.strip("/") or url.query or url.fragment or not url.hostname:
        raise ValueError(f"wanted {_SMTP_WANTED}, with a port if need be, and nothing after it")
    host, user = _host(url.hostname), _user(unquote(url.username or ""))
    if user and security == "plain" and not is_loopback(host):
        raise ValueError("a login over an open line: write smtp+starttls:// or smtps://")
    secret = password(environ)
    given = url.port  # its range was checked when it was split
    return SmtpSpec(
        security=security,
        host=host,
        port=port if given is None else given,
        user=user,
        password=secret if user else "",
    )


def password(environ: Mapping[str, str]) -> str:
    """Return the mail server's password from the environment or the file it names; empty if it has none."""
    value, file = environ.get(PASSWORD, ""), environ.get(PASSWORD_FILE, "")
    if value and file:
        raise ValueError(f"both {PASSWORD} and {PASSWORD_FILE} are set, wanted one of them")
    if file:
        try:
            with Path(file).open("rb") as stream:
                value = stream.read(_PASSWORD_LIMIT).decode().removesuffix("\n").removesuffix("\r")
        except (OSError, UnicodeDecodeError) as err:
            reason = err.strerror if isinstance(err, OSError) else "it is not UTF-8"
            raise ValueError(f"the file that {PASSWORD_FILE} names cannot be read: {reason}") from err
    if any(letter in value for letter in "\r\n\0"):
        raise ValueError(f"the password from {PASSWORD_FILE if file else PASSWORD} has a line break in it")
    return value


def public_url(found: object) -> str:
    """Return the address the newsletter's own server is reached at, without a slash at its end."""
    wanted = "an address such as https://digest.example.org"
    url = _split(found, wanted=wanted)
    if not url.hostname or url.username is not None or url.query or url.fragment:
        raise ValueError(f"wanted {wanted}")
    if url.scheme != "https" and not (url.scheme == "http" and is_loopback(url.hostname)):
        raise ValueError(f"found {shown(url.scheme + '://')}, wanted https://")
    return line(found, wanted=wanted).rstrip("/")


def feed(found: object) -> str:
    """Return the address of a feed as it is; one with a user name or a fragment is refused."""
    wanted = "an address such as https://example.org/rss.xml"
    text = line(found, wanted=wanted, limit=2_000)
    url = _split(text, wanted=wanted)
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise ValueError(f"found {shown(text)}, wanted {wanted}")
    if url.username is not None or url.fragment:
        raise ValueError(f"found a user name or a # in the address, wanted {wanted}")
    return text


def private_hosts(found: object) -> tuple[str, ...]:
    """Return the hosts, as URLs name them, that sources may be at though they are not public."""
    wanted = "a list of hosts such as [intranet.example.org, 127.0.0.1]"
    if not isinstance(found, list):
        raise ValueError(f"found {shown(found)}, wanted {wanted}")  # noqa: TRY004 - what pydantic takes
    return tuple(_private_host(one) for one in found)


def _private_host(found: object) -> str:
    text = line(found, wanted="a host such as intranet.example.org or 127.0.0.1").casefold()
    if any(sign in text for sign in "/*@ ") or text.count(":") == 1:
        raise ValueError(f"found {shown(text)}, wanted a host alone: no scheme, port, path or pattern")
    return _host(text.strip("[]")).rstrip(".")


def store(found: object, *, folder: Path) -> str:
    """Return the store's URL as it is, or its path made absolute."""
    text = line(found, wanted="a path or a postgresql:// URL")
    if "://" not in text:
        return str(placed(text, folder=folder))
    if text.partition("://")[0] not in {"postgresql", "postgresql+psycopg"}:
        raise ValueError(
            f"unknown scheme {shown(text.partition('://')[0])}, wanted a path or a postgresql:// URL"
        )
    _split(found, wanted="a postgresql:// URL")
    return text


def existing(found: object, *, folder: Path, only_file: bool) -> Path:
    """Return the absolute path of a file (or, unless `only_file`, a folder) that is there."""
    text = line(found, wanted="the path of a file")
    path = placed(text, folder=folder)
    kind = "a file" if only_file else "a file or folder"
    try:
        there = path.is_file() or (path.is_dir() and not only_file)
    except OSError as err:
        raise ValueError(f"{shown(text)} cannot be looked at: {err.strerror}") from err
    if not there:
        raise ValueError(f"found nothing at {shown(str(path))}, wanted {kind}")
    return path


def placed(text: str, *, folder: Path) -> Path:
    """Return an absolute path; a relative one starts at `folder`, `~` is the home folder."""
    try:
        return folder / Path(text).expanduser()
    except RuntimeError as err:
        raise ValueError(f"found {shown(text)}, and there is no such home folder") from err


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine itself, by its name or address alone."""
    if host == "localhost" or host.endswith(".localhost"):  # RFC 6761 §6.3
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _split(found: object, *, wanted: str) -> SplitResult:
    text = line(found, wanted=wanted)
    try:
        url = urlsplit(text)
        broken = " " in text or "://" not in text or (url.port is not None and not url.port)
    except ValueError as err:
        raise ValueError(f"cannot be read as a URL: its host or port is wrong, wanted {wanted}") from err
    if broken:
        raise ValueError(f"cannot be read as a URL, wanted {wanted}")
    return url


def _host(host: str) -> str:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        return host
    try:
        name = host.encode("idna").decode()
    except UnicodeError:
        name = ""
    if not _HOST.fullmatch(name):
        raise ValueError(f"found the host {shown(host)}, wanted a name such as mail.example.org")
    return name


def _user(user: str) -> str:
    return line(user, wanted="a user") if user else ""
