"""The click grammar: anchors of posting tools, as links and as words left in the prose after the markup was lost.

One compiled expression finds every filling of the slots; a sum of weights and the words around decide. "Click the
following link: ..." is what honest leaflets write, so a filling of ordinary words counts only where the sentence
cannot hold it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from spincheck.rules.links._lists import toml

#: a filling this odd is reported wherever it stands
ODD = 3


@dataclass(frozen=True, slots=True)
class Formula:
    """A filling of the grammar: ``weight`` sums how odd its words are."""

    start: int
    end: int
    text: str
    weight: int
    imperative: bool


@lru_cache(maxsize=1)
def _grammar() -> tuple[re.Pattern[str], dict[str, dict[str, int]]]:
    raw: dict[str, dict[str, int]] = toml("click_grammar.toml")

    def slot(name: str) -> str:
        # longest first, so that "click through" wins over "click"; any white space between the words
        words = sorted(raw[name], key=len, reverse=True)
        return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in words)

    pattern = (
        rf"(?<![\w-])(?:(?P<lead>{slot('lead')})\s+)?(?:(?P<verb>{slot('verb')})\s+)?(?:(?P<determiner>{slot('determiner')})\s+)?"
        rf"(?P<selector>{slot('selector')})\s+(?:(?P<medium>{slot('medium')})\s+)?(?P<noun>{slot('noun')})(?![\w-])"
    )
    return re.compile(pattern, re.IGNORECASE), raw


def _weigh(match: re.Match[str], raw: dict[str, dict[str, int]]) -> int:
    total = 0
    for slot, words in raw.items():
        filled = match[slot]
        if filled:
            total += words.get(" ".join(filled.lower().split()), 0)
    return total


def formulas(text: str, start: int = 0, end: int | None = None) -> Iterator[Formula]:
    """Every filling in ``text[start:end]``, with its weight; judging the surroundings is the caller's part."""
    pattern, raw = _grammar()
    for match in pattern.finditer(text, start, len(text) if end is None else end):
        imperative = bool(match["verb"])
        yield Formula(match.start(), match.end(), match[0], _weigh(match, raw), imperative)


def whole(anchor: str) -> Formula | None:
    """The formula that an anchor text is from its first word to its last."""
    shown = " ".join(anchor.split()).strip(" .,;:!?»>→…[]()")
    if not shown or len(shown) > 80:
        return None
    pattern, raw = _grammar()
    match = pattern.fullmatch(shown)
    return Formula(0, len(shown), shown, _weigh(match, raw), bool(match["verb"])) if match else None
