"""A synthetic spinner: honest tagged text in, spun text with labels out.

Every passage is spun by a *persona*: one to three kinds of replacement (a family of the dictionary, what real pages were
seen to write, WordNet, a thesaurus, wrong-sense pivots, part-of-speech damage, random words) at one rate, keeping to its
choices within the passage as real spinners do. Labels: 1 replaced, 0 honest; weight below 1 where an editor would accept
the replacement.
"""

from __future__ import annotations

import csv
import random
import sys
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lemminflect import getInflection

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "spinner"))

from inflection import pairs
from thesauri import MyThes, WordNet

SPINNER = Path(__file__).parents[1] / "spinner"
#: what real spun pages were seen to write
OBSERVED = "observed"
TABLES = ("nouns_health", "adjectives", "verbs", "adverbs_function", "nouns_general", "aligned", OBSERVED, "harvested")
FAMILIES = ("seed", "skin", "spinbot", "thesaurus", "pivot")
#: kinds of replacement that are a family's own manner, and are held out with it
KINDS_OF = {"thesaurus": ("wordnet", "mythes"), "pivot": ("pivot",)}
_UNIVERSAL = {"NOUN": "n", "VERB": "v", "ADJ": "a", "ADV": "r"}
_INFLECTED = {"NNS", "VBZ", "VBD", "VBN", "VBG", "JJR", "JJS", "RBR", "RBS"}
#: longest original phrase looked for, in words
_LONGEST = 5
_OFTEN_WEIGHT = 0.25
#: share of personas with the vocabulary of real spun pages
_REAL = 0.35


@dataclass(frozen=True, slots=True)
class Token:
    """A word of honest text: surface form, lemma, Penn tag, universal part of speech, the white space after it."""

    text: str
    lemma: str
    tag: str
    pos: str
    space: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of output text: ``label`` 1 for replaced; ``original`` is what stood there (replaced pieces only)."""

    text: str
    space: str
    label: int
    weight: float = 1.0
    original: str = ""
    kind: str = ""


class Dictionary:
    """The project's own substitutions by surface form of the original, per family."""

    def __init__(
        self,
        keep: float = 1.0,
        rng: random.Random | None = None,
        without: str = "",
        tables: tuple[str, ...] = TABLES,
    ) -> None:
        self.without = without
        self.by_family: dict[str, dict[str, list[tuple[str, str]]]] = {f: defaultdict(list) for f in FAMILIES}
        for name in tables:
            file = SPINNER / f"{name}.tsv"
            if not file.exists():
                continue
            with file.open(encoding="utf-8", newline="") as lines:
                for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                    # a pair that the family shares with others is held out with it
                    if (rng is not None and rng.random() > keep) or (without and without in row["families"]):
                        continue
                    for _, original, spun in pairs(row["original"], row["spun"], row["pos"]):
                        for family in row["families"].split(","):
                            self.by_family[family.strip()][original.lower()].append((spun, row["right"]))


@lru_cache(maxsize=100_000)
def _inflected(lemma: str, tag: str) -> str:
    if tag not in _INFLECTED or " " in lemma:
        return lemma
    found = getInflection(lemma, tag, inflect_oov=not tag.startswith(("J", "R")))
    return found[0] if found else lemma


