"""Substitutions out of labelled passages."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "corpora" / "spinner"))

from harvest_pairs import lemmas, replaced


@pytest.mark.parametrize(
    ("seen", "meant", "pairs"),
    [
        ("chilly laser", "cold laser", [("chilly", "cold")]),
        ("bosom malignancy", "breast cancer", [("bosom", "breast"), ("malignancy", "cancer")]),
        ("by means of mouth", "by mouth", []),  # added, not replaced
        ("with the aid of", "by", [("with aid of", "by")]),
        ("the pores and skin", "the skin", []),
        ("a 3 step plan", "a three step plan", []),
    ],
)
def test_what_was_written_for_what(seen: str, meant: str, pairs: list[tuple[str, str]]) -> None:
    assert list(replaced(seen.split(), meant.split())) == pairs


def test_single_words_are_taken_back_to_their_lemma_in_every_part_of_speech_they_share() -> None:
    assert ("V", "assist", "help") in list(lemmas("assists", "helps"))
    assert list(lemmas("with aid of", "by")) == [("X", "with aid of", "by")]
