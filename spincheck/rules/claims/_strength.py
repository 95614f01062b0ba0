"""How strong a statement about cause and effect is: none, correlational, conditional or direct.

The four classes are those of Yu, Li and Wang (EMNLP 2019) and Sumner et al. (BMJ 2014): "can cause" is direct, "may cause" conditional,
"is associated with" correlational. Rules only. A hedge makes a statement conditional when it governs the causal predicate; where the
sentence is parsed the governing verb is read from the tree, otherwise nothing but adverbs, auxiliaries and one helping verb may
stand between.
"""

# ruff: noqa: E501 (regular expressions and word lists are kept in one piece)

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from spincheck.rules.claims import _strength_words as w

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

NONE, CORRELATIONAL, CONDITIONAL, DIRECT = range(4)


def _content(text: str) -> tuple[int, int]:
    """Where the statement stands that a report wraps in its source: "A study found that ...", "..., according to ..."."""
    start, end = 0, len(text)
    frame = w.FRAME.match(text)
    if frame and end - frame.end() >= 20 and not w.BACKGROUND.search(frame[0]):
        start = frame.end()
    tail = w.TAIL.search(text, start + 20)
    if tail:
        end = tail.start()
    return start, end


def classify(text: str, doc: Doc | None = None) -> int:
    """The strength of one sentence: 0 none, 1 correlational, 2 conditional, 3 direct."""
    if w.BACKGROUND.search(text):
        return NONE
    start, end = _content(text)
    body = text[start:end]
    association = w.ASSOCIATION.search(body)
    correlational = w.CORRELATIONAL.search(body)
    if _governed(body, doc, start):
        hedge = w.FIRM_HEDGE.search(body)
        if (
            association
            and hedge
            and re.match(
                r"\W*(?:be|also be|not be)?\W*(?:associat|link|relat|correlat|a (?:risk|predict)|an? independent)",
                body[hedge.end() :],
                re.IGNORECASE,
            )
        ):
            return CORRELATIONAL
        return CONDITIONAL
    direct, main, changed, said = _stated(body, doc, start)
    for rule in (w.OPEN, *(() if association else (w.NO_STATEMENT, w.NOT_A_RESULT))):
        plan = rule.search(body)
        # "X leads to Y and action is needed" states an effect before it asks for something
        if plan and not 0 < said <= plan.start():
            return NONE
    if w.COUNT.search(body) and not w.RELATES.search(body):
        return NONE
    if main and not (association and association.start() < main):
        return DIRECT
    if association:
        return CORRELATIONAL
    if direct and correlational:
        if correlational.start() == direct.start():
            # "had an increased risk" reports a difference, "increased their risk" an effect
            return CORRELATIONAL if w.ADJECTIVE.search(body[: direct.start()]) else DIRECT
        return CORRELATIONAL if correlational.start() < direct.start() else DIRECT
    if direct:
        return DIRECT
    return CORRELATIONAL if correlational or changed or w.RISK.search(body) else NONE


def _stated(text: str, doc: Doc | None, offset: int) -> tuple[re.Match[str] | None, int, bool, int]:
    """The first word of effect that the sentence asserts, and where one is its main verb with an object (0: nowhere).

    What stands in a relative clause, a purpose ("to reduce ...") or a name ("a drug used to ...") is not what is asserted.
    """
    first: re.Match[str] | None = None
    changed, said = False, 0
    for match in w.DIRECT.finditer(text):
        token = _at(doc, offset + match.start()) if doc is not None else None
        if token is None:
            first = first or match
            continue
        if _aside(token, offset):
            continue
        if w.CHANGE.match(token.text) and _observed(token):
            changed = True
            continue
        first = first or match
        if token.pos_ == "VERB" and token.dep_ != "xcomp" and not said:
            said = match.start() + 1
        if token.pos_ == "VERB" and _main(token) and any(c.dep_ in ("obj", "ccomp") for c in token.children):
            return first, match.start() + 1, changed, said
    if doc is not None:
        for token in doc:
            if (
                offset <= token.idx < offset + len(text)
                and token.pos_ == "VERB"
                and token.lemma_ in w.CAUSING
                and _main(token)
            ):
                kinds = {c.dep_: c for c in token.children}
                subject = kinds.get("nsubj")
                if "obj" in kinds and subject is not None and subject.lemma_.lower() not in w.INVESTIGATOR:
                    at = token.idx - offset
                    return first or re.compile(r"\S").search(text, at), at + 1, changed, said or at + 1
    return first or w.CAUSED.search(text), 0, changed, said


def _observed(token: Token) -> bool:
    """Whether a word of change tells only that something changed: no subject that changes an object, nobody named by "by" or "after"."""
    deps = {c.dep_ for c in token.children}
    if token.pos_ in ("VERB", "AUX"):
        if "obj" in deps:
            return False
        agents = {g.lower_ for c in token.children if c.dep_.startswith("obl") for g in c.children if g.dep_ == "case"}
        return agents.isdisjoint(("by", "with", "after", "following", "through"))
    if token.pos_ == "NOUN":
        # "led to an increase in", "effects on": somebody else says who does it
        return (
            token.head.lemma_ in ("be", "have", "show", "see", "observe", "find", "note", "report", "detect", "identify")
            or token.head is token
        )
    return token.pos_ == "ADJ"


