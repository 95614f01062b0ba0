"""Look for guarded fingerprints: phrases that practically only spinners write."""

from __future__ import annotations

from collections.abc import Sequence

from spincheck import lexicon
from spincheck.language import ngrams
from spincheck.rules.context import Context
from spincheck.rules.spun._units import Candidate, Tokens, Unit

#: stands in for a gain where the phrase itself is the proof
_CERTAIN = 8.0


def find_fingerprints(ctx: Context, tokens: Tokens, allowed: Sequence[bool]) -> list[Unit]:
    """Units of all fingerprints whose guards do not hold."""
    longest = lexicon.longest_fingerprint_by_first_word()
    forms = [lexicon.fold(f) for f in tokens.forms]
    out = []
    for at, form in enumerate(forms):
        most = longest.get(form.partition(" ")[0])
        if most is None or allowed[at]:
            continue
        phrase = ""
        for end in range(at, min(len(forms), at + most)):
            if tokens.forms[end] == ngrams.BORDER:
                break
            phrase = f"{phrase} {forms[end]}" if phrase else forms[end]
            found = lexicon.fingerprint(phrase)
            if found is not None and not _guarded(ctx, tokens, forms, at, end + 1, found):
                candidates = [Candidate(i, "n", found.families, _CERTAIN, "fingerprint") for i in found.intended]
                out.append(Unit(at, end + 1, candidates, found))
    return out


def _guarded(ctx: Context, tokens: Tokens, forms: list[str], first: int, last: int, found: lexicon.Fingerprint) -> bool:
    for guard in found.guards:
        size = len(guard.words)
        if guard.where == "before" and tuple(forms[max(0, first - size) : first]) == guard.words:
            return True
        if guard.where == "after" and tuple(forms[last : last + size]) == guard.words:
            return True
        if guard.where == "sentence":
            sentence = ctx.sentence_at(tokens.starts[first])
            if sentence is not None and f" {' '.join(guard.words)} " in f" {_words(sentence.text)} ":
                return True
    return False


def _words(text: str) -> str:
    return " ".join(lexicon.fold(form) for form, _, _ in ngrams.tokens(text))
