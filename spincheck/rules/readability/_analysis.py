"""What the readability rules share: which sentences count, their grades, passives, and the panel of the report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from spincheck.document import count_words
from spincheck.rules.context import Context, Sentence

#: shorter texts give grades that mean nothing
LEAST_WORDS = 100
#: SMOG is defined on thirty sentences; with fewer its grade is an extrapolation
SMOG_SENTENCES = 30
#: highest Flesch-Kincaid grade by profile; None sets no target. AMA and NIH advise grade 6 to 8 for patients.
TARGETS = {"consumer-health": 8.0, "supplement": 8.0, "clinic-marketing": 8.0, "news": 10.0, "abstract": None}
#: upper bounds of the bars of the histogram of sentence grades, and their labels
BANDS = ((6.0, "0-5"), (9.0, "6-8"), (13.0, "9-12"), (17.0, "13-16"), (float("inf"), "17+"))

#: words below which a line without a full stop is a label: in running text, in a list
_LABEL = (12, 5)
_CLOSED = re.compile(r"[.!?…:;][\"'”’)\]]*$")
_URL = re.compile(r"(?:https?://|www\.)\S+|(?<![^\s])[^\s@]{1,64}@\S+\.\w+")
_FUNCTION_WORDS = (
    "the a an and or but of to in on for with is are was were be been it that this you your they their we our he she as at "
    "by from not can may will have has had do does if when which who more than also "
    "into other how there some such these those what its so no any all each most about between through"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One sentence of running prose: its words, Flesch-Kincaid grade, and the spans of its passive verbs (text offsets)."""

    sentence: Sentence
    words: int
    grade: float
    passives: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """The measured sentences. ``grade`` is the document's Flesch-Kincaid grade, None when there is too little prose."""

    sentences: tuple[Measured, ...]
    words: int
    grade: float | None


def target(ctx: Context) -> float | None:
    """The highest acceptable grade: the user's, else the profile's, else none."""
    own = ctx.settings.readability.max_grade
    return own if own is not None else TARGETS[ctx.settings.profile]


def analysis(ctx: Context) -> Analysis:
    """Measured once per document. Sets the panel, or says in not_checked why there is none."""
    return ctx.shared("readability", _measure)


def prose(ctx: Context) -> list[Sentence]:
    """The sentences that count: not headings, table cells and captions; of lists, the items that are sentences."""
    out = []
    for sentence in ctx.sentences:
        kind = sentence.block.kind
        if kind in ("heading", "table-cell", "caption"):
            continue
        # a label without a full stop (list items, headings of plain text) would hide how long the sentences are
        if count_words(sentence.text) < _LABEL[kind == "list-item"] and not _CLOSED.search(sentence.text):
            continue
        out.append(sentence)
    return out


def _measure(ctx: Context) -> Analysis:
    from spincheck.language.passive import passives
    from spincheck.language.readability import grades, sentence_grade, words_of

    measured: list[Measured] = []
    texts: list[str] = []
    for sentence in prose(ctx):
        plain = _URL.sub(" ", sentence.text)
        words = len(words_of(plain))
        if words < 3:
            continue
        found = tuple((sentence.start + a, sentence.start + b) for a, b in passives(sentence.text))
        measured.append(Measured(sentence, words, sentence_grade(plain), found))
        texts.append(plain)
    total = sum(m.words for m in measured)
    if total < LEAST_WORDS:
        ctx.not_checked("readability", f"not measured: {total} words of running text, {LEAST_WORDS} are needed")
        return Analysis(tuple(measured), total, None)
    if not _english(texts):
        ctx.not_checked("readability", "not measured: this does not look like English prose")
        return Analysis((), total, None)
    found_grades = grades(texts)
    assert found_grades is not None  # there are sentences of three words and more
    ctx.panels["readability"] = _panel(ctx, measured, total, found_grades)
    return Analysis(tuple(measured), total, found_grades.flesch_kincaid_grade)


def _english(texts: list[str]) -> bool:
    words = re.findall(r"[^\W\d_]+", " ".join(texts).lower())
    known = frozenset(_FUNCTION_WORDS.split())
    return sum(w in known for w in words) >= 0.15 * max(len(words), 1)


def _panel(ctx: Context, measured: list[Measured], total: int, found: Any) -> dict[str, Any]:
    lengths = [m.words for m in measured]
    passive = sum(bool(m.passives) for m in measured)
    return {
        "flesch_kincaid_grade": round(found.flesch_kincaid_grade, 1),
        "smog": round(found.smog, 1),
        "dale_chall": round(found.dale_chall, 1),
        "gunning_fog": round(found.gunning_fog, 1),
        "flesch_reading_ease": round(found.flesch_reading_ease, 1),
        "target_grade": target(ctx),
        "words": total,
        "sentences": len(measured),
        "mean_sentence_words": round(fmean(lengths), 1),
        "longest_sentence_words": max(lengths),
        "passive_share": round(passive / len(measured), 3),
        "smog_extrapolated": len(measured) < SMOG_SENTENCES,
        "sentence_grades": histogram([m.grade for m in measured]),
    }


def histogram(values: list[float]) -> dict[str, int]:
    """How many sentence grades fall into each band of :data:`BANDS`."""
    out = {label: 0 for _, label in BANDS}
    for value in values:
        out[next(label for bound, label in BANDS if value < bound)] += 1
    return out
