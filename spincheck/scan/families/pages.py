"""Pages as compact arrays: the codes of their folded words, where sentences begin, and the words a spinner leaves alone."""

from __future__ import annotations

import hashlib
from array import array
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spincheck.language.sentences import split
from spincheck.scan.families.fold import STOP, Folding, word_spans

#: words of a page that are looked at; what follows them is compared no more
MOST_WORDS: Final = 20_000
#: sentences of a page that are looked at; bounds the table of every sentence with every other
MOST_SENTENCES: Final = 2_000
#: a longer word is known by its beginning, so that what is remembered about words stays small
_LONGEST_WORD: Final = 64
#: a page with fewer words than this, grammatical ones apart, says too little to be called a copy
LEAST_WORDS: Final = 15
_MOST_CHARACTERS: Final = 40 * MOST_WORDS
#: a run without a full stop is cut after so many words, so that tables and unpunctuated text align too
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Prepared:
    """One page, folded. Both views have the same sentences, some of them empty.

    ``anchors`` are codes of the words that a spinner leaves alone: numbers, names, rare terms, addresses.
    """

    plain: list[list[int]]
    folded: list[list[int]]
    anchors: list[int]
    words: int


def sentence_spans(text: str) -> list[tuple[int, int, list[tuple[int, int]]]]:
    """(start, end, places of the words) of the sentences that are compared, in code points of ``text``."""
    out = []
    count = 0
    for start, end in split(text[:_MOST_CHARACTERS]):
        found = word_spans(text, start, end)
        for at in range(0, len(found), _LONGEST):
            part = found[at : at + _LONGEST]
            out.append((start if at == 0 else part[0][0], end if at + _LONGEST >= len(found) else part[-1][1], part))
        count += len(found)
        if count >= MOST_WORDS or len(out) >= MOST_SENTENCES:
            break
    return out[:MOST_SENTENCES]


def prepare(text: str, folding: Folding) -> Prepared:
    """Fold one text."""
    out = Prepared([], [], [], 0)
    count = 0
    for _, _, spans in sentence_spans(text):
        found = [text[a : min(b, a + _LONGEST_WORD)] for a, b in spans]
        lower = [w.lower() for w in found]
        plain, folded = folding.codes(lower)
        out.plain.append(plain)
        out.folded.append(folded)
        out.anchors.extend(
            folding.code(low) for n, (word, low) in enumerate(zip(found, lower)) if _left_alone(word, low, n, folding)
        )
        count += len(found)
    return replace(out, words=count)


def as_strings(sentences: list[list[int]]) -> list[str]:
    """Codes as strings of one character a word, the form that is aligned."""
    return ["".join(map(chr, codes)) for codes in sentences]


def _left_alone(word: str, lower: str, place: int, folding: Folding) -> bool:
    if lower in STOP:
        return False
    # a number, a name inside a sentence, an address, or a term that no spinner's table knows
    return not word.isalpha() or (place > 0 and word[0].isupper()) or (len(word) > 4 and not folding.knows(lower))


class View:
    """The codes of all pages one after the other, and where sentences and pages begin."""

    def __init__(self) -> None:
        self._codes, self._sentences, self._pages = array("I"), array("q"), array("q")

    def add(self, sentences: list[list[int]]) -> None:
        """Append a page."""
        self._pages.append(len(self._sentences))
        for sentence in sentences:
            self._sentences.append(len(self._codes))
            self._codes.extend(sentence)

    def finish(self) -> None:
        """Make arrays of what was added."""
        self.codes: NDArray[np.uint32] = np.array(self._codes, np.uint32)
        #: begin of every sentence in ``codes``, and the end of the last
        self.sentences: NDArray[np.int64] = np.append(np.array(self._sentences, np.int64), len(self.codes))
        #: first sentence of every page, and the number of sentences
        self.pages: NDArray[np.int64] = np.append(np.array(self._pages, np.int64), len(self._sentences))
        del self._codes, self._sentences, self._pages

    def strings(self, page: int) -> list[str]:
        """The sentences of a page as strings of one character a word."""
        starts = self.sentences[self.pages[page] : self.pages[page + 1] + 1]
        if len(starts) < 2:
            return []
        text = self.codes[starts[0] : starts[-1]].tobytes().decode("utf-32-le")
        cuts = (starts - starts[0]).tolist()
        return [text[a:b] for a, b in pairwise(cuts)]


class Pages:
    """All pages of a run: about ten bytes for each word that is not a grammatical one; texts are not kept."""

    def __init__(self, folding: Folding) -> None:
        self.folding = folding
        self.keys: list[str] = []
        #: pages that fold to the very same sentences as a kept one: its number -> their keys
        self.copies: dict[int, list[str]] = {}
        #: keys of pages with fewer words than a comparison needs
        self.short: list[str] = []
        self.plain, self.folded, self.anchors = View(), View(), View()
        self.digests: list[bytes] = []
        self.words = 0
        self._seen: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self.keys)

    def add(self, key: str, text: str) -> None:
        """Fold and keep one page; of equal pages the one with the lowest key stands for all."""
        page = prepare(text, self.folding)
        self.words += page.words
        if sum(map(len, page.plain)) < LEAST_WORDS:
            self.short.append(key)
            return
        hasher = hashlib.blake2b(digest_size=12)
        for sentence in page.plain:
            hasher.update(array("I", sentence).tobytes() + b"\0")
        digest = hasher.digest()
        known = self._seen.setdefault(digest, len(self.keys))
        if known < len(self.keys):
            first, second = sorted((key, self.keys[known]))
            self.keys[known] = first
            self.copies.setdefault(known, []).append(second)
            return
        self.keys.append(key)
        self.digests.append(digest)
        self.plain.add(page.plain)
        self.folded.add(page.folded)
        self.anchors.add([page.anchors])

    def finish(self) -> None:
        """Make arrays of what was added; nothing is added afterwards."""
        for view in (self.plain, self.folded, self.anchors):
            view.finish()
