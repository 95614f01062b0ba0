"""LanguageTool's matches in a document, asked for beside the other rules and collected once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from spincheck.language.grammar import GrammarUnavailable, Reply, service
from spincheck.model import Evidence
from spincheck.rules.base import Hit
from spincheck.rules.context import Context
from spincheck.rules.grammar._choice import family, kept, query
from spincheck.rules.grammar._text import Passage, passages


class Match(NamedTuple):
    """One match: text offsets, LanguageTool's rule and category, and the whole reply."""

    start: int
    end: int
    rule: str
    category: str
    reply: Reply


@dataclass(slots=True)
class _Work:
    passages: list[Passage]
    futures: list[Future[tuple[Reply, ...]]]


def begin(ctx: Context) -> None:
    """Send the document's paragraphs to the server, in the background; starts the server where the settings say so.

    Other families may not import this one. They get the matches, once the server has answered, with
    ``ctx.shared("grammar-signs", lambda _: list)()``: empty where no grammar rule is selected or no server answers.
    """
    ctx.shared("grammar-work", _begin)
    ctx.shared("grammar-signs", lambda c: partial(matches, c))


def matches(ctx: Context) -> list[Match]:
    """All matches, in order of place; empty, with a note in not_checked, where there is no server."""
    return ctx.shared("grammar", _collect)


def _begin(ctx: Context) -> _Work | None:
    parts = passages(ctx)
    if not parts:
        return _Work([], [])
    try:
        server = service(ctx.settings.grammar)
        wanted = query(ctx)
        return _Work(parts, [server.submit(p.text, wanted) for p in parts])
    except GrammarUnavailable as error:
        ctx.not_checked("grammar", str(error))
        return None


def _collect(ctx: Context) -> list[Match]:
    work = ctx.shared("grammar-work", _begin)
    if work is None:
        return []
    found: list[tuple[int, int, Reply]] = []
    failed: dict[str, int] = {}
    for passage, future in zip(work.passages, work.futures, strict=True):
        try:
            answer = future.result()
        except GrammarUnavailable as error:
            failed[str(error)] = failed.get(str(error), 0) + 1
            continue
        for reply in answer:
            place = passage.place(reply.start, reply.end)
            if place is not None and not passage.beside_stand_in(reply.start, reply.end):
                found.append((*place, reply))
    for reason, count in failed.items():
        part = "" if count == len(work.passages) else f"{count} of {len(work.passages)} paragraphs: "
        ctx.not_checked("grammar", part + reason)
    found.sort(key=lambda f: (f[0], f[1], f[2].rule))
    return [Match(start, end, r.rule, r.category, r) for start, end, r in kept(ctx, found)]


def hits(ctx: Context, code: str) -> Iterator[Hit]:
    """The matches that the rule ``code`` reports."""
    for match in matches(ctx):
        if family(match.reply) != code:
            continue
        reply = match.reply
        yield Hit(
            match.start,
            match.end,
            reply.message.rstrip("."),
            reply.suggestions,
            (Evidence("languagetool", f"{reply.rule} ({reply.category})"),),
            properties={
                "languagetool_rule": reply.rule,
                "category": reply.category,
                **({"url": reply.url} if reply.url else {}),
            },
        )
