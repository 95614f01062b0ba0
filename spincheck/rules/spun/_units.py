"""What in a document could have been put there by a spinner: candidate units and the words that may have stood there.

A unit is a run of whole tokens for which the dictionary, the thesaurus or a fingerprint knows an original. Each
candidate is scored in its place by the counts: how much more at home would the original be here?
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from spincheck import lexicon, memo
from spincheck.document import Document
from spincheck.language import ngrams

#: most candidates scored per unit, the most telling rows first, and most that are kept, the best first
_MAX_SCORED, _MAX_CANDIDATES = 30, 12
#: a longer phrase has a lower probability for its length alone; what one more word costs on average
WORD_COST = 5.5
_RANK = {"n": 0, "c": 1, "o": 2, "w": 3}


@dataclass(slots=True)
class Tokens:
    """The prose of a document as tokens. Offsets are into ``Document.text``; borders between blocks are tokens too."""

    forms: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    #: index of the block, -1 for the borders between blocks
    blocks: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.forms)

    def add(self, form: str, start: int, end: int, block: int) -> None:
        """Append one token."""
        self.forms.append(form)
        self.starts.append(start)
        self.ends.append(end)
        self.blocks.append(block)


@dataclass(slots=True)
class Candidate:
    """A wording that may have stood where a unit stands. ``gain``: ln of how much likelier it is here."""

    original: str
    right: str
    families: str
    gain: float
    source: str = "dictionary"
    #: ln of how much likelier the trained model finds it here than what is written; None where it did not look
    restored: float | None = None


#: tokens ``first`` to ``last`` and the dictionary's rows for them
Raw = tuple[int, int, Sequence[lexicon.Substitution]]


@dataclass(slots=True)
class Unit:
    """Tokens ``first`` to ``last`` (exclusive) that a spinner may have written, with candidates best first."""

    first: int
    last: int
    candidates: list[Candidate]
    fingerprint: lexicon.Fingerprint | None = None
    #: the candidates by merit, once somebody has asked (see ``_explain``)
    ranked: list[Candidate] | None = field(default=None, init=False)


def tokenize(document: Document) -> Tokens:
    """Tokens of all blocks; a bare URL is one border token, so that nothing in it is judged."""
    out = Tokens()
    links = iter(sorted((link.start, link.end) for link in document.links if link.form == "bare"))
    link = next(links, None)
    for _ in range(2):
        out.add(ngrams.BORDER, 0, 0, -1)
    for index, block in enumerate(document.blocks):
        for form, start, end in ngrams.tokens(document.text, block.start, block.end):
            while link is not None and link[1] <= start:
                link = next(links, None)
            if link is not None and link[0] <= start < link[1]:
                if out.forms[-1] != ngrams.BORDER or out.starts[-1] < link[0]:
                    out.add(ngrams.BORDER, start, end, index)
                continue
            out.add(form, start, end, index)
        for _ in range(2):
            out.add(ngrams.BORDER, block.end, block.end, -1)
    return out


def find(tokens: Tokens, model: ngrams.Ngrams, guarded: Sequence[bool]) -> list[Unit]:
    """All units of a document, scored. ``guarded[i]`` tells that token ``i`` belongs to an allowed term."""
    raw: list[Raw] = []
    for first, last, phrase in _phrases(tokens, guarded):
        rows = lexicon.substitutions(phrase)
        if rows:
            raw.append((first, last, sorted(rows, key=lambda r: _RANK[r.right])[:_MAX_SCORED]))
    return _score(tokens, model, raw)


def from_thesaurus(tokens: Tokens, model: ngrams.Ngrams, indices: Iterable[int]) -> list[Unit]:
    """Units for single tokens out of the public thesaurus: for what the dictionary does not know."""
    raw: list[Raw] = []
    for index in indices:
        form = tokens.forms[index]
        rows = [lexicon.Substitution(form, o, "", "", "w") for o in lexicon.thesaurus(form)]
        if rows:
            raw.append((index, index + 1, rows))
    units = _score(tokens, model, raw)
    for unit in units:
        unit.candidates = [replace(c, source="thesaurus") for c in unit.candidates]
    return units


def _phrases(tokens: Tokens, guarded: Sequence[bool]) -> list[tuple[int, int, str]]:
    """(first, last, folded words) of every run of whole tokens that begins like a known form."""
    longest = lexicon.longest_by_first_word()
    atoms: list[str] = []
    owner: list[int] = []
    for index, form in enumerate(tokens.forms):
        for atom in form.replace("-", " ").split() or [form]:
            atoms.append(atom)
            owner.append(index)
    out = []
    count = len(atoms)
    for at, atom in enumerate(atoms):
        most = longest.get(atom)
        if most is None or (at and owner[at - 1] == owner[at]) or guarded[owner[at]]:
            continue
        phrase = ""
        for end in range(at, min(count, at + most)):
            if atoms[end] == ngrams.BORDER or guarded[owner[end]]:
                break
            phrase = f"{phrase} {atoms[end]}" if phrase else atoms[end]
            if end + 1 < count and owner[end + 1] == owner[end]:
                continue  # would end inside a hyphenated word
            out.append((owner[at], owner[end] + 1, phrase))
    return out


def _score(tokens: Tokens, model: ngrams.Ngrams, raw: Sequence[Raw]) -> list[Unit]:
    forms = tokens.forms
    places: dict[str, _Place] = {}
    keys: list[str] = []
    for first, last, rows in raw:
        before, seen, after = forms[max(0, first - 2) : first], forms[first:last], forms[last : last + 2]
        # rows out of the thesaurus and rows of the dictionary are never mixed, and either follow from the words
        key = "\t".join((rows[0].right if rows[0].right == "w" else "", *map(" ".join, (before, seen, after))))
        places[key] = (before, seen, after, rows)
        keys.append(key)
    # after an edit most units stand where they stood, between the same words
    known = memo.through("units", keys, lambda asked: _gains(model, [places[k] for k in asked]), piece=2_000)
    out = []
    for (first, last, rows), gained in zip(raw, known, strict=True):
        candidates = [Candidate(r.original, r.right, r.families, float(g)) for r, g in zip(rows, gained, strict=True)]
        candidates.sort(key=lambda c: -(c.gain - 1.5 * _RANK[c.right]))
        out.append(Unit(first, last, candidates[:_MAX_CANDIDATES]))
    return out


def gains(tokens: Tokens, model: ngrams.Ngrams, raw: Sequence[Raw]) -> list[NDArray[np.float64]]:
    """For each (first, last, rows) how much likelier, in ln, the counts find each row's original in that place."""
    forms = tokens.forms
    return _gains(model, [(forms[max(0, a - 2) : a], forms[a:b], forms[b : b + 2], rows) for a, b, rows in raw])