class Persona:
    """One spinner at work on one passage."""

    def __init__(self, tools: Tools, rng: random.Random) -> None:
        self.tools, self.rng = tools, rng
        self.rate = rng.choice((0.04, 0.08, 0.12, 0.18, 0.25, 0.32, 0.4))
        without = tools.dictionary.without
        self.families = rng.sample([f for f in FAMILIES if f != without], k=rng.choice((1, 1, 2, 3)))
        weights = {"dictionary": 55, "wordnet": 20, "mythes": 8, "pivot": 7, "random": 5, "damage": 5}
        self.dictionary = tools.dictionary
        if rng.random() < _REAL:  # writes what real spinners were seen to write, and little else
            self.dictionary = tools.observed
            self.families = rng.sample([f for f in FAMILIES if f != without], k=rng.choice((2, 3, 4)))  # few rows each
            self.rate = max(self.rate, 0.12)
            weights = dict.fromkeys(weights, 1) | {"dictionary": 95}
        elif rng.random() < 0.3:  # some spinners know nothing of our dictionary
            weights["dictionary"] = 0
        for kind in KINDS_OF.get(without, ()):
            weights[kind] = 0
        self.kinds, self.weights = list(weights), list(weights.values())
        self.habit: dict[str, tuple[str, str, float]] = {}

    def spin(self, tokens: list[Token], only: frozenset[int] | None = None) -> list[Piece]:
        """Replace about ``rate`` of the words, or those at the places ``only``."""
        out: list[Piece] = []
        at = 0
        while at < len(tokens):
            wanted = self.rng.random() < self.rate * 1.6 if only is None else at in only
            used, piece = self._replace(tokens, at) if wanted else (0, None)
            if piece is None:
                out.append(Piece(tokens[at].text, tokens[at].space, 0))
                at += 1
                continue
            _fix_article(out, piece.text, self.rng)
            out.append(piece)
            at += used
        return out

    def _replace(self, tokens: list[Token], at: int) -> tuple[int, Piece | None]:
        token = tokens[at]
        if not token.text[0].isalpha() or (token.tag in ("NNP", "NNPS") and self.rng.random() > 0.1):
            return 0, None
        kind = self.rng.choices(self.kinds, self.weights)[0]
        if kind == "dictionary":
            for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
                phrase = "".join(t.text + t.space for t in tokens[at : at + length]).rstrip().lower()
                found = self._from_dictionary(phrase)
                if found:
                    return length, self._piece(tokens[at : at + length], found)
            kind = "wordnet" if self.rng.random() < 0.25 else ""
        pos = _UNIVERSAL.get(token.pos)
        if pos is None or not kind:
            return 0, None
        if token.lemma.lower() in self.habit and self.rng.random() < 0.7:
            return 1, self._piece([token], self.habit[token.lemma.lower()])
        word, weight = self._from_thesauri(kind, token, pos)
        if not word or word == token.lemma.lower():
            return 0, None
        found = (word if kind == "damage" else _inflected(word, token.tag), kind, weight)
        self.habit[token.lemma.lower()] = found
        return 1, self._piece([token], found)

    def _from_dictionary(self, phrase: str) -> tuple[str, str, float] | None:
        if phrase in self.habit and self.rng.random() < 0.7:
            return self.habit[phrase]
        pool = [entry for f in self.families for entry in self.dictionary.by_family[f].get(phrase, ())]
        if not pool:
            return None
        spun, right = self.rng.choice(pool)
        found = (spun, "dictionary", _OFTEN_WEIGHT if right == "often" else 1.0)
        self.habit[phrase] = found
        return found

    def _from_thesauri(self, kind: str, token: Token, pos: str) -> tuple[str | None, float]:
        lemma, rng, tools = token.lemma.lower(), self.rng, self.tools
        if kind == "wordnet":
            found = tools.wordnet.replacement(lemma, pos, rng)
            return (found[0], 1.0) if found else (None, 1.0)
        if kind == "mythes":
            return tools.mythes.replacement(lemma, rng), 1.0
        if kind == "pivot":
            return tools.wordnet.pivot(lemma, pos, rng), 1.0
        if kind == "damage":
            return _damage(token, tools.wordnet, rng), 1.0
        pool = tools.common.get(token.tag)
        return (rng.choice(pool).lower() if pool else None), 1.0

    def _piece(self, tokens: list[Token], found: tuple[str, str, float]) -> Piece:
        text, kind, weight = found
        original = "".join(t.text + t.space for t in tokens).rstrip()
        if original[:1].isupper():
            text = text[:1].upper() + text[1:]
        if original.isupper() and len(original) > 1:
            text = text.upper()
        return Piece(text, tokens[-1].space, 1, weight, original, kind)


@dataclass(slots=True)
class Tools:
    """What personas draw on. ``common`` maps a tag to frequent words with it."""

    dictionary: Dictionary
    wordnet: WordNet
    mythes: MyThes
    common: dict[str, list[str]]
    #: the part of the dictionary that was read off real spun pages
    observed: Dictionary


def _damage(token: Token, wordnet: WordNet, rng: random.Random) -> str | None:
    """The right root in the wrong form: another inflection, or a derived word of another part of speech."""
    lemma = token.lemma.lower()
    if token.tag.startswith("VB") and rng.random() < 0.7:
        return _inflected(lemma, rng.choice([t for t in ("VB", "VBZ", "VBD", "VBG") if t != token.tag]))
    if token.tag in ("NN", "NNS") and rng.random() < 0.4:
        return _inflected(lemma, "NNS" if token.tag == "NN" else "NN") if token.tag == "NN" else lemma
    found = wordnet.replacement(lemma, _UNIVERSAL.get(token.pos, "n"), rng)
    return found[0] if found and found[1] == "derived" else None


def _fix_article(out: list[Piece], following: str, rng: random.Random) -> None:
    """Most spinners repair a/an before a replacement; some do not."""
    if out and out[-1].label == 0 and out[-1].text.lower() in ("a", "an") and rng.random() < 0.75:
        article = "an" if following[:1].lower() in "aeiou" else "a"
        if out[-1].text[0].isupper():
            article = article.capitalize()
        out[-1] = Piece(article, out[-1].space, 0)


def tools_from(passages: list[tuple[str, list[Token]]], rng: random.Random, keep: float, without: str = "") -> Tools:
    """The spinner's tools; frequent words by tag are taken from the passages themselves.

    ``without`` is a family of spinners that is held out.
    """
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for _, tokens in passages[:20000]:
        for t in tokens:
            if t.tag[:2] in ("NN", "VB", "JJ", "RB") and t.text.isalpha() and t.tag not in ("NNP", "NNPS"):
                counts[t.tag][t.text.lower()] += 1
    common = {tag: sorted(words, key=lambda w: -words[w])[:1500] for tag, words in counts.items()}
    chance = rng if keep < 1 else None
    observed = Dictionary(keep, chance, without, (OBSERVED,))
    return Tools(Dictionary(keep, chance, without), WordNet(), MyThes(), common, observed)
