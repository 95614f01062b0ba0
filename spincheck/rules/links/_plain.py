"""Plain searches for many short pieces of text, cheap enough for every document of a large scan.

A piece can only be there when its longest word is: the words of a document are collected once, and only pieces whose word
is among them are searched for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from spincheck.rules.context import Context
from spincheck.rules.links._lists import toml

_EDGES = '.,;:!?()[]{}<>"“”‘’«»/|*_=+…–—'
_TOKEN = re.compile(r"[a-z'-]+")


def lowered(ctx: Context) -> str:
    """The prose in lower case; "" where lower-casing changes its length and offsets would not hold."""
    return ctx.shared("links:lowered", lambda c: low if len(low := c.text.lower()) == len(c.text) else "")


def _words(ctx: Context) -> frozenset[str]:
    return ctx.shared("links:words", _collect)


def _collect(ctx: Context) -> frozenset[str]:
    pieces = set(lowered(ctx).replace("—", " ").replace("–", " ").replace("/", " ").split())
    return frozenset({p.strip(_EDGES) for p in pieces})


@lru_cache(maxsize=8)
def _by_word(name: str) -> tuple[dict[str, tuple[tuple[str, str, bool], ...]], frozenset[str]]:
    out: dict[str, list[tuple[str, str, bool]]] = {}
    for kind, pieces in toml(name).items():
        if kind == "unmistakable":
            continue  # a property of phrases, not a search of its own
        for piece in pieces:
            out.setdefault(_key(piece), []).append((kind, piece, any(map(str.isupper, piece))))
    return {k: tuple(v) for k, v in out.items()}, frozenset(out)


def _key(piece: str) -> str:
    """The longest word of a piece that is whole: bounded by the piece's own spaces, or marked so by its edges."""
    low = piece.lower()
    whole = [m for m in _TOKEN.finditer(low) if (m.start() > 0 or low[0] == " ") or " " in low[m.end() :]]
    inner = [m[0] for m in whole if m.end() < len(low)] or [m[0] for m in _TOKEN.finditer(low)]
    return max(inner, key=len)


def hits(ctx: Context, name: str) -> Iterator[tuple[str, int, int]]:
    """(kind, start, end) of every piece of a list that occurs; pieces with a capital are compared as written."""
    low = lowered(ctx)
    table, keys = _by_word(name)
    for word in sorted(keys & _words(ctx)) if low else ():
        for kind, piece, capital in table[word]:
            haystack = ctx.text if capital else low
            at = haystack.find(piece)
            while at >= 0:
                yield kind, at + (piece[0] == " "), at + len(piece)
                at = haystack.find(piece, at + len(piece))
