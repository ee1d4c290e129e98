"""What a sentence, a count, a number, a day, a list and a cadence are in a language."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import cadence
from digest.language import ENGLISH, NBSP, Language, Languages, Noun

SHIPPED = Languages([Path(__file__).parents[3] / "templates" / "languages"])
ARABIC, JAPANESE = SHIPPED.get("ar"), SHIPPED.get("ja")
ALL = st.sampled_from([ENGLISH, ARABIC, JAPANESE])
NOUNS = st.sampled_from(get_args(Noun))
COUNTS = st.integers(min_value=0, max_value=10**7)
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))
TUESDAY = date(2026, 3, 31)
RLM = "\N{RIGHT-TO-LEFT MARK}"


def test_a_language_says_its_name_and_direction_itself() -> None:
    found = [(one.tag, one.name, one.direction) for one in (ENGLISH, ARABIC, JAPANESE)]
    assert found == [("en", "English", "ltr"), ("ar", "العربية", "rtl"), ("ja", "日本語", "ltr")]


@pytest.mark.parametrize(
    ("tag", "day", "short", "full", "month"),
    [
        ("en", "Tuesday 31 March", "Tue 31 March", "Tuesday 31 March 2026", "March 2026"),
        ("ar", "الثلاثاء، 31 مارس", "الثلاثاء، 31 مارس", "الثلاثاء، 31 مارس 2026", "مارس 2026"),
        ("ja", "3月31日火曜日", "3月31日(火)", "2026年3月31日火曜日", "2026年3月"),
    ],
)
def test_a_day_is_written_as_its_readers_write_it(
    tag: str, day: str, short: str, full: str, month: str
) -> None:
    """With the names of days and months written out, but for the weekday in a subject."""
    said = SHIPPED.get(tag)
    assert (said.day(TUESDAY).replace(NBSP, " "), said.short_day(TUESDAY)) == (day, short)
    assert said.spoken(TUESDAY, today=date(2027, 1, 1)) == full
    assert said.month(TUESDAY) == month


def test_a_day_and_its_month_stay_on_one_line_in_a_heading() -> None:
    assert (ENGLISH.day(TUESDAY), ENGLISH.short_day(TUESDAY)) == ("Tuesday 31\xa0March", "Tue 31 March")


@pytest.mark.parametrize(
    ("tag", "day"),
    [("de", "Dienstag, 31. März"), ("pt-BR", "terça-feira, 31 de março"), ("fa", "سه‌شنبه ۳۱ مارس")],
)
def test_other_languages_of_the_world_have_their_dates_too(tag: str, day: str) -> None:
    """Names are written out where the locale's own pattern abbreviates them, in the locale's digits."""
    assert Language(tag).day(TUESDAY).replace(NBSP, " ") == day


@pytest.mark.parametrize(
    ("tag", "week", "two_months", "two_years"),
    [
        ("en", "25–31 March", "28 February – 6 March", "29 December 2025 – 4 January 2026"),
        ("ar", "25–31 مارس", "28 فبراير – 6 مارس", "29 ديسمبر 2025 – 4 يناير 2026"),
        ("ja", "3月25日～31日", "2月28日～3月6日", "2025年12月29日～2026年1月4日"),
    ],
)
def test_a_week_is_its_first_and_last_day(tag: str, week: str, two_months: str, two_years: str) -> None:
    said = SHIPPED.get(tag)
    assert said.span(date(2026, 3, 25), TUESDAY) == week
    assert said.span(date(2026, 2, 28), date(2026, 3, 6)) == two_months
    assert said.span(date(2025, 12, 29), date(2026, 1, 4)) == two_years


def test_a_period_of_one_day_is_that_day() -> None:
    assert ENGLISH.span(TUESDAY, TUESDAY) == ENGLISH.day(TUESDAY)


@pytest.mark.parametrize(
    ("before", "words"),
    [(0, "Tuesday"), (5, "Thursday"), (6, "Wednesday 25 March"), (90, "Wednesday 31 December 2025")],
)
def test_a_day_is_named_as_far_as_it_takes(before: int, words: str) -> None:
    """A bare weekday is the one of this week."""
    assert ENGLISH.spoken(TUESDAY - timedelta(days=before), today=TUESDAY) == words


@pytest.mark.parametrize(
    ("number", "english", "arabic", "japanese"),
    [
        (0, "0 papers", "لا أوراق", "論文0本"),
        (1, "1 paper", "ورقة واحدة", "論文1本"),
        (2, "2 papers", "ورقتان", "論文2本"),
        (10, "10 papers", "10 أوراق", "論文10本"),
        (11, "11 papers", "11 ورقة", "論文11本"),
        (103, "103 papers", "103 أوراق", "論文103本"),
        (1204, "1,204 papers", "1,204 أوراق", "論文1,204本"),
    ],
)
def test_a_count_takes_the_plural_of_its_language(
    number: int, english: str, arabic: str, japanese: str
) -> None:
    """Arabic has six (CLDR: zero, one, two, few, many, other), Japanese one."""
    said = [one.counted(number, "paper").replace(NBSP, " ").strip(RLM) for one in (ENGLISH, ARABIC, JAPANESE)]
    assert said == [english, arabic, japanese]


@given(ALL, COUNTS)
def test_a_number_reads_back(said: Language, number: int) -> None:
    written = said.number(number)
    assert int(re.sub(r"\D", "", written)) == number
    assert not re.search(r"\d{4}", written)  # it is grouped


@given(ALL, COUNTS, NOUNS)
def test_a_count_is_one_line_with_its_number_in_it(said: Language, number: int, noun: Noun) -> None:
    """No break comes between number and noun; one and two are words in Arabic."""
    words = said.counted(number, noun)
    assert "%" not in words
    assert words.strip() == words != ""
    assert said.number(number) in words or (said is ARABIC and number < 3)
    assert not re.search(r"\d | \d", words)


@given(COUNTS, NOUNS)
def test_an_arabic_count_keeps_its_number_after_a_latin_name(number: int, noun: Noun) -> None:
    """A number takes the direction of the letter before it (UAX #9, W7): a mark comes between."""
    assert not re.match(r"\d", ARABIC.counted(number, noun))


@given(st.integers(min_value=0, max_value=10**6), NOUNS)
def test_english_counts_as_it_always_did(number: int, noun: Noun) -> None:
    assert ENGLISH.counted(number, noun) == f"{number:,}\xa0{noun if number == 1 else noun + 's'}"


@given(ALL, DAYS)
def test_every_day_has_its_number_and_a_name_on_one_line(said: Language, day: date) -> None:
    for words in (said.day(day), said.short_day(day), said.spoken(day, today=day + timedelta(days=9))):
        assert str(day.day) in words
        assert words.splitlines() == [words]


@given(ALL, DAYS, st.integers(min_value=1, max_value=400))
def test_a_period_names_both_its_ends(said: Language, first: date, days: int) -> None:
    last = first + timedelta(days=days)
    numbers = [int(number) for number in re.findall(r"\d+", said.span(first, last))]
    assert {first.day, last.day} <= set(numbers)
    assert (first.year in numbers) == (first.year != last.year)


def test_names_are_listed_with_a_last_and() -> None:
    names = ["cs.CL", "cs.CV", "cs.LG"]
    assert ENGLISH.listed(names) == "cs.CL, cs.CV and cs.LG"
    assert ARABIC.listed(names) == "cs.CL وcs.CV وcs.LG"
    assert JAPANESE.listed(names) == "cs.CL、cs.CV、cs.LG"
    assert [ENGLISH.listed(names[:count]) for count in range(3)] == ["", "cs.CL", "cs.CL and cs.CV"]


def test_names_in_a_row_have_the_comma_of_their_language() -> None:
    said = [one.joined(["Ada", "Alan"]) for one in (ENGLISH, ARABIC, JAPANESE)]
    assert said == ["Ada, Alan", "Ada، Alan", "Ada、Alan"]


@pytest.mark.parametrize(
    ("english", "arabic", "japanese"),
    [
        (
            "weekdays at 07:30 Europe/London",
            "من الاثنين إلى الجمعة، الساعة 07:30 بتوقيت لندن",
            "平日07:30（ロンドン時間）",
        ),
        ("daily at 18:00 Etc/UTC", "كل يوم، الساعة 18:00 بتوقيت UTC", "毎日18:00（UTC時間）"),
        (
            "mondays and thursdays at 07:30 and 18:00 Asia/Tokyo",
            "أيام الاثنين والخميس، الساعة 07:30 و18:00 بتوقيت طوكيو",
            "毎週月曜日、木曜日 07:30、18:00（東京時間）",
        ),
        (
            "monthly at 09:00 Etc/GMT+5",
            "أول كل شهر، الساعة 09:00 بتوقيت Etc/GMT+5",
            "毎月1日09:00（Etc/GMT+5時間）",
        ),
    ],
)
def test_a_cadence_is_said_in_the_language(english: str, arabic: str, japanese: str) -> None:
    """The words of `digest.cadence.describe` come in, whole sentences come out; English stays as it is."""
    assert cadence.describe(cadence.parse(english, default_zone="UTC")) == english
    assert [one.cadence(english) for one in (ENGLISH, ARABIC, JAPANESE)] == [english, arabic, japanese]


def test_words_that_are_no_cadence_stay_as_they_are() -> None:
    """A digest that was frozen with other words is still sent."""
    assert ARABIC.cadence("whenever it suits") == "whenever it suits"


def test_a_message_without_a_translation_is_said_in_english() -> None:
    assert ARABIC.gettext("A sentence nobody translated") == "A sentence nobody translated"
    assert JAPANESE.ngettext("%(num)s odd thing", "%(num)s odd things", 2) == "%(num)s odd things"


@pytest.mark.parametrize("tag", ["xx", "tlh", "e"])
def test_a_language_that_nobody_knows_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match=tag):
        Language(tag)
