"""What must not be called spun: honest terms that look odd, and the user's own phrases."""

from __future__ import annotations

from spincheck import lexicon
from spincheck.rules.context import Context
from spincheck.rules.spun._units import Tokens

_MOST_WORDS = 6


def allowed_tokens(ctx: Context, tokens: Tokens) -> list[bool]:
    """For each token, whether it lies in an allowed term and in no phrase of ``never-allow``.

    Compared by folded words, so case and hyphens do not matter; a plural "s" on the last word is let through.
    """
    allowed = {lexicon.fold(a) for a in ctx.settings.allow}
    never = {lexicon.fold(a) for a in ctx.settings.never_allow}
    out = _mark(tokens, lexicon.allowed_terms() | allowed)
    if never:
        out = [a and not n for a, n in zip(out, _mark(tokens, frozenset(never)), strict=True)]
    return out


def doubtful_tokens(tokens: Tokens) -> list[bool]:
    """For each token, whether it lies in a term that is honest in one sense and a spinner's word in another."""
    return _mark(tokens, lexicon.doubtful_terms())


def _mark(tokens: Tokens, terms: frozenset[str] | set[str]) -> list[bool]:
    out = [False] * len(tokens)
    if not terms:
        return out
    firsts = _first_words(frozenset(terms))
    forms = [lexicon.fold(f) for f in tokens.forms]
    for at, form in enumerate(forms):
        head = form.partition(" ")[0]
        longest = firsts.get(head) or firsts.get(head.removesuffix("s"))
        if not longest:
            continue
        phrase = ""
        for end in range(at, min(len(forms), at + longest)):
            phrase = f"{phrase} {forms[end]}" if phrase else forms[end]
            if phrase in terms or phrase.removesuffix("s") in terms:
                out[at : end + 1] = [True] * (end + 1 - at)
    return out


_FIRSTS: dict[frozenset[str], dict[str, int]] = {}


def _first_words(terms: frozenset[str]) -> dict[str, int]:
    known = _FIRSTS.get(terms)
    if known is None:
        known = {}
        for term in terms:
            first, count = term.partition(" ")[0], term.count(" ") + 1
            known[first] = max(known.get(first, 0), min(count, _MOST_WORDS))
        if len(_FIRSTS) > 8:
            _FIRSTS.clear()
        _FIRSTS[terms] = known
    return known
