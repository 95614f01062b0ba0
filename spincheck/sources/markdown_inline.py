"""Markdown's inline parser, made to remember where each token stands.

markdown-it gives line numbers only for blocks and nothing for inline tokens. Its tokenizer tries its rules at
one position after the other; this one notes that position: text a rule leaves pending begins there, and a token
that a rule pushes spans from there to where the rule left off. ``Token.meta["at"]`` is then the start and
``Token.meta["to"]`` the end of the token in the block's content.
"""

from __future__ import annotations

from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token


class PlacedState(StateInline):
    """Inline state that knows where the pending text begins."""

    begin = 0

    def pushPending(self) -> Token:
        token = super().pushPending()
        token.meta["at"] = self.begin
        token.meta["to"] = self.begin + len(token.content)
        return token


class PlacedInline(ParserInline):
    """The inline parser with positions; merging of neighbouring text is left out, it would lose them."""

    def __init__(self) -> None:
        super().__init__()
        self.ruler2.disable("fragments_join", True)

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        """As the library's, with a state that keeps positions."""
        state = PlacedState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens

    def tokenize(self, state: StateInline) -> None:
        """As the library's, noting positions."""
        assert isinstance(state, PlacedState)
        rules = self.ruler.getRules("")
        end = state.posMax
        limit = state.md.options["maxNesting"]
        while state.pos < end:
            at, count = state.pos, len(state.tokens)
            if not state.pending:
                state.begin = at
            if state.level < limit and any(rule(state, False) for rule in rules):
                _place(state.tokens, count, at, state.pos)
                if state.pos >= end:
                    break
                continue
            state.pending += state.src[state.pos]
            state.pos += 1
        if state.pending:
            state.pushPending()


def _place(tokens: list[Token], count: int, at: int, to: int) -> None:
    """Give the tokens that one rule pushed their places: delimiters one after the other, others the whole."""
    cursor = at
    for token in tokens[count:]:
        if "at" in token.meta:
            continue
        token.meta["at"], token.meta["to"] = at, to
        if token.type == "text":  # a run of emphasis marks, one token each
            token.meta["at"], token.meta["to"] = cursor, cursor + len(token.content)
            cursor += len(token.content)


def note(state: StateInline, silent: bool) -> bool:
    """Rule for notes in place, ``^[text]``: the text stays where it is, as ``note`` tokens."""
    if not state.src.startswith("^[", state.pos):
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos + 1)
    if end < 0:
        return False
    limit = state.posMax
    if not silent:
        state.pos, state.posMax = state.pos + 2, end
        state.push("note_open", "", 1)
        state.md.inline.tokenize(state)
        state.push("note_close", "", -1)
    state.pos, state.posMax = end + 1, limit
    return True
