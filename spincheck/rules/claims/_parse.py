"""The parser's word on candidates whose subject the words alone left open.

Only those sentences are parsed, in one batch. Without the shipped parser the candidates stay, less sure, and the report's
``not_checked`` says so (:meth:`Context.parse_many`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spincheck.rules.claims._tokens import Words
from spincheck.rules.context import Context, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: parts of speech of a cue word that cannot act on anything
_NO_VERB = frozenset(["ADJ", "NOUN", "PROPN", "ADP", "ADV", "NUM", "DET", "PRON"])
#: classes whose member as the grammatical subject makes a sentence physiology or pathology
_BODY = frozenset(["body", "condition", "symptom", "practitioner", "people"])


def reject(ctx: Context, sentence: Sentence, words: Words, start: int) -> str:
    """Why the candidate that begins at word ``start`` is no claim by the parse of its sentence; empty when it stands."""
    doc = ctx.parse(sentence)
    if doc is None:
        return ""
    token = _token(doc, words.spans[start][0] - sentence.start)
    if token is None:
        return ""
    if token.pos_ in _NO_VERB and token.dep_ in ("amod", "compound", "case", "advmod", "nsubj", "obl", "nmod", "det"):
        return f"“{token.text}” is no verb here"
    left = doc[token.i - 1] if token.i else None
    if token.pos_ == "NOUN" and left is not None and left.pos_ in ("ADJ", "DET") and left.head is token:
        return f"“{token.text}” is a noun here"
    subject = _subject(token)
    if subject is None:
        return ""
    index = next((i for i, (a, _) in enumerate(words.spans) if a - sentence.start == subject.idx), None)
    names = {p.name for p in words.places[index]} if index is not None else set()
    modifier = next((i for i, (a, _) in enumerate(words.spans) if a - sentence.start == subject.left_edge.idx), index)
    if modifier is not None:
        names |= {p.name for at in words.places[modifier : (index or 0) + 1] for p in at}
    if names & _BODY and not names & {"treatment", "product", "care"}:
        return f"the subject is “{subject.text}”"
    return ""


def _token(doc: Doc, offset: int) -> Token | None:
    return next((t for t in doc if t.idx <= offset < t.idx + len(t.text)), None)


def _subject(token: Token) -> Token | None:
    """The nominal subject of a verb, looked up through conjunctions and open complements."""
    for _ in range(4):
        for child in token.children:
            if child.dep_ == "nsubj":
                return child
            if child.dep_ == "nsubj:pass":
                return None
        if token.dep_ not in ("conj", "xcomp", "advcl", "aux", "parataxis"):
            return None
        token = token.head
    return None
