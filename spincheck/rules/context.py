"""What a rule may look at: the document, the settings, sentences, and parses made on demand.

Nothing here is computed before a rule asks for it, so a family that needs no parser never pays for one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, cast

from spincheck import interrupt
from spincheck import memo as memo_module
from spincheck.document import Block, Document, Link
from spincheck.model import NotChecked
from spincheck.settings import Settings

if TYPE_CHECKING:
    from spacy.tokens import Doc

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Failed:
    """An analysis that failed; asking for it again fails the same way at once."""

    error: Exception


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text[start:end]`` of the document; ``index`` counts sentences of the whole document."""

    start: int
    end: int
    text: str
    block: Block
    index: int


@dataclass(slots=True)
class Context:
    """One document under check. Shared by all rules of one run; rules must not change the document."""

    document: Document
    settings: Settings
    skipped: list[NotChecked] = field(default_factory=list)
    panels: dict[str, dict[str, Any]] = field(default_factory=dict)
    _memo: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The prose all offsets refer to."""
        return self.document.text

    def shared(self, key: str, make: Callable[[Context], T]) -> T:
        """``make(self)``, computed once per document; how rules of a family share an analysis."""
        if key not in self._memo:
            interrupt.point()
            try:
                self._memo[key] = make(self)
            except Exception as error:
                # a family of sixteen rules must not run into the same failing analysis sixteen times
                self._memo[key] = _Failed(error)
                raise
        known = self._memo[key]
        if isinstance(known, _Failed):
            raise known.error
        return cast(T, known)

    def not_checked(self, check: str, reason: str) -> None:
        """Say that something could not be looked at. The same pair is said once."""
        note = NotChecked(check, reason)
        if note not in self.skipped:
            self.skipped.append(note)

    @property
    def sentences(self) -> list[Sentence]:
        """All sentences of all blocks, in order. Headings are sentences too (see ``Sentence.block.kind``)."""
        return self.shared("sentences", _split_all)

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that holds a text offset."""
        starts = self.shared("sentence-starts", lambda c: [s.start for s in c.sentences])
        index = bisect_right(starts, offset) - 1
        if index >= 0 and offset < self.sentences[index].end:
            return self.sentences[index]
        return None

    def parse(self, sentence: Sentence) -> Doc | None:
        """The tagged, lemmatised and parsed sentence; None (and a not_checked note) without a language model.

        Token offsets (``token.idx``) are within the sentence: add ``sentence.start``.
        """
        return self.parse_many([sentence])[0]

    def parse_many(self, sentences: Iterable[Sentence]) -> list[Doc | None]:
        """Parses of several sentences in one batch, which is much faster than one by one; remembered."""
        wanted = list(sentences)
        memo: dict[int, Doc | None] = self.shared("parses", lambda _: {})
        missing = [s for s in wanted if s.index not in memo]
        if missing:
            from spincheck.language import pipeline

            try:
                nlp = pipeline.load("parsed")
            except pipeline.LanguageUnavailable as error:
                self.not_checked("parser", str(error))
                memo.update((s.index, None) for s in missing)
            else:
                docs = memo_module.through("parse", [s.text for s in missing], lambda texts: list(nlp.pipe(texts)))
                for sentence, doc in zip(missing, docs, strict=True):
                    memo[sentence.index] = doc
        return [memo[s.index] for s in wanted]

    def links_in(self, start: int, end: int) -> list[Link]:
        """Links whose anchor lies in a text span."""
        return [link for link in self.document.links if link.start >= start and link.end <= end]

    def quoted(self, start: int, end: int) -> bool:
        """Whether a span lies in quotation marks or a block quotation: somebody else's words."""
        return any(a <= start and end <= b for a, b in self.document.quotes)

    def words_around(self, start: int, end: int, count: int = 2) -> tuple[str, str]:
        """Up to ``count`` words before and after a span within its block; for fingerprints and messages."""
        block = self.document.block_at(start)
        low, high = (block.start, block.end) if block else (0, len(self.text))
        before = re.findall(r"\w+", self.text[max(low, start - 80) : start])[-count:]
        after = re.findall(r"\w+", self.text[end : min(high, end + 80)])[:count]
        return " ".join(before), " ".join(after)


def _split_all(ctx: Context) -> list[Sentence]:
    from spincheck.language.sentences import split

    out: list[Sentence] = []
    for block in ctx.document.blocks:
        for start, end in split(ctx.text, block.start, block.end):
            out.append(Sentence(start, end, ctx.text[start:end], block, len(out)))
    return out
