"""Two texts side by side: aligned sentences with the changed words marked, and which text is likely the source."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from spincheck import lexicon
from spincheck.language import ngrams
from spincheck.scan.families.align import align
from spincheck.scan.families.fold import Folding, shipped
from spincheck.scan.families.pages import Prepared, as_strings, prepare, sentence_spans

Span = tuple[int, int]
Kind = Literal["swapped", "reworded", "left out", "put in"]
Source = Literal["first", "second", ""]

#: how much a row of the spinner's dictionary says about who copied whom: never right, in some contexts, often right
_SAYS: Final = {"n": 1.0, "c": 0.4, "o": 0.1, "w": 0.0}
#: difference in mean log probability per changed word, and in votes, that decides
_ODDER, _VOTES = 0.25, 1.0


@dataclass(frozen=True, slots=True)
class Change:
    """A run of words that differs. Spans are code points into either text; an empty span says where words are missing.

    ``swapped``: a spinner's table or the folding has the two for one another.
    """

    first: Span
    second: Span
    kind: Kind


@dataclass(frozen=True, slots=True)
class Aligned:
    """A sentence of the first text and what became of it in the second; ``similarity`` of its folded words, 0 to 1."""

    first: Span
    second: Span
    similarity: float
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two texts compared.

    ``similarity`` and ``coverage`` as of :class:`~spincheck.scan.families.align.Alignment`; ``sentences`` in the order of
    the first text; ``only_first`` and ``only_second`` are sentences without a counterpart. ``changed``: share of the words
    of aligned sentences that differ. ``source``: which text was likely there first, "" when nothing tells; ``reason`` says
    why.
    """

    similarity: float
    coverage: tuple[float, float]
    sentences: tuple[Aligned, ...]
    only_first: tuple[Span, ...]
    only_second: tuple[Span, ...]
    changed: float
    swapped: int
    source: Source
    reason: str


def compare(first: str, second: str, folding: Folding | None = None) -> Comparison:
    """Compare two texts. Swapping them swaps the answer."""
    if first > second:
        return _mirrored(compare(second, first, folding))
    folding = folding or shipped()
    one, other = prepare(first, folding), prepare(second, folding)
    spans, others = sentence_spans(first), sentence_spans(second)
    found = align(_views(one), _views(other), (_weights(one), _weights(other)))
    sentences = []
    words = differing = 0
    for a, b, similarity in found.pairs:
        changes, total, unlike = _changes(first, second, spans[a][2], others[b][2], folding)
        words += total
        differing += unlike
        sentences.append(Aligned(spans[a][:2], others[b][:2], round(similarity, 4), changes))
    used, taken = {a for a, _, _ in found.pairs}, {b for _, b, _ in found.pairs}
    source, reason = _source(first, second, sentences)
    return Comparison(
        found.similarity,
        found.coverage,
        tuple(sentences),
        tuple(x[:2] for n, x in enumerate(spans) if n not in used),
        tuple(x[:2] for n, x in enumerate(others) if n not in taken),
        differing / words if words else 0.0,
        sum(c.kind == "swapped" for s in sentences for c in s.changes),
        source,
        reason,
    )


def _views(page: Prepared) -> tuple[list[str], list[str]]:
    return as_strings(page.plain), as_strings(page.folded)


def _weights(page: Prepared) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.array([len(s) for s in page.plain], np.float32)


def _mirrored(found: Comparison) -> Comparison:
    other: dict[Source, Source] = {"first": "second", "second": "first", "": ""}
    kinds: dict[Kind, Kind] = {"left out": "put in", "put in": "left out", "swapped": "swapped", "reworded": "reworded"}
    sentences = sorted(
        (
            Aligned(s.second, s.first, s.similarity, tuple(Change(c.second, c.first, kinds[c.kind]) for c in s.changes))
            for s in found.sentences
        ),
        key=lambda s: s.first,
    )
    return Comparison(
        found.similarity, found.coverage[::-1], tuple(sentences), found.only_second, found.only_first, found.changed,
        found.swapped, other[found.source], found.reason,
    )  # fmt: skip


