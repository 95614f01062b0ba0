"""The cue sets are closed under spinning: what a spinner makes of a cue is still found."""

from __future__ import annotations

import csv
import random
import sys
from collections import defaultdict
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[4] / "corpora" / "spinner"))

import build_dictionary

from spincheck.engine import Engine
from spincheck.rules.claims._patterns import shipped
from spincheck.rules.claims._tokens import table
from spincheck.settings import Settings
from spincheck.sources import read_bytes

ROOT = Path(__file__).parents[4]
ENGINE = Engine(Settings(select=("CLM3",)))
VERBS = {
    "cure",
    "eliminate",
    "heal",
    "down",
    "treat",
    "prevent",
    "up",
    "trigger",
    "detoxify",
    "flush",
    "guarantee",
    "show",
    "report",
    "find",
    "replace",
}
ADJECTIVES = {"safe", "effective", "natural", "proven", "guaranteed", "minimal", "better"}


def fires(text: str) -> bool:
    return bool(ENGINE.check(read_bytes(text.encode(), name="a.txt")).findings)


def dictionary() -> dict[tuple[str, str], list[str]]:
    """(original form, part of speech) -> what spinners write, from the written and the aligned tables of the dictionary.

    Not from the harvested one: what one writer put for one word in one place is no habit of spinners to be closed under.
    """
    out: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line in build_dictionary.dictionary(
        tuple(t for t in build_dictionary.DICTIONARY if t != build_dictionary.HARVESTED)
    ):
        spun, original, _, pos, *_ = line.split("\t")
        out[original.lower(), pos].append(spun)
    return out


def spin(text: str, words: dict[tuple[str, str], list[str]], rng: random.Random) -> str | None:
    """The sentence with the cue words of its first match replaced, or None where the dictionary has nothing for them."""
    tokens = table().words(text)
    matches = shipped().find(tokens)
    edits: dict[int, tuple[int, str]] = {}
    for match in matches[:1]:
        for place in match.places:
            pos = "V" if place.name in VERBS else "A" if place.name in ADJECTIVES else "N"
            start, end = tokens.spans[place.start][0], tokens.spans[place.end - 1][1]
            choice = words.get((text[start:end].lower(), pos))
            if choice:
                edits[start] = (end, rng.choice(choice))
    for start, (end, spun) in sorted(edits.items(), reverse=True):
        text = text[:start] + spun + text[end:]
    return text if edits else None


def held_out() -> list[str]:
    """Every other unsupported sentence of this project's own list; the other half served while building."""
    with (ROOT / "corpora/claims/sentences.tsv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if r["kind"] == "unsupported"]
    return [r["text"] for r in rows[1::2]]


def test_nine_in_ten_findings_survive_spinning_of_their_cues() -> None:
    words = dictionary()
    tried = lost = 0
    missed = []
    for seed in range(7, 10):
        rng = random.Random(seed)
        for text in (t for t in held_out() for _ in range(5)):
            spun = spin(text, words, rng) if fires(text) else None
            if spun is None:
                continue
            tried += 1
            if not fires(spun):
                lost += 1
                missed.append(spun)
    assert tried > 150
    assert 1 - lost / tried >= 0.9, sorted(set(missed))


@pytest.mark.parametrize(
    "text",
    [
        "Our herb remedies arthritis for good.",
        "It is a secure choice.",
        "The patch has marginal negative effects.",
        "Relief without the demand for medicines.",
        "The device sets off the launch of endorphins.",
        "Numerous people report an obvious decrease in pain.",
    ],
)
def test_known_spun_cues(text: str) -> None:
    assert fires(text)
