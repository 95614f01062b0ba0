"""Negation, questions, refutation, hedges."""

from __future__ import annotations

import pytest

from spincheck.rules.claims import _scope
from spincheck.rules.claims._tokens import table


def at(text: str, word: str) -> tuple:
    words = table().words(text)
    return words, words.low.index(word)


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("The oil does not cure eczema.", "cure", "not"),
        ("It can't cure eczema.", "cure", "can't"),
        ("No herb will cure eczema.", "cure", "no"),
        ("It not only cures eczema.", "cures", ""),
        ("It is not dear, and it cures eczema.", "cures", ""),
        ("The oil cures eczema.", "cures", ""),
    ],
)
def test_negation_stays_in_its_clause(text: str, word: str, expected: str) -> None:
    assert _scope.negated(*at(text, word)) == expected


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("It may relieve pain.", "relieve", "may"),
        ("It might also help to relieve pain.", "relieve", "might"),
        ("You may notice that it relieves pain.", "relieves", ""),
        ("It can relieve pain.", "relieve", ""),
        ("It may look odd but relieves pain.", "relieves", ""),
    ],
)
def test_a_hedge_counts_when_it_governs_the_verb(text: str, word: str, expected: str) -> None:
    assert _scope.hedged(*at(text, word)) == expected


def test_questions() -> None:
    assert _scope.question("Does it cure eczema?")
    assert _scope.question("“Does it cure eczema?”")
    assert not _scope.question("It cures eczema.")


@pytest.mark.parametrize(
    "text",
    [
        "It is a myth that it works.",
        "There is no cure for asthma.",
        "There is no evidence for it.",
        "It has not been proven.",
    ],
)
def test_refutations(text: str) -> None:
    assert _scope.refuted(text)


@pytest.mark.parametrize("text", ["It cures asthma.", "There are no side effects.", "There are no risks."])
def test_what_is_no_refutation(text: str) -> None:
    assert not _scope.refuted(text)
