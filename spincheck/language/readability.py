"""Reading grades by textstat; the only module that imports it.

Three things are put right on the way. textstat takes its syllable counts from the CMU dictionary, which it downloads through
nltk on first use: here they come from the shipped table (:mod:`spincheck.language.syllables`), without nltk and without a
network. And textstat ends a sentence at every full stop ("1.5 mg", "e.g."), and leaves sentences of one or two words out of
the count of sentences but not of the words: here it is given sentences that are already split, with no stop inside, and none
shorter than three words. Last, inflections of familiar words ("walked", "doctors") are familiar.
"""

from __future__ import annotations

import importlib
import math
import re
import sys
import threading
import types
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from spincheck.language.syllables import syllables

#: the language code under which textstat is asked; marks our requests, so that other users of textstat are not affected
_LANG = "en_spincheck"
_LOCK = threading.Lock()
_WORD = re.compile(r"\w[\w'’\-]*")
_STOPS = re.compile(r"[.!?…]+")
#: no sentence of prose is longer, and textstat's patterns take quadratic time on one that is
_MOST_WORDS = 600
#: formulas give nonsense outside these; a text that reaches them is not prose
_LOWEST, _HIGHEST = 0.0, 30.0


@dataclass(frozen=True, slots=True)
class Grades:
    """School grades (years of US schooling) by four formulas, and Flesch reading ease (0 to 100, higher is easier)."""

    flesch_kincaid_grade: float
    smog: float
    dale_chall: float
    gunning_fog: float
    flesch_reading_ease: float


class _Phones:
    """A stand-in for the CMU dictionary: of a word it gives one pronunciation with the right number of vowels."""

    def __getitem__(self, word: str) -> list[list[str]]:
        return [["1"] * syllables(word)]


class _EasyWords:
    """Dale's list of familiar words with their regular inflections, familiar to the formula but not to textstat."""

    def __init__(self, words: Container[str]) -> None:
        self._words = words

    def __contains__(self, word: str) -> bool:
        return any(base in self._words for base in _bases(word))


def _bases(word: str) -> Iterator[str]:
    """A word and what it may be a regular inflection of; Dale and Chall's rules for plurals, -ed, -ing, -er, -est."""
    yield word
    word = word.removesuffix("'s").removesuffix("s'")
    yield word
    for suffix in ("s", "es", "d", "ed", "ing", "r", "er", "st", "est"):
        stem = word.removesuffix(suffix)
        if stem != word and len(stem) > 1:
            yield stem
            if suffix in ("ing", "ed"):
                yield stem + "e"
            if suffix not in ("s", "d", "r", "st") and len(stem) > 2 and stem[-1] == stem[-2]:
                yield stem[:-1]
            if stem.endswith("i"):
                yield stem[:-1] + "y"


class _LateNltk(types.ModuleType):
    """Stands for nltk inside textstat until somebody else really uses it there: importing nltk takes a second."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(importlib.import_module("nltk"), name)


@lru_cache(maxsize=1)
def _textstat() -> dict[str, Callable[..., float]]:
    with _LOCK:
        borrowed = "nltk" not in sys.modules and "textstat" not in sys.modules
        if borrowed:
            sys.modules["nltk"] = _LateNltk("nltk")
        try:
            metrics = importlib.import_module("textstat.backend.metrics")
            importlib.import_module("textstat.backend.validations")
        finally:
            if borrowed:
                del sys.modules["nltk"]
        # the packages bind functions over modules of the same name, so the modules are taken from sys.modules
        count: Any = sys.modules["textstat.backend.counts._count_syllables"]
        cmudict, pyphen = count.get_cmudict, count.get_pyphen
        count.get_cmudict = lambda lang: _Phones() if lang == _LANG else cmudict(lang)
        count.get_pyphen = lambda lang: None if lang == _LANG else pyphen(lang)
        hard: Any = sys.modules["textstat.backend.validations._is_difficult_word"]
        easy = hard.get_lang_easy_words
        known = _EasyWords(easy(_LANG))
        hard.get_lang_easy_words = lambda lang: known if lang == _LANG else easy(lang)
    names = ("flesch_kincaid_grade", "smog_index", "dale_chall_readability_score", "gunning_fog", "flesch_reading_ease")
    return {name: getattr(metrics, name) for name in names}


def prepare(sentence: str) -> str:
    """A sentence as textstat should see it: words only, no stop but the last, hyphens kept apart; "" when too short."""
    words = _WORD.findall(_STOPS.sub(" ", sentence.replace("-", " ").replace("–", " ").replace("—", " ")))
    del words[_MOST_WORDS:]
    return " ".join(words).replace("’", "'") + "." if len(words) > 2 else ""


def words_of(sentence: str) -> list[str]:
    """The words of a sentence as the grades count them; a hyphenated word counts as its parts."""
    return _WORD.findall(_STOPS.sub(" ", sentence.replace("-", " ")))


def grades(sentences: Sequence[str]) -> Grades | None:
    """Grades of a text given as its sentences; None when no sentence has three words.

    Method: Flesch-Kincaid (1975), SMOG (McLaughlin 1969), Dale-Chall (1995 constants), Gunning
    fog (1952), as textstat implements them. Values are kept between 0 and 30 (reading ease between 0 and 100).
    """
    text = " ".join(filter(None, map(prepare, sentences)))
    if not text:
        return None
    ask = _textstat()
    return Grades(
        _clamp(ask["flesch_kincaid_grade"](text, _LANG)),
        _clamp(ask["smog_index"](text, _LANG)),
        _clamp(ask["dale_chall_readability_score"](text, _LANG)),
        _clamp(ask["gunning_fog"](text, _LANG)),
        _clamp(ask["flesch_reading_ease"](text, _LANG), 100.0),
    )


def sentence_grade(sentence: str) -> float:
    """Flesch-Kincaid grade of one sentence, 0 when it has fewer than three words."""
    text = prepare(sentence)
    return _clamp(_textstat()["flesch_kincaid_grade"](text, _LANG)) if text else 0.0


def _clamp(value: float, highest: float = _HIGHEST) -> float:
    return min(max(value, _LOWEST), highest) if math.isfinite(value) else _LOWEST
