"""What of a document is sent to the server, and the way back from its offsets.

Addresses, quotations and code are not sent. Where one stood inside a paragraph the server sees a stand-in word, and what it
says about that place is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spincheck.document import Block
from spincheck.rules.context import Context

# bounded and anchored at a word's beginning: a long run of letters must not be searched from each of its characters
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.\w[\w.-]*")
#: a noun that fits most places, in the plural so that no article is missed
_STAND_IN = "details"


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph as it is sent. ``pieces`` are (offset in ``text``, offset in the document, length), in order."""

    text: str
    pieces: tuple[tuple[int, int, int], ...]

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """The document's offsets of ``text[start:end]``; None where the span touches a stand-in."""
        for sent, own, length in self.pieces:
            if sent <= start and end <= sent + length and start < end:
                return own + start - sent, own + end - sent
        return None

    def beside_stand_in(self, start: int, end: int) -> bool:
        """Whether a span is the word next to a stand-in, of which the server could not judge."""
        edges = [sent for sent, _, _ in self.pieces[1:]] + [sent + length for sent, _, length in self.pieces[:-1]]
        return any(not self.text[min(e, end) : max(e, start)].strip(" \t\n") and start - 2 <= e <= end + 2 for e in edges)


def passages(ctx: Context) -> list[Passage]:
    """The paragraphs of a document that hold words to check, in order."""
    out = []
    for block in ctx.document.blocks:
        passage = _passage(ctx, block)
        if any(any(map(str.isalpha, ctx.text[own : own + n])) for _, own, n in passage.pieces):
            out.append(passage)
    return out


def _passage(ctx: Context, block: Block) -> Passage:
    left_out = _merge(
        [(m.start(), m.end()) for m in _ADDRESS.finditer(ctx.text, block.start, block.end)] + _quotes(ctx, block)
    )
    text, pieces, at = "", [], block.start
    for start, end in [*left_out, (block.end, block.end)]:
        if start > at:
            pieces.append((len(text), at, start - at))
            text += ctx.text[at:start]
        if end > start:
            text += _STAND_IN
        at = max(at, end)
    return Passage(text, tuple(pieces))


def _quotes(ctx: Context, block: Block) -> list[tuple[int, int]]:
    return [(max(a, block.start), min(b, block.end)) for a, b in ctx.document.quotes if a < block.end and b > block.start]


def _merge(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out
