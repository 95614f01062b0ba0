"""Part-of-speech tags around a link, from the shipped model; asked for only where closed-class words do not decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spincheck import memo
from spincheck.rules.context import Context

if TYPE_CHECKING:
    from spacy.tokens import Doc

NOUNS = frozenset(["NN", "NNS", "NNP", "NNPS"])
#: stands for the address while tagging: an unknown name, which the model takes for neither verb nor adjective
_STAND_IN = "Xyzzy"
_CHECK = "links:grammar"


def first_tag(ctx: Context, rest: str, _: int) -> str:
    """Penn tag of the first word of a sentence whose beginning is an address; "" without a model."""
    tags = _tag(ctx, f"It {rest}"[:300])
    return tags[1][1] if len(tags) > 1 else ""


def tag_after(ctx: Context, before: str, anchor: str, after: str) -> str:
    """Penn tag of the word after an address; "" without a model."""
    pair = around(ctx, before, anchor, after)
    return pair[1] if pair else ""


def around(ctx: Context, before: str, anchor: str, after: str) -> tuple[str, str] | None:
    """Penn tags of the words before and after an address; None without a model."""
    head = before[-200:].rstrip() + " "
    tags = _tag(ctx, f"{head}{_STAND_IN} {after[:200].lstrip(' ,')}")
    at = next((i for i, (word, _) in enumerate(tags) if word == _STAND_IN), -1)
    if at < 1 or at + 1 >= len(tags):
        return None
    return tags[at - 1][1], tags[at + 1][1]


def _tag(ctx: Context, text: str) -> list[tuple[str, str]]:
    from spincheck.language import pipeline

    known: dict[str, list[tuple[str, str]]] = ctx.shared("links:tags", lambda _: {})
    if text not in known:
        try:
            nlp = pipeline.load("tagged")
        except pipeline.LanguageUnavailable as error:
            ctx.not_checked(_CHECK, f"words around links were not tagged: {error}")
            known[text] = []
        else:
            (known[text],) = memo.through("links:tags", [text], lambda texts: [_tagged(nlp(t)) for t in texts])
    return known[text]


def _tagged(doc: Doc) -> list[tuple[str, str]]:
    return [(token.text, token.tag_) for token in doc if not token.is_space]


def bare_verb(ctx: Context, after: str) -> bool:
    """Whether the first word after a phrase is a verb in its base form, as a modal verb wants it."""
    tags = _tag(ctx, f"It can {after[:120].lstrip(' ,')}")
    return len(tags) > 2 and tags[2][1] == "VB"


def verb_again(ctx: Context, after: str) -> bool:
    """Whether the first word after a phrase is a verb wherever a subject stands before it."""
    tags = _tag(ctx, f"They {after[:120].lstrip(' ,')}")
    return len(tags) > 1 and tags[1][1] in ("VB", "VBP", "VBZ", "VBD", "MD")
