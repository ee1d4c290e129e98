"""The commands, as a user types them."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from smtpserver import BadServer

from digest.app import load_config, open_app
from digest.cli import main
from digest.cli.deliver import show_others
from digest.demo import SAMPLE
from digest.publish import Published, Skipped

FILE = """
newsletter:
  from: Paper Round <digest@example.org>
  timezone: UTC
  sources:
    - {{huggingface: {source}}}
  smtp: smtp://localhost:{port}
subscribers:
  - email: ada@example.org
    name: Ada
    interests: [diffusion models]
  - email: grace@example.org
    interests: [agents that write code]
"""


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


Digest = Callable[..., Said]


@pytest.fixture
def digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Digest:
    """Return the command, run in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["digest", *words])
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        said = capsys.readouterr()
        return Said(int(str(code or 0)), said.out, said.err)

    return run


@pytest.fixture
def today(tmp_path: Path) -> Path:
    """Return the sample's last day as if it had been listed today, as a recorded reply."""
    folder = tmp_path / "replies"
    folder.mkdir()
    (newest, *_) = sorted(SAMPLE.glob("*.json"), reverse=True)
    (folder / f"{datetime.now(UTC).date()}.json").write_bytes(newest.read_bytes())
    return folder


def write(folder: Path, source: Path, *, port: int = 1) -> Path:
    path = folder / "subscribers.yaml"
    path.write_text(FILE.format(source=source, port=port))
    return path


def test_init_writes_a_file_that_check_accepts(digest: Digest) -> None:
    """The first two commands of a newcomer."""
    assert digest("init").code == 0
    said = digest("check")
    assert said.code == 0, said.err
    assert "daily at 07:30" in said.out


def test_init_never_overwrites(digest: Digest, tmp_path: Path) -> None:
    """Somebody's file is theirs."""
    (tmp_path / "subscribers.yaml").write_text("mine")
    assert digest("init").code == 2
    assert (tmp_path / "subscribers.yaml").read_text() == "mine"


def test_check_prints_every_problem_with_its_place(digest: Digest, tmp_path: Path, today: Path) -> None:
    """All at once, with line and column, and the others are still listed."""
    path = write(tmp_path, today)
    path.write_text(path.read_text().replace("interests: [agents", "intrests: [agents") + "    send: noon\n")
    said = digest("check")
    assert said.code == 2
    assert "subscribers.yaml:13:5  subscribers[1].intrests: " in said.err
    assert "did you mean interests?" in said.err
    assert "subscribers[1].send" in said.err
    assert "ada@example.org" in said.out


def test_check_without_papers_says_so_once_and_makes_no_store(
    digest: Digest, tmp_path: Path, today: Path
) -> None:
    """Before the first ingest there is nothing to compare interests with; that is no error."""
    write(tmp_path, today)
    said = digest("check")
    assert (said.code, said.out.count("no papers yet"), said.err) == (0, 1, "")
    found = json.loads(digest("check", "--json").out)
    assert (found["compared_with"], found["libraries"], found["problems"]) == (0, [], [])
    assert "no papers yet" in found["not_compared"]
    assert not (tmp_path / "paper-round.db").exists()


def test_check_gives_the_first_edition_after_a_pause(digest: Digest, tmp_path: Path, today: Path) -> None:
    """Somebody who is away has no next edition tomorrow."""
    path = write(tmp_path, today)
    path.write_text(path.read_text().replace("name: Ada", "pause_until: 2099-01-01\n    papers: 1"))
    ada, grace = json.loads(digest("check", "--json").out)["subscribers"]
    assert ada["next"].startswith("2099-01-01T07:30")
    assert not grace["next"].startswith("2099")
    assert "1 paper, 1 interest, 0 never" in digest("check").out


