"""The table of hard words with plain alternatives, its inflections, and where a document uses them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from spincheck.rules.context import Context

_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_DOUBLED = ("stop", "get", "set", "cut", "let", "clot", "permit")
#: past tense and participle where they are irregular
_PAST = {
    "give": ("given", "gave"),
    "make": ("made",),
    "go": ("gone", "went"),
    "get": ("got",),
    "take": ("taken", "took"),
    "break": ("broken", "broke"),
    "begin": ("begun", "began"),
    "find": ("found",),
    "keep": ("kept",),
    "meet": ("met",),
    "tell": ("told",),
    "feel": ("felt",),
    "see": ("seen", "saw"),
    "let": ("let",),
    "set": ("set",),
    "cut": ("cut",),
    "hold": ("held",),
    "bring": ("brought",),
    "come": ("come", "came"),
    "buy": ("bought",),
    "stick": ("stuck",),
    "speed": ("sped",),
    "burst": ("burst",),
    "throw": ("thrown", "threw"),
    "grow": ("grown", "grew"),
    "eat": ("eaten", "ate"),
    "spread": ("spread",),
    "catch": ("caught",),
    "breathe": ("breathed",),
    "show": ("shown", "showed"),
    "do": ("done", "did"),
    "have": ("had",),
    "undergo": ("undergone", "underwent"),
    "be": ("been", "was"),
}


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a hard word: text offsets, and the plain words in the same inflection, best first."""

    start: int
    end: int
    plain: tuple[str, ...]


def verb_forms(verb: str) -> tuple[str, str, tuple[str, ...]]:
    """Third person, -ing form and past forms of a verb or phrasal verb (its first word is inflected)."""
    head, _, tail = verb.partition(" ")
    rest = f" {tail}" if tail else ""
    if head in ("have", "be"):
        third = {"have": "has", "be": "is"}[head]
    elif head.endswith(("s", "x", "z", "ch", "sh", "o")):
        third = head + "es"
    elif head.endswith("y") and head[-2:-1] not in "aeiou":
        third = head[:-1] + "ies"
    else:
        third = head + "s"
    doubled = head + head[-1] if head in _DOUBLED else head
    if head.endswith("e") and not head.endswith(("ee", "oe", "ye")) and len(head) > 2:
        ing, regular = head[:-1] + "ing", head + "d"
    else:
        ing = doubled + "ing"
        regular = head[:-1] + "ied" if third.endswith("ies") else doubled + ("d" if head.endswith("e") else "ed")
    return third + rest, ing + rest, tuple(p + rest for p in _PAST.get(head, (regular,)))


def plural(noun: str) -> str:
    """The plural of a noun phrase: of its first noun in "band that ..." and "cause of ...", else of its last word."""
    head, mark, tail = noun, "", ""
    for border in (" of ", " that ", " in ", " against ", " to ", " or ", " not ", " who ", " before ", " through "):
        at = noun.find(border)
        if at > 0 and (not mark or at < len(head)):
            head, mark, tail = noun[:at], border, noun[at + len(border) :]
    if mark == " or ":
        return f"{plural(head)}{mark}{plural(tail)}"
    if head.endswith(("s", "x", "z", "ch", "sh")):
        head += "es"
    elif head.endswith("y") and head[-2:-1] not in "aeiou":
        head = head[:-1] + "ies"
    else:
        head += "s"
    return head + mark + tail


@lru_cache(maxsize=1)
def table() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Inflected hard form, lower case -> (its base, the plain forms)."""
    out: dict[str, tuple[str, tuple[str, ...]]] = {}
    text = files("spincheck").joinpath("data/readability/hard_words.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            hard, kind, plain = line.split("\t")
            for form, words in _forms(hard, kind, tuple(plain.split("|"))):
                out.setdefault(form, (hard, words))
    return out


def _forms(hard: str, kind: str, plain: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield hard, plain
    if kind == "n":
        yield plural(hard), tuple(map(plural, plain))
    elif kind == "v":
        third, ing, past = verb_forms(hard)
        others = [verb_forms(p) for p in plain]
        yield third, tuple(o[0] for o in others)
        yield ing, tuple(o[1] for o in others)
        for form in past:
            yield form, tuple(p for o in others for p in o[2])


@lru_cache(maxsize=1)
def _lengths() -> dict[str, int]:
    """First word -> most words of any entry that begins with it."""
    out: dict[str, int] = {}
    for form in table():
        words = form.split()
        out[words[0]] = max(out.get(words[0], 0), len(words))
    return out


def uses(ctx: Context, start: int, end: int) -> Iterator[tuple[str, Use]]:
    """Hard words in ``text[start:end]`` as (base, use), left to right, the longest entry at each place."""
    words = list(_WORD.finditer(ctx.text, start, end))
    lengths, forms = _lengths(), table()
    index = 0
    while index < len(words):
        for count in range(min(lengths.get(words[index][0].lower(), 0), len(words) - index), 0, -1):
            first, last = words[index], words[index + count - 1]
            entry = forms.get(" ".join(w[0].lower() for w in words[index : index + count]))
            # words that are only near each other ("prior. To") are no phrase
            gaps = (
                ctx.text[a.end() : b.start()] for a, b in zip(words[index:], words[index + 1 : index + count], strict=False)
            )
            if entry and all(g.isspace() for g in gaps):
                yield entry[0], Use(first.start(), last.end(), entry[1])
                index += count - 1
                break
        index += 1
