"""A spinner for measuring families of siblings, kept apart from the tables that fold words.

Every substitution it makes is a pair of words that :func:`held_out` puts on its side; the folding under test is built
from the pairs of the other side alone. So what is measured is a spinner whose choices the folding does not know.
"""

from __future__ import annotations

import csv
import random
import re
import sys
import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "detector"))
sys.path.insert(0, str(Path(__file__).parents[1] / "spinner"))

from inflection import pairs
from lemminflect import getInflection
from spin import TABLES, Token
from thesauri import MyThes, WordNet

ROOT = Path(__file__).parents[1]
_POS = {"NOUN": "n", "VERB": "v", "ADJ": "a", "ADV": "r"}
_INFLECTED = {"NNS", "VBZ", "VBD", "VBN", "VBG", "JJR", "JJS", "RBR", "RBS"}
_LONGEST = 4
#: of one word's replacements, the share that repeats the one chosen before in the same page
_HABIT = 0.7


def held_out(one: str, other: str) -> bool:
    """Whether a pair of words belongs to the spinner and not to the folding; the same for every inflection and order."""
    stems = sorted(" ".join(w[:4] for w in re.split(r"[\s-]+", form.lower())) for form in (one, other))
    return zlib.crc32("\t".join(stems).encode()) % 2 == 0


class Spinner:
    """Replaces an exact share of the words of a page.

    ``allowed`` says which pairs (replacement, original) it may use; None allows all.
    """

    def __init__(self, allowed: Callable[[str, str], bool] | None = held_out) -> None:
        self._allowed = allowed or (lambda _, __: True)
        self._wordnet, self._mythes = WordNet(), MyThes()
        self._dictionary: dict[str, list[str]] = defaultdict(list)
        for name in TABLES:
            with (ROOT / "spinner" / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
                for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                    for _, original, spun in pairs(row["original"], row["spun"], row["pos"]):
                        if self._allowed(spun, original):
                            self._dictionary[original.lower()].append(spun)

    @lru_cache(maxsize=200_000)  # noqa: B019 - one spinner lives as long as the process
    def _synonyms(self, lemma: str, pos: str, tag: str) -> tuple[str, ...]:
        found = [w for s in self._wordnet.senses.get((lemma, pos), ())[:4] for w in self._wordnet.words[s]]
        found += self._mythes.entries.get(lemma, ())[:12]
        out = dict.fromkeys(_inflect(w, tag) for w in found if w != lemma and w.count(" ") < 2)
        return tuple(w for w in out if w != lemma and self._allowed(w, lemma))

    def _options(self, tokens: Sequence[Token], at: int) -> tuple[int, Sequence[str]]:
        for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
            phrase = "".join(t.text + t.space for t in tokens[at : at + length]).rstrip().lower()
            if phrase in self._dictionary:
                return length, self._dictionary[phrase]
        token = tokens[at]
        pos = _POS.get(token.pos)
        if pos is None or token.tag in ("NNP", "NNPS") or not token.text.isalpha():
            return 1, ()
        return 1, self._synonyms(token.lemma.lower(), pos, token.tag)

    def spin(self, sentences: Sequence[Sequence[Token]], share: float, rng: random.Random) -> tuple[list[str], float]:
        """The sentences with ``share`` of their words replaced, or as many as have a replacement; and the share reached."""
        places = [(n, at) for n, tokens in enumerate(sentences) for at, t in enumerate(tokens) if t.text[0].isalpha()]
        wanted, done = share * len(places), 0
        replaced: dict[tuple[int, int], tuple[int, str]] = {}
        taken: set[tuple[int, int]] = set()
        habit: dict[str, str] = {}
        for n, at in rng.sample(places, len(places)):
            if done >= wanted:
                break
            length, options = self._options(sentences[n], at)
            span = {(n, i) for i in range(at, at + length)}
            if not options or span & taken:
                continue
            word = "".join(t.text + t.space for t in sentences[n][at : at + length]).rstrip()
            new = habit.get(word.lower()) if rng.random() < _HABIT else None
            new = new or rng.choice(options)
            habit[word.lower()] = new
            taken |= span
            replaced[n, at] = (length, new.capitalize() if word[0].isupper() else new)
            done += length
        return [_write(n, tokens, replaced) for n, tokens in enumerate(sentences)], done / max(1, len(places))


def _write(n: int, tokens: Sequence[Token], replaced: dict[tuple[int, int], tuple[int, str]]) -> str:
    out, at = [], 0
    while at < len(tokens):
        length, text = replaced.get((n, at), (1, tokens[at].text))
        out.append(text + tokens[at + length - 1].space)
        at += length
    return "".join(out).strip()


@lru_cache(maxsize=100_000)
def _inflect(word: str, tag: str) -> str:
    if tag not in _INFLECTED or " " in word:
        return word
    found = getInflection(word, tag, inflect_oov=not tag.startswith(("J", "R")))
    return found[0] if found else word