#: words before a unit, its own, words after it, and the rows for it
_Place = tuple[list[str], list[str], list[str], Sequence[lexicon.Substitution]]


def _gains(model: ngrams.Ngrams, places: Sequence[_Place]) -> list[NDArray[np.float64]]:
    sequences: list[list[str]] = []
    lengths: list[int] = []
    for before, seen, after, rows in places:
        sequences.append([*before, *seen, *after])
        lengths.append(len(seen))
        for row in rows:
            words = words_of(row.original)
            sequences.append([*before, *words, *after])
            lengths.append(len(words))
    scores = model.score_many(sequences)
    costs = _Costs(model, sequences)
    out = []
    at = 0
    for _, seen, _, rows in places:
        gained = scores[at + 1 : at + 1 + len(rows)] - scores[at]
        for number in range(len(rows)):
            if lengths[at + 1 + number] != lengths[at]:
                gained[number] += costs.difference(seen, words_of(rows[number].original))
        at += 1 + len(rows)
        out.append(gained)
    return out


class _Costs:
    """What a phrase loses for being longer than another: the price of its cheapest extra words.

    A function word is cheap, so "taking care of" does not beat "managing" for its length alone.
    """

    def __init__(self, model: ngrams.Ngrams, sequences: Sequence[Sequence[str]]) -> None:
        words = sorted({w for s in sequences for w in s})
        surprise = -np.log((model.counts(words) + 0.5) / model.total)
        self._cost = dict(zip(words, np.minimum(WORD_COST, 0.65 * surprise), strict=True))

    def difference(self, seen: Sequence[str], candidate: Sequence[str]) -> float:
        """To be added to ln P(candidate) - ln P(seen)."""
        extra = len(candidate) - len(seen)
        longer = candidate if extra > 0 else seen
        total = float(sum(sorted(self._cost[w] for w in longer)[: abs(extra)]))
        return total if extra > 0 else -total


_WORDS: dict[str, list[str]] = {}


def words_of(phrase: str) -> list[str]:
    known = _WORDS.get(phrase)
    if known is None:
        known = _WORDS[phrase] = [form for form, _, _ in ngrams.tokens(phrase)]
    return known
