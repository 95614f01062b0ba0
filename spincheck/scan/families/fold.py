"""Words folded into classes that a spinner does not leave: synonyms in bounded classes, inflections, phrases.

Connected components of a synonym dictionary swallow half of the vocabulary. So edges are taken by strength, and two
classes join only while their union stays below a bound (a size-capped agglomeration). A word without an edge folds to
its stem. Codes are hashes of a class's smallest member, so that they do not depend on what was read before.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from spincheck import lexicon

#: (spun form, original form, strength); larger strengths are joined first
Edge = tuple[str, str, int]

#: most word forms (stems) in one class; measured in docs/siblings.md
CLASS_SIZE: Final = 12
#: of the originals that the thesaurus gives for a form, so many of the commonest are edges
_THESAURUS_DEPTH: Final = 3
#: codes are characters of the supplementary planes, so that a folded sentence is a string and can be aligned as one
_FIRST, _CODES = 0x10000, 0x100000
_RIGHT: Final = {"o": 3, "c": 2, "n": 1, "w": 0}
#: grammatical words: spinners swap them freely and every text has them
STOP: Final = frozenset(
    """a about above after again all almost along already also although always am among an and any anyone anything are aren
    as at away be became because become becomes been before being below between both but by can cannot could couldn did
    didn do does doesn doing don done down due during each either else even ever every few for from further get gets
    getting give gives go goes got had has hasn have haven having he hence her here hers him his how however i if in inside
    into is isn it its itself just know less let like likewise made make makes making many may maybe me might mine more
    moreover most much must my myself near need needs never no none nor not now of off often on once one ones only onto or
    other others our ours out outside over own per perhaps quite rather really s same see seem seems shall she should
    since so some someone something sometimes soon still such t take takes than that the their them then there therefore
    these they thing things this those though through thus to together too toward towards under unless until up upon us
    use used uses using usually very via want was way we well went were weren what when where whether which while who
    whom whose why will with within without won would yes yet you your yours yourself re ve ll d m furthermore whilst
    wherein whereby thereby albeit amid amongst besides despite""".split()  # noqa: SIM905
)
_SUFFIXES: Final = (
    ("iest", "y"), ("ier", "y"), ("ies", "y"), ("ied", "y"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("xes", "x"),
    ("zes", "z"), ("ings", ""), ("ing", ""), ("edly", ""), ("ed", ""), ("est", ""), ("ly", ""), ("s", ""),
)  # fmt: skip


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The word without its inflection, roughly: "studies", "studied" and "study" are one, and so are "bake" and "baking"."""
    for suffix, instead in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3 and not word.endswith(("ss", "us", "is")):
            word = word[: -len(suffix)] + instead
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "aeiousl":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] == "e" else word


def stems(form: str) -> str:
    """The form with each of its words stemmed."""
    return stem(form) if " " not in form else " ".join(map(stem, form.split()))


def shipped_edges() -> Iterable[Edge]:
    """Edges of the dictionary and the thesaurus that ship with the package."""
    for row in lexicon.all_substitutions():
        yield row.spun, lexicon.fold(row.original), 10 + 3 * len(row.families) + _RIGHT[row.right]
    for form, originals in lexicon.all_thesaurus():
        for place, original in enumerate(originals[:_THESAURUS_DEPTH]):
            yield form, original, _THESAURUS_DEPTH - place


class Folding:
    """Word or phrase -> code of its class."""

    def __init__(self, edges: Iterable[Edge], class_size: int = CLASS_SIZE) -> None:
        strength: dict[tuple[str, str], int] = {}
        for spun, original, weight in edges:
            one, other = stems(spun), stems(original)
            if one != other and one not in STOP and other not in STOP:
                pair = (one, other) if one < other else (other, one)
                # rows in both directions, and of several inflections, add up
                strength[pair] = strength.get(pair, 0) + weight
        parent: dict[str, str] = {}
        size: dict[str, int] = {}

        def root(word: str) -> str:
            while (up := parent.get(word, word)) != word:
                parent[word] = parent.get(up, up)
                word = up
            return word

        for pair, _ in sorted(strength.items(), key=lambda x: (-x[1], x[0])):
            one, other = root(pair[0]), root(pair[1])
            if one != other and size.get(one, 1) + size.get(other, 1) <= class_size:
                first, second = sorted((one, other))
                parent[second] = first
                size[first] = size.get(first, 1) + size.pop(second, 1)
        members = {word for pair in strength for word in pair}
        self._class = {word: root(word) for word in members}
        self._starts: dict[str, int] = {}
        for word in members:
            if " " in word:
                first_word, count = word.partition(" ")[0], word.count(" ") + 1
                self._starts[first_word] = max(count, self._starts.get(first_word, 0))
        #: word -> (code of its stem, code of its class, most words of a phrase it begins); all zero in grammatical words
        self._known: dict[str, tuple[int, int, int]] = {}

    def knows(self, word: str) -> bool:
        """Whether a spinner's table has the word, so that it may be replaced."""
        return stem(word) in self._class

    def code(self, stemmed: str) -> int:
        """The code of the class of a stemmed word or phrase."""
        return _code(self._class.get(stemmed, stemmed))

    def codes(self, words: list[str]) -> tuple[list[int], list[int]]:
        """Codes of a sentence's lower-case words, grammatical words left out: of their stems, and of their classes.

        The second list is shorter where several words are one phrase of a spinner's table.
        """
        plain, folded = [], []
        known = self._known
        skip = 0
        for at, word in enumerate(words):
            one, other, longest = known.get(word) or self._learn(word)
            if one:
                plain.append(one)
            if skip:
                skip -= 1
            elif longest and (found := self._phrase(words, at, longest)):
                skip, code = found
                folded.append(code)
            elif other:
                folded.append(other)
        return plain, folded

    def _learn(self, word: str) -> tuple[int, int, int]:
        if len(self._known) > 1_000_000:  # a scan without end meets new words for ever
            self._known.clear()
        stemmed = stem(word)
        longest = self._starts.get(stemmed, 0)
        out = (0, 0, longest) if word in STOP else (_code(stemmed), self.code(stemmed), longest)
        self._known[word] = out
        return out

    def _phrase(self, words: list[str], at: int, longest: int) -> tuple[int, int] | None:
        part = [stem(w) for w in words[at : at + longest]]
        for length in range(len(part), 1, -1):
            phrase = " ".join(part[:length])
            if phrase in self._class:
                return length - 1, self.code(phrase)
        return None


def _code(text: str) -> int:
    return _FIRST + zlib.crc32(text.encode("utf-8", "replace")) % _CODES


@lru_cache(maxsize=1)
def shipped() -> Folding:
    """The folding over the shipped tables; built once per process in about a second."""
    return Folding(shipped_edges())


_WORD = re.compile(
    r"https?://\S+|www\.\S+"
    r"|[぀-ヿ㐀-䶿一-鿿가-힯฀-๿]"  # scripts written without spaces: every character is a word
    r"|[^\W_]+(?:[.,][0-9]+)*"
)


def words(text: str) -> list[str]:
    """Words as they stand: letters and digits, numbers with their decimals, whole addresses."""
    return _WORD.findall(text)


def word_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The places of the words of ``text[start:end]``, in code points."""
    return [m.span() for m in _WORD.finditer(text, start, len(text) if end is None else end)]