def _at(doc: Doc, offset: int) -> Token | None:
    return next((t for t in doc if t.idx <= offset < t.idx + len(t.text)), None)


def _aside(token: Token, offset: int) -> bool:
    """Whether a word stands in a relative clause or a purpose clause within what the sentence states from ``offset`` on."""
    for _ in range(4):
        if token.head is token or token.head.idx < offset:
            return False
        left = [c.lower_ for c in token.children if c.i < token.i]
        if token.dep_ in ("acl:relcl", "acl") and not w.RELATIVE.isdisjoint(left):
            return token.head.lower_ not in w.CONTENT_NOUN
        if token.dep_ in ("advcl", "acl") and "to" in left:
            return token.head.lower_ not in w.WAY
        token = token.head
    return False


def _main(token: Token) -> bool:
    """Whether a verb is the root, joined to it, or what the root reports."""
    for _ in range(4):
        if token.dep_ in ("ROOT", "root"):
            return True
        if token.dep_ not in ("conj", "ccomp", "parataxis"):
            return False
        token = token.head
    return False


@lru_cache(maxsize=64)
def associates(text: str) -> bool:
    """Whether a sentence speaks of association rather than of cause."""
    return bool(w.ASSOCIATION.search(text))


def hedged(text: str, doc: Doc | None = None) -> bool:
    """Whether a hedge governs what the sentence says causes what: the scope alone, whatever else :func:`classify` decides."""
    return _governed(text, doc, 0, tools=True)


def _governed(text: str, doc: Doc | None, offset: int = 0, *, tools: bool = False) -> bool:
    """Whether a hedge governs a causal predicate; ``tools``: or what a thing can be used for."""
    for hedge in (w.WIDE_HEDGE if tools else w.FIRM_HEDGE).finditer(text):
        rest = text[hedge.end() : hedge.end() + 90]
        if (
            hedge[0].lower() == "would"
            and not tools
            and not re.search(r"\b(?:could|may|might|if|evidence that)\b", text, re.IGNORECASE)
            and not w.EFFECT.match(rest.strip().split(" ")[0] if rest.strip() else "")
        ):
            continue
        tool = w.TOOL.match(rest)
        if tool and not tools and not w.EFFECT.search(" ".join(re.split(r"[;:(]", rest)[0].split()[: w.REACH])):
            continue
        if doc is not None:
            verb = _head(doc, hedge, offset)
            if verb is not None and _causal_subtree(verb):
                return True
        near = re.split(r"[;:(]|,? (?:that|which|who|because|but|although|if|when|while) ", rest, maxsplit=1)[0]
        words = " ".join(near.split()[: w.REACH])
        if w.CAUSAL.search(words):
            return True
        # any other predicate may still be causal ("may quell"); a statement of difference or a plan decides against it
        if not w.OTHER_PREDICATE.match(words) and not (
            w.ASSOCIATION.search(text) or w.CORRELATIONAL.search(text) or w.OPEN.search(text)
        ):
            return True
    return False


def _head(doc: Doc, hedge: re.Match[str], offset: int = 0) -> Token | None:
    """The verb or predicate that the hedge belongs to."""
    for token in doc:
        if token.idx <= offset + hedge.start() < token.idx + len(token.text):
            if token.dep_ in ("aux", "advmod", "amod"):
                return token.head
            return next((c for c in token.children if c.dep_ in ("xcomp", "ccomp", "advcl")), token)
    return None


def _causal_subtree(verb: Token) -> bool:
    """Whether the predicate, its complement or its object speaks of cause and effect."""
    if w.CAUSAL.fullmatch(verb.text) or w.CAUSAL.fullmatch(verb.lemma_):
        return True
    if verb.lemma_ in w.PERCEIVING:
        # "you may notice that it relieves ...": the noticing is uncertain, not the relief
        return False
    return any(
        (child.dep_ in ("xcomp", "ccomp", "obj", "obl", "acl") and w.CAUSAL.fullmatch(child.text)) for child in verb.children
    )


def classify_many(texts: Sequence[str], parsed: bool = True) -> list[int]:
    """Strengths of many sentences, in one batch; without the shipped parser the hedge's scope is read from the words."""
    return [strength for strength, _ in judge_many(texts, parsed)]


def judge_many(texts: Sequence[str], parsed: bool = True) -> list[tuple[int, bool]]:
    """(strength, whether a hedge governs the statement) of many sentences, in one batch."""
    docs: Iterable[Doc | None] = [None] * len(texts)
    if parsed:
        from spincheck.language import pipeline

        try:
            docs = pipeline.pipe(texts)
        except pipeline.LanguageUnavailable:
            docs = [None] * len(texts)
    return [(classify(text, doc), hedged(text, doc)) for text, doc in zip(texts, docs, strict=True)]