def test_check_names_the_key_that_turns_meaning_off(digest: Digest, tmp_path: Path, today: Path) -> None:
    """What is installed already is not to be installed."""
    path = write(tmp_path, today)
    path.write_text(path.read_text().replace("  timezone", "  embeddings: none\n  timezone"))
    said = digest("check").out
    assert ("`embeddings` is none" in said, "pip install" in said) == (True, False)


def test_an_empty_store_is_said_without_empty_tables(digest: Digest, tmp_path: Path, today: Path) -> None:
    """No columns where there is nothing to put into them."""
    write(tmp_path, today)
    assert digest("suppressions").out == "0 suppressed\n"
    assert "upvotes" not in digest("papers").out
    status = digest("status").out
    assert ("run `digest ingest`" in status, "newest list" in status) == (True, False)


def test_a_problem_of_a_paper_is_said_once(digest: Digest, tmp_path: Path, today: Path) -> None:
    """The command prints it; it is not in the log above that as well."""
    path = write(tmp_path, today)
    (tmp_path / "papers.jsonl").write_text('{"title": "One", "authros": []}\n')
    path.write_text(re.sub(r"\{huggingface: .*\}", "{jsonl: papers.jsonl}", path.read_text()))
    said = subprocess.run(
        [sys.executable, "-m", "digest", "ingest"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert said.stderr.count("authros") == 1


def test_preview_says_of_a_paused_subscriber_that_it_would_not_be_sent(
    digest: Digest, tmp_path: Path, today: Path
) -> None:
    """A preview shows what is sent; where nothing is, it says so."""
    path = write(tmp_path, today)
    path.write_text(path.read_text().replace("name: Ada", "pause_until: 2099-01-01"))
    digest("ingest")
    said = digest("preview", "--out", "site").err
    assert "ada@example.org  is paused until 2099-01-01: this one would not be sent" in said
    assert "grace@example.org  is paused" not in said


def test_check_names_interests_that_match_nothing_with_the_nearest_words(
    digest: Digest, tmp_path: Path, today: Path
) -> None:
    """At their place in the file, as warnings; a library says what it is of use for."""
    path = write(tmp_path, today)
    (tmp_path / "ada.bib").write_text("@article{a, title={Blockchains}}\n@article{b, title={A model}}\n")
    path.write_text(
        path.read_text().replace(
            "[diffusion models]", '["difusion modles", {like: "2106.09685"}, {library: ada.bib}]'
        )
        + "    never: [{author: No One}]\n"
    )
    digest("ingest")
    said = digest("check")
    assert said.code == 0
    assert said.err.splitlines() == [
        (
            "subscribers.yaml:11:17  warning: subscribers[0].interests[0]: no paper in the store has any "
            "word of “difusion modles”; nearest: diffusion, models"
        ),
        "subscribers.yaml:14:13  warning: subscribers[1].never[0]: no paper in the store is by “No One”",
        (
            "subscribers.yaml:11:36  warning: subscribers[0].interests[1]: arxiv:2106.09685 is not in the "
            "store, pending: it counts once a source lists it"
        ),
    ]
    assert "ada.bib: 2 entries, 0 in the store, 1 count by title, abstract and authors, 1 by none" in said.out


def test_check_prints_twenty_warnings_of_interests_and_gives_all_to_programs(
    digest: Digest, tmp_path: Path, today: Path
) -> None:
    """Five thousand likes are not five thousand lines, and do not hide what needs mending."""
    path = write(tmp_path, today)
    likes = "".join(f'      - {{like: "2501.{number:05d}"}}\n' for number in range(1, 5001))
    text = path.read_text().replace("[agents that write code]", f"\n{likes}      - blockchains")
    path.write_text(text)
    digest("ingest")
    said = digest("check").err.splitlines()
    assert len(said) == 21
    assert "“blockchains”" in said[0]
    assert "and 4,981 more" in said[-1]
    assert len(json.loads(digest("check", "--json").out)["problems"]) == 5001


def test_check_says_what_many_subscribers_share_once(digest: Digest, tmp_path: Path, today: Path) -> None:
    """The same typo in two places is one line, at the first of them."""
    path = write(tmp_path, today)
    path.write_text(re.sub(r"interests: .*", "interests: [blockchains]", path.read_text()))
    digest("ingest")
    (line,) = digest("check").err.splitlines()
    assert line.startswith("subscribers.yaml:11:17  warning: ")
    assert line.endswith(" (and 1 more like it)")


def test_check_of_a_store_that_cannot_be_read_still_checks_the_file(
    digest: Digest, tmp_path: Path, today: Path
) -> None:
    """It says why interests were not compared, and ends as the file deserves."""
    write(tmp_path, today)
    (tmp_path / "paper-round.db").write_bytes(b"no database, but longer than nothing " * 50)
    said = digest("check")
    assert (said.code, "interests could not be compared with the store: " in said.out) == (0, True)


def test_a_file_that_is_missing_or_broken_is_wrong_usage(digest: Digest, tmp_path: Path) -> None:
    """Exit 2, one line, no traceback."""
    missing = digest("send")
    assert (missing.code, "subscribers.yaml" in missing.err) == (2, True)
    (tmp_path / "subscribers.yaml").write_text("newsletter: [")
    broken = digest("send")
    assert (broken.code, "subscribers.yaml:1:" in broken.err) == (2, True)
    assert "Traceback" not in missing.err + broken.err


def test_the_schema_is_json(digest: Digest) -> None:
    """An editor can read it."""
    assert json.loads(digest("schema").out)["type"] == "object"


def test_subscribers_are_added_listed_and_removed(digest: Digest, tmp_path: Path, today: Path) -> None:
    """Without an editor, and without losing a byte of the rest."""
    path = write(tmp_path, today)
    before = path.read_bytes()
    assert digest("subscribers", "add", "alan@example.org", "video generation", "--name", "Alan").code == 0
    listed = json.loads(digest("subscribers", "list", "--json").out)
    assert [one["email"] for one in listed] == ["ada@example.org", "grace@example.org", "alan@example.org"]
    assert digest("subscribers", "remove", "alan@example.org").code == 0
    assert path.read_bytes() == before
    assert digest("subscribers", "remove", "alan@example.org").code == 1


def test_the_whole_way_and_then_nothing_more(digest: Digest, tmp_path: Path, today: Path) -> None:
    """Ingest, dry run, send, send again, status: each mail once."""
    with BadServer() as server:
        write(tmp_path, today, port=server.port)
        assert "12" in digest("ingest").out
        dry = digest("send", "--dry-run")
        assert "ada@example.org" in dry.out
        assert server.accepted == []
        sent = digest("send")
        assert sent.code == 0, sent.err
        assert sent.out.count("accepted") == 2
        again = digest("send")
        assert "nothing to send" in again.out
        assert sorted(one.recipients[0] for one in server.accepted) == [
            "ada@example.org",
            "grace@example.org",
        ]
    status = json.loads(digest("status", "--json").out)
    assert status["deliveries"] == [{"state": "accepted", "count": 2}]
    assert status["sources"][0]["papers"] == 12
    assert "accepted" in digest("outbox").out


def test_send_for_one_serves_only_that_one(digest: Digest, tmp_path: Path, today: Path) -> None:
    """The others stay due."""
    with BadServer() as server:
        write(tmp_path, today, port=server.port)
        assert digest("send", "--for", "Grace@example.org").code == 0
        assert [one.recipients for one in server.accepted] == [("grace@example.org",)]
        assert digest("send", "--for", "nobody@example.org").code == 2
        digest("send")
        assert len(server.accepted) == 2


def test_a_server_that_is_down_is_said_and_nothing_is_lost(
    digest: Digest, tmp_path: Path, today: Path
) -> None:
    """Exit 1 and a reason; the next pass sends."""
    write(tmp_path, today, port=1)
    said = digest("send")
    assert said.code == 1
    assert "localhost:1: connection refused: no mail server listens there" in said.err
    assert "nothing is lost" in said.err
    assert "ada@example.org" not in said.out  # one reason for all is said once
    assert "nothing to send" not in said.out
    with BadServer() as server:
        write(tmp_path, today, port=server.port)
        assert digest("send").code == 0
        assert len(server.accepted) == 2


def test_a_quiet_day_sends_no_mail_and_status_says_why(digest: Digest, tmp_path: Path) -> None:
    """An empty list is not an error."""
    empty = tmp_path / "replies"
    empty.mkdir()
    (empty / "2026-03-31.json").write_text("[]")
    with BadServer() as server:
        write(tmp_path, empty, port=server.port)
        said = digest("send")
        assert (said.code, "quiet" in said.out) == (0, True)
        assert server.accepted == []
    assert "there was no new paper" in digest("status").out


def test_status_says_how_each_source_is_doing(digest: Digest, tmp_path: Path, today: Path) -> None:
    """With its state, since when, the newest list, and the last error; for people and for programs."""
    (replies,) = today.iterdir()
    write(tmp_path, replies)
    assert digest("ingest").code == 0
    (found,) = json.loads(digest("status", "--json").out)["sources"]
    assert found["state"] in {"ok", "quiet"}  # whatever day it is
    assert (found["count"], found["usual"]) == (12, None)
    replies.write_text("no list")
    assert digest("ingest").code == 1
    (found,) = json.loads(digest("status", "--json").out)["sources"]
    assert (found["state"], found["failures"]) == ("failing", 1)
    assert found["since"] == found["failed_at"]
    said = digest("status").out
    assert "Hugging Face  failing" in said
    assert "Hugging Face cannot be read since" in said


def test_one_bad_subscriber_does_not_stop_the_other(digest: Digest, tmp_path: Path, today: Path) -> None:
    """Grace's typo is reported; Ada gets her digest."""
    with BadServer() as server:
        path = write(tmp_path, today, port=server.port)
        path.write_text(path.read_text().replace("interests: [agents", "interest: [agents"))
        said = digest("send")
        assert [one.recipients for one in server.accepted] == [("ada@example.org",)]
    assert "subscribers[1].interest" in said.err


def test_preview_writes_what_would_be_sent_and_marks_nothing(
    digest: Digest, tmp_path: Path, today: Path
) -> None:
    """The .eml of a preview and the mail that is sent hold the same parts."""
    with BadServer() as server:
        write(tmp_path, today, port=server.port)
        digest("ingest")
        said = digest("preview", "--for", "ada@example.org", "--out", "shown")
        assert said.code == 0, said.err
        assert json.loads(digest("status", "--json").out)["deliveries"] == []
        digest("send", "--for", "ada@example.org")
        (sent,) = server.accepted
    (shown,) = (tmp_path / "shown").glob("*.eml")
    real, seen = (message_from_bytes(data, policy=policy.default) for data in (sent.body, shown.read_bytes()))
    assert real["Subject"] == seen["Subject"]
    for kind in ("plain", "html"):
        bodies = [mail.get_body((kind,)) for mail in (real, seen)]
        assert bodies[0] is not None
        assert bodies[1] is not None
        assert bodies[0].get_content() == bodies[1].get_content()
    assert {file.suffix for file in (tmp_path / "shown").iterdir()} >= {".html", ".txt", ".eml"}


def test_preview_of_an_empty_store_shows_the_sample_and_says_so(
    digest: Digest, tmp_path: Path, today: Path
) -> None:
    """A newcomer sees a digest before the first ingest."""
    write(tmp_path, today)
    said = digest("preview", "--out", "shown")
    assert said.code == 0, said.err
    assert "bundled sample" in said.err
    assert len(list((tmp_path / "shown").glob("*.eml"))) == 2
    assert json.loads(digest("status", "--json").out)["sources"] == []


def test_explain_says_why_a_paper_was_picked_or_not(digest: Digest, tmp_path: Path, today: Path) -> None:
    """The first pick is on the first place, in the numbers that ranked it."""
    write(tmp_path, today)
    digest("ingest")
    digest("preview", "--for", "ada@example.org", "--out", "shown")
    (text,) = (tmp_path / "shown").glob("*.txt")
    first = text.read_text().split("arxiv.org/abs/")[1].split()[0]
    found = json.loads(digest("explain", first, "--for", "ada@example.org", "--json").out)
    assert (found["place"], found["why_not"]) == (1, "")
    assert sum(found["explanation"]["parts"].values()) == pytest.approx(found["explanation"]["total"])
    assert "diffusion models" in digest("explain", first, "--for", "ada@example.org").out
    assert found["margin"]["section"] == "for_you"
    assert found["margin"]["ahead"] > 0
    said = digest("explain", first, "--for", "ada@example.org").out
    assert "ahead of the first one outside" in said
    (total,) = [line.split()[1].rstrip(",") for line in said.splitlines() if line.startswith("score ")]
    shown = said.split("points")[1].split("without")[0].split()
    assert sum(round(1000 * float(points)) for points in shown[1::2]) == round(1000 * float(total))
    missing = digest("explain", "0000.00000", "--for", "ada@example.org")
    assert (missing.code, "digest papers" in missing.err) == (1, True)


def test_a_vote_is_recorded_changes_the_next_digest_and_can_be_taken_back(
    digest: Digest, tmp_path: Path, today: Path
) -> None:
    """It says what it recorded, and for how long it counts."""
    write(tmp_path, today)
    digest("ingest")
    newest = json.loads(digest("papers", "--json").out)[0]
    name = f"https://arxiv.org/abs/{newest['ids'][0].removeprefix('arxiv:')}v2"
    said = digest("vote", name, "up", "--for", "ADA@example.org")
    assert said.code == 0, said.err
    assert newest["facts"]["title"] in said.out
    assert "ada@example.org, up: more like this from the next edition on; it counts half after" in said.out
    found = json.loads(digest("explain", name, "--for", "ada@example.org", "--json").out)
    assert (found["place"], found["why_not"].split(":")[0]) == (None, "voted on")
    assert json.loads(digest("explain", name, "--for", "grace@example.org", "--json").out)["place"]
    back = [json.loads(digest("vote", name, "none", "--for", "ada@example.org", "--json").out) for _ in "ab"]
    assert [(one["paper"], one["vote"], one["changed"]) for one in back] == [
        (newest["ids"][0], "none", True),
        (newest["ids"][0], "none", False),
    ]
    assert json.loads(digest("explain", name, "--for", "ada@example.org", "--json").out)["place"]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("0000.00000", "up", "--for", "ada@example.org"), (1, "digest papers")),
        (("", "down", "--for", "ada@example.org"), (1, "no paper ''")),
        (("2603.00001", "up", "--for", "nobody@example.org"), (2, "no subscriber 'nobody@example.org'")),
        (("2603.00001", "more", "--for", "ada@example.org"), (2, "'more' is not one of 'up', 'down'")),
        (("2603.00001", "up"), (2, "--for")),
    ],
)
def test_a_vote_that_cannot_be_recorded_says_why(
    digest: Digest, tmp_path: Path, today: Path, words: tuple[str, ...], wanted: tuple[int, str]
) -> None:
    """An unknown paper or subscriber, or another word than up, down and none."""
    write(tmp_path, today)
    said = digest("vote", *words)
    code, text = wanted
    assert said.code == code
    assert text in said.err


