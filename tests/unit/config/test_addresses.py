"""The mail server's URL and its password: explicit, never downgraded, never repeated in a message."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config import SmtpSpec
from digest.config.addresses import is_loopback, public_url, smtp


@pytest.mark.parametrize(
    ("url", "security", "host", "port", "user"),
    [
        ("smtp://mail.example.org", "plain", "mail.example.org", 25, ""),
        ("smtp://mail.example.org/", "plain", "mail.example.org", 25, ""),
        ("smtp+starttls://ada@mail.example.org", "starttls", "mail.example.org", 587, "ada"),
        ("smtps://ada%40example.org@mail.example.org", "tls", "mail.example.org", 465, "ada@example.org"),
        ("SMTPS://Mail.Example.org:4650", "tls", "mail.example.org", 4650, ""),
        ("smtp://[::1]:8025", "plain", "::1", 8025, ""),
        ("smtp://ada@127.0.0.1:8025", "plain", "127.0.0.1", 8025, "ada"),
        ("smtps://bücher.example", "tls", "xn--bcher-kva.example", 465, ""),
    ],
)
def test_the_scheme_says_how_the_connection_is_secured(
    url: str, security: str, host: str, port: int, user: str
) -> None:
    spec = smtp(url, environ={})
    assert (spec.security, spec.host, spec.port, spec.user) == (security, host, port, user)


@pytest.mark.parametrize(
    "url", ["smtp://localhost:8025", "smtp+starttls://ada%40x@mail.example.org:587", "smtps://[::1]:465"]
)
def test_a_mail_server_is_shown_as_its_url(url: str) -> None:
    assert str(smtp(url, environ={"DIGEST_SMTP_PASSWORD": "hunter2"})) == url


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("mail.example.org", "cannot be read as a URL, wanted smtp://host"),
        ("https://mail.example.org", 'unknown scheme "https", wanted smtp, smtp\\+starttls or smtps'),
        ("smpt://mail.example.org", r'unknown scheme "smpt" \(did you mean smtp\?\)'),
        ("smtp://", "wanted smtp://host"),
        ("smtp://mail.example.org:99999", "its host or port is wrong"),
        ("smtp://mail.example.org:0", "cannot be read as a URL"),
        ("smtp://mail.example.org:x", "its host or port is wrong"),
        ("smtp://mail..example.org", "found the host"),
        ("smtp://mail\u00a0x.example.org", "cannot be read as a URL"),
        ("smtp://mail%00.example.org", "found the host"),
        ("smtp://[::1", "its host or port is wrong"),
        ("smtp://mail.example.org/path", "nothing after it"),
        ("smtp://mail.example.org?tls=no", "nothing after it"),
        ("smtp://ada@mail.example.org", "a login over an open line: write smtp"),
        ("smtps://a%0d%0ab@mail.example.org", "control character"),
        (8025, "found the number 8025, wanted smtp://host"),
    ],
)
def test_a_wrong_url_says_what_was_wanted(url: object, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        smtp(url, environ={})


@pytest.mark.parametrize(
    "url", ["smtps://ada:hunter2@mail.example.org", "smtps://ada:hunter2@mail.example.org:x"]
)
def test_a_password_in_the_file_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ValueError, match=r"password in the file|port is wrong") as caught:
        smtp(url, environ={})
    assert "hunter2" not in str(caught.value)


def test_the_password_comes_from_the_environment_and_is_not_shown() -> None:
    spec = smtp("smtps://ada@mail.example.org", environ={"DIGEST_SMTP_PASSWORD": "hunter2"})
    assert spec.password == "hunter2"
    assert "hunter2" not in f"{spec!r} {spec}"


def test_the_password_comes_from_a_file_without_its_last_line_break(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_bytes(b" hunter2 \r\n")
    spec = smtp("smtps://ada@mail.example.org", environ={"DIGEST_SMTP_PASSWORD_FILE": str(file)})
    assert spec.password == " hunter2 "


def test_a_server_without_a_user_gets_no_password() -> None:
    spec = smtp("smtps://mail.example.org", environ={"DIGEST_SMTP_PASSWORD": "hunter2"})
    assert spec == SmtpSpec(security="tls", host="mail.example.org", port=465)


def test_a_password_that_cannot_be_had_is_an_error_that_does_not_show_it(tmp_path: Path) -> None:
    lines, binary = tmp_path / "lines", tmp_path / "binary"
    lines.write_text("hunter2\nhunter3\n", encoding="utf-8")
    binary.write_bytes(b"\xff\xfe")
    for environ, problem in (
        ({"DIGEST_SMTP_PASSWORD": "hunter2", "DIGEST_SMTP_PASSWORD_FILE": "x"}, "both .* are set"),
        ({"DIGEST_SMTP_PASSWORD_FILE": str(tmp_path / "gone")}, "cannot be read: No such file"),
        ({"DIGEST_SMTP_PASSWORD_FILE": str(binary)}, "it is not UTF-8"),
        ({"DIGEST_SMTP_PASSWORD_FILE": str(lines)}, "DIGEST_SMTP_PASSWORD_FILE has a line break"),
        ({"DIGEST_SMTP_PASSWORD": "hunter2\r\n"}, "DIGEST_SMTP_PASSWORD has a line break"),
    ):
        with pytest.raises(ValueError, match=problem) as caught:
            smtp("smtps://ada@mail.example.org", environ=environ)
        assert "hunter" not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("localhost", True),
        ("mail.localhost", True),
        ("127.0.0.9", True),
        ("::1", True),
        ("localhost.example.org", False),
        ("10.0.0.1", False),
        ("127.0.0.1.example.org", False),
    ],
)
def test_only_this_machine_is_loopback(host: str, loopback: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_loopback(host) is loopback


def test_a_public_address_is_https_unless_it_is_this_machine() -> None:
    assert public_url("https://digest.example.org/round/") == "https://digest.example.org/round"
    assert public_url("http://localhost:8000") == "http://localhost:8000"
    for wrong in (
        "http://digest.example.org",
        "https://a@digest.example.org",
        "https://x?y=1",
        "javascript://x",
    ):
        with pytest.raises(ValueError, match="wanted"):
            public_url(wrong)


@given(st.text(max_size=40) | st.text(max_size=20).map("smtps://{}".format))
def test_any_text_is_a_mail_server_or_a_value_error(text: str) -> None:
    try:
        spec = smtp(text, environ={})
    except ValueError as error:
        said = str(error)
    else:
        said = spec.host
        assert 0 < spec.port < 65536
    assert said.isprintable()