def _changes(
    first: str, second: str, mine: Sequence[Span], theirs: Sequence[Span], folding: Folding
) -> tuple[tuple[Change, ...], int, int]:
    """The runs of words that differ; how many words there are in both sentences, and how many of them differ."""
    from rapidfuzz.distance import Indel

    one, other = [first[a:b].lower() for a, b in mine], [second[a:b].lower() for a, b in theirs]
    out = []
    unlike = 0
    for a, b, c, d in _runs(Indel.opcodes(one, other)):
        unlike += b - a + d - c
        kind: Kind = "left out" if c == d else "put in" if a == b else "reworded"
        if kind == "reworded" and _swapped(" ".join(one[a:b]), " ".join(other[c:d]), folding):
            kind = "swapped"
        out.append(Change(_span(mine, a, b), _span(theirs, c, d), kind))
    return tuple(out), len(one) + len(other), unlike


def _runs(opcodes: Iterable[Any]) -> Iterator[tuple[int, int, int, int]]:
    """Neighbouring deletions and insertions as one run."""
    open_: tuple[int, int, int, int] | None = None
    for tag, a, b, c, d in opcodes:
        if tag == "equal":
            if open_:
                yield open_
            open_ = None
        else:
            open_ = (open_[0], b, open_[2], d) if open_ else (a, b, c, d)
    if open_:
        yield open_


def _span(words: Sequence[Span], start: int, end: int) -> Span:
    if start < end:
        return words[start][0], words[end - 1][1]
    at = words[start - 1][1] if start else words[0][0] if words else 0
    return at, at


def _swapped(one: str, other: str, folding: Folding) -> bool:
    if folding.codes(one.split())[1] == folding.codes(other.split())[1]:
        return True
    return _says(one, other) is not None or _says(other, one) is not None


def _says(spun: str, original: str) -> float | None:
    """How clearly the dictionary has ``spun`` for ``original``; None when it does not."""
    return next((_SAYS[s.right] for s in lexicon.substitutions(spun) if lexicon.fold(s.original) == original), None)


def _source(first: str, second: str, sentences: Sequence[Aligned]) -> tuple[Source, str]:
    """Who was there first: the dictionary's word on every swap, and how odd the words are where they stand."""
    against = [0.0, 0.0]  # evidence that the first, the second text is spun
    odd = [0.0, 0.0]
    changed = 0
    model = ngrams.load()
    for sentence in sentences:
        texts = (first[slice(*sentence.first)], second[slice(*sentence.second)])
        for change in sentence.changes:
            one, other = lexicon.fold(first[slice(*change.first)]), lexicon.fold(second[slice(*change.second)])
            if one and other:
                mine, theirs = _says(one, other) or 0.0, _says(other, one) or 0.0
                against[0] += max(0.0, mine - theirs)
                against[1] += max(0.0, theirs - mine)
        if any(c.kind in ("swapped", "reworded") for c in sentence.changes):
            changed += len(sentence.changes)
            for index, text in enumerate(texts):
                forms = [form for form, _, _ in ngrams.tokens(text)]
                logs = model.log_probs([ngrams.BORDER, ngrams.BORDER, *forms, ngrams.BORDER])[2:]
                odd[index] += float(logs.sum()) / max(1, len(forms)) * len(sentence.changes)
    if not changed:
        return "", "no word was changed"
    gap = (odd[0] - odd[1]) / changed  # above 0: the first text reads more like edited prose
    votes = against[1] - against[0]
    score = gap / _ODDER + votes / _VOTES
    if abs(score) < 1 or not math.isfinite(score):
        return "", "nothing tells which was there first"
    likely: Source = "first" if score > 0 else "second"
    reasons = []
    if votes * score > 0 and abs(votes) >= 0.4:
        reasons.append(f"more of the other's words are ones that spinners write ({max(against):.0f} to {min(against):.0f})")
    if gap * score > 0:
        reasons.append("its wording is more usual in edited prose")
    return likely, "; ".join(reasons)