def test_explain_says_what_a_paper_outside_lacks_and_when_one_was_sent(
    digest: Digest, tmp_path: Path, today: Path
) -> None:
    """Beside the last one inside; what was sent is told with its edition, place and moment."""
    with BadServer() as server:
        path = write(tmp_path, today, port=server.port)
        path.write_text(path.read_text().replace("    name: Ada", "    name: Ada\n    papers: 5"))
        digest("send", "--for", "ada@example.org")
    names = [one["ids"][0].removeprefix("arxiv:") for one in json.loads(digest("papers", "--json").out)]
    said = [digest("explain", name, "--for", "ada@example.org").out for name in names]
    inside = [one for one in said if "\ninside: " in one]
    outside = [one for one in said if "\noutside: " in one]
    assert (len(inside), len(outside)) == (5, len(names) - 5)
    assert all(" of the last one inside, “" in one for one in outside)
    told = re.compile(r"^in daily:20\d\d-\d\d-\d\d as number [1-5]: accepted 20\d\d-", re.MULTILINE)
    assert all(told.search(one) for one in inside)
    assert not any("as number" in one for one in outside)


def test_no_password_is_ever_printed(
    digest: Digest, tmp_path: Path, today: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not by check, not by a failing send, not in a log."""
    monkeypatch.setenv("DIGEST_SMTP_PASSWORD", "hunter2-secret")
    path = write(tmp_path, today)
    path.write_text(path.read_text().replace("smtp://localhost", "smtp://ada@localhost"))
    said = [digest("check"), digest("-v", "send"), digest("status")]
    assert "hunter2-secret" not in "".join(one.out + one.err for one in said)


def test_the_demonstration_sends_three_digests_and_shows_them(digest: Digest, tmp_path: Path) -> None:
    """Without a terminal it writes the inbox as files and ends."""
    said = digest("demo", "--out", "shown")
    assert said.code == 0, said.err
    assert "72 papers" in said.out
    assert "3 accepted" in said.out
    assert "0 sent" in said.out
    assert len(list((tmp_path / "shown" / "mails").glob("*.eml"))) == 3
    assert (tmp_path / "shown" / "inbox" / "index.html").is_file()


def test_hundreds_who_are_not_due_are_counted_not_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """Twenty by name, the rest as a number."""
    skipped = tuple(Skipped(address=f"{at}@example.org", reason="planned") for at in range(300))
    show_others(Published(skipped=skipped))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 21
    assert lines[-1].startswith("and 280 others, not now")


def test_a_demonstration_mixes_with_nothing(digest: Digest, tmp_path: Path) -> None:
    """A folder that holds something is left as it is."""
    (tmp_path / "mine.txt").write_text("mine")
    said = digest("demo", "--out", ".")
    assert (said.code, "not empty" in said.err) == (2, True)
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_where_a_folder_is_wanted_is_an_error_in_words(
    digest: Digest, tmp_path: Path, today: Path
) -> None:
    """No traceback for what the disk says."""
    write(tmp_path, today)
    (tmp_path / "shown").write_text("a file")
    said = digest("preview", "--out", "shown")
    assert (said.code, "shown" in said.err) == (1, True)


def test_a_clock_that_was_set_back_does_not_silence_the_sources(tmp_path: Path, today: Path) -> None:
    """A wrong clock asked the sources in the future; the right one asks them now."""
    now = datetime.now(UTC)
    config = load_config(write(tmp_path, today), {})
    for moment in (now + timedelta(days=3), now):
        opened = open_app(config, clock=lambda moment=moment: moment)
        assert len(asyncio.run(opened.ingest_when_due())) == 1
        assert asyncio.run(opened.ingest_when_due()) == ()
        opened.close()


@pytest.mark.parametrize("words", [["nonsense"], ["send", "--nonsense"], ["ingest", "--since", "yesterday"]])
def test_wrong_usage_exits_with_2(digest: Digest, tmp_path: Path, today: Path, words: list[str]) -> None:
    """And says what was wanted."""
    write(tmp_path, today)
    assert digest(*words).code == 2
