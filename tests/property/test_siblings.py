"""Similarity is symmetric, identity is 1, and families do not depend on the order of the input."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from spincheck.scan.families.align import align
from spincheck.scan.families.find import Comparer, collect, find
from spincheck.scan.families.fold import Folding
from spincheck.scan.families.side import compare

WORDS = st.sampled_from(
    [
        "knee",
        "laser",
        "pain",
        "doctor",
        "sleep",
        "heart",
        "muscle",
        "bone",
        "14",
        "Leeds",
        "cold",
        "warm",
        "tea",
        "walk",
        "bath",
        "nurse",
        "scan",
    ]
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(lambda words: " ".join(words).capitalize() + ".")
TEXTS = st.lists(SENTENCES, min_size=1, max_size=8).map(" ".join)
FOLDING = Folding([("aching", "pain", 3), ("physician", "doctor", 3)])


@given(TEXTS, TEXTS)
@settings(max_examples=150, deadline=None)
def test_similarity_is_symmetric(one: str, other: str) -> None:
    first, second = compare(one, other, FOLDING), compare(other, one, FOLDING)
    assert first.similarity == second.similarity
    assert 0 <= first.similarity <= 1
    assert first.coverage == second.coverage[::-1]
    assert first.only_first == second.only_second
    pages = collect([("a", one), ("b", other)], FOLDING)
    if len(pages) == 2:
        compared = Comparer(pages, np.diff(pages.plain.sentences).astype(np.float32))
        assert compared(0, 1).similarity == compared(1, 0).similarity


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_identity_is_one(text: str) -> None:
    found = compare(text, text, FOLDING)
    assert found.similarity == 1
    assert found.coverage == (1, 1)
    assert not any(s.changes for s in found.sentences)


@given(st.lists(TEXTS, min_size=2, max_size=8), st.integers(0, 5))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_input_does_not_change_families(texts: list[str], seed: int) -> None:
    named = [(f"k{n}", text) for n, text in enumerate(texts)]
    mixed = random.Random(seed).sample(named, len(named))
    assert find(collect(named, FOLDING)) == find(collect(mixed, FOLDING))


@given(st.text(max_size=300), st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_spans_lie_in_the_texts_and_do_not_overlap(one: str, other: str) -> None:
    found = compare(one, other, FOLDING)
    for side, text in (("first", one), ("second", other)):
        for sentence in found.sentences:
            start, end = getattr(sentence, side)
            assert 0 <= start < end <= len(text)
            at = start
            for change in sorted(sentence.changes, key=lambda c: getattr(c, side)):
                a, b = getattr(change, side)
                assert at <= a <= b <= end
                at = b


def test_no_views_are_no_similarity() -> None:
    none = np.empty(0, np.float32)
    assert align(([], []), ([], []), (none, none)).similarity == 0
