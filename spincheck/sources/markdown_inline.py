"""Markdown's inline parser, made to remember where each token stands.

markdown-it gives line numbers only for blocks and nothing for inline tokens. Its tokenizer tries its rules at
one position after the other; this one notes that position: text a rule leaves pending begins there, and a token
that a rule pushes spans from there to where the rule left off. ``Token.meta["at"]`` is then the start and
``Token.meta["to"]`` the end of the token in the block's content.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

Rule = Callable[[StateInline, bool], bool]

#: with which characters the text can go on where a rule applies. Others need not be asked there, which makes text that is
#: nothing but markup several times as fast to read; a rule that is not named here is always asked
_STARTS: Final = {
    "newline": "\n", "escape": "\\", "backticks": "`", "strikethrough": "~", "emphasis": "*_", "note": "^", "link": "[",
    "image": "!", "footnote_ref": "[", "autolink": "<", "html_inline": "<", "entity": "&",
}  # fmt: skip

#: characters after which pending text becomes a token
_MOST_PENDING: Final = 4_000


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
        self._by_character: dict[str, tuple[Rule, ...]] = {}

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        """As the library's, with a state that keeps positions."""
        state = PlacedState(src, md, env, tokens)
        self._by_character.clear()  # rules may have been switched since
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens

    def tokenize(self, state: StateInline) -> None:
        """As the library's, noting positions."""
        assert isinstance(state, PlacedState)
        end = state.posMax
        limit = state.md.options["maxNesting"]
        while state.pos < end:
            at, count = state.pos, len(state.tokens)
            # adding to a long string copies it; spaces stay together, since some rules look back at them
            if len(state.pending) > _MOST_PENDING and state.pending[-1] not in " \t":
                state.pushPending()
                count += 1
            if not state.pending:
                state.begin = at
            if state.level < limit and any(rule(state, False) for rule in self._rules(state.src[at])):
                _place(state.tokens, count, at, state.pos)
                if state.pos >= end:
                    break
                continue
            state.pending += state.src[state.pos]
            state.pos += 1
        if state.pending:
            state.pushPending()

    def skipToken(self, state: StateInline) -> None:
        """As the library's, asking only the rules that can apply."""
        at = state.pos
        if (known := state.cache.get(at)) is not None:
            state.pos = known
            return
        found = False
        if state.level < state.md.options["maxNesting"]:
            state.level += 1
            found = any(rule(state, True) for rule in self._rules(state.src[at]))
            state.level -= 1
        else:
            state.pos = state.posMax
        if not found:
            state.pos += 1
        state.cache[at] = state.pos

    def _rules(self, character: str) -> tuple[Rule, ...]:
        rules = self._by_character.get(character)
        if rules is None:
            stops = self.terminator_re.match(character) is not None
            named = zip(self.ruler.get_active_rules(), self.ruler.getRules(""), strict=True)
            rules = self._by_character[character] = tuple(
                rule for name, rule in named if character in _STARTS.get(name, character) and not (name == "text" and stops)
            )
        return rules


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
