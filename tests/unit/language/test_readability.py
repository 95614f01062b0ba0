"""Grades against values worked out by hand, odd input, and independence of nltk and the network."""

import subprocess
import sys

import pytest

from spincheck.language.passive import passives
from spincheck.language.readability import grades, prepare, sentence_grade, words_of
from spincheck.language.syllables import syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("diabetes", 4),
        ("used", 1),
        ("needed", 2),
        ("inflammation", 4),
        ("areas", 3),
        ("muscle", 2),
        ("Chiropractic", 4),
        ("low-level", 3),
        ("it's", 1),
        ("42", 1),
        ("the", 1),
        ("people", 2),
        ("rehabilitation", 6),
    ],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_flesch_kincaid_is_the_published_formula() -> None:
    # ten words, one sentence; syllables 1 2 1 1 1 1 1 1 1 2 = 12
    sentence = "The doctor will see you in the back room today."
    assert sentence_grade(sentence) == pytest.approx(0.39 * 10 + 11.8 * 12 / 10 - 15.59)


def test_smog_is_the_published_formula() -> None:
    text = ["Hypertension is a serious condition for many people."] * 30  # hypertension 4, serious 3, condition 3
    found = grades(text)
    assert found is not None
    assert found.smog == pytest.approx(1.043 * (30 * 3) ** 0.5 + 3.1291)


def test_decimals_and_abbreviations_do_not_end_a_sentence() -> None:
    long = "Take 1.5 mg of it with approx. 2.5 cups of cold water every single day."
    assert prepare(long).count(".") == 1
    assert sentence_grade(long) > sentence_grade("Take it with water.")


def test_inflections_of_familiar_words_are_familiar() -> None:
    plain = grades(["He walked to the stores and washed his dishes while singing."])
    base = grades(["He walk to the store and wash his dish while sing."])
    assert plain is not None
    assert base is not None
    assert plain.dale_chall == pytest.approx(base.dale_chall)


@pytest.mark.parametrize("text", ["", "Hi.", "...", "😀 😀 😀", "!!! ???", "\u0301\u0301"])
def test_nothing_to_measure(text: str) -> None:
    assert grades([text]) is None
    assert sentence_grade(text) == 0.0


@pytest.mark.parametrize("text", ["one two three", "x " * 4000, "antidisestablishmentarianism " * 60, "日本 の 文章 です"])
def test_grades_stay_between_their_bounds(text: str) -> None:
    found = grades([text])
    assert found is not None
    for value in (found.flesch_kincaid_grade, found.smog, found.dale_chall, found.gunning_fog):
        assert 0.0 <= value <= 30.0
    assert 0.0 <= found.flesch_reading_ease <= 100.0


def test_words_are_counted_with_hyphens_apart() -> None:
    assert words_of("Low-level laser isn't 1.5 times better.") == [
        "Low",
        "level",
        "laser",
        "isn't",
        "1",
        "5",
        "times",
        "better",
    ]


def test_passives() -> None:
    text = "The pad is carefully changed, you are tired, and it was worn."
    assert [text[a:b] for a, b in passives(text)] == ["is carefully changed", "was worn"]


def test_needs_neither_nltk_nor_a_network() -> None:
    code = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise OSError('no network')\n"
        "socket.socket.connect = refuse\n"
        "from spincheck.language.readability import grades\n"
        "assert grades(['The doctor will see you in the back room today.'])\n"
        "assert 'nltk' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
