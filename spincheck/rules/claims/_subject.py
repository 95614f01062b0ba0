"""Who or what does the relieving: a treatment that is on offer, a person, or the body itself.

"Our tea lowers blood glucose" claims something of a product; "insulin lowers blood glucose" is physiology, and "doctors treat
back pain" says what doctors do. Decided on the words before the cue, nearest first.
"""

# ruff: noqa: E501 (regular expressions and word lists are kept in one piece)

from __future__ import annotations

from dataclasses import dataclass

from spincheck.rules.claims import _scope
from spincheck.rules.claims._document import Register
from spincheck.rules.claims._patterns import Match
from spincheck.rules.claims._tokens import Words
from spincheck.rules.context import Context, Sentence

_POINTING = frozenset(["it", "this", "these", "they", "that", "which", "such"])
_SELLER = frozenset(["our", "we", "us", "my"])
_READER = frozenset(["you", "your", "yourself", "yours"])
_FIRST = frozenset(["i", "my", "me", "we", "our", "us", "myself"])
_PERSONS = frozenset(
    [
        "he",
        "she",
        "doctors",
        "doctor",
        "physicians",
        "physician",
        "surgeons",
        "surgeon",
        "nurses",
        "patients",
        "patient",
        "people",
        "researchers",
        "scientists",
        "who",
        "anyone",
    ]
)
_STUDY = frozenset(["study", "studies", "trial", "research", "scientists", "researchers", "team"])
#: words of appointments and parcels, whose times are no promise of an effect
_VISIT = frozenset(
    [
        "ring",
        "call",
        "answer",
        "reply",
        "return",
        "refund",
        "send",
        "deliver",
        "delivery",
        "appointment",
        "book",
        "show",
        "explain",
        "come",
        "go",
        "open",
        "closed",
        "x-ray",
        "see",
        "visit",
    ]
)
_PLANS = frozenset(
    [
        "goal",
        "goals",
        "aim",
        "aims",
        "aimed",
        "hope",
        "hopes",
        "hoping",
        "plan",
        "plans",
        "ways",
        "tips",
        "effort",
        "efforts",
        "need",
        "needs",
        "want",
        "wants",
        "try",
        "trying",
        "able",
        "used",
        "use",
        "steps",
        "do",
        "activities",
    ]
)
#: classes whose member as the subject makes a sentence physiology
_EFFECT = ("condition", "symptom", "function", "mechanism", "organ", "treatment", "relief")


#: figures, studies, comparisons and times, which honest reports are full of
_BOASTS = frozenset(["CLM306", "CLM307", "CLM308", "CLM311"])
#: a treatment after these does not act
_BESIDE = frozenset(["without", "after", "during", "before", "until"])
#: what a relative clause describes without claiming anything of a treatment
_BODILY = frozenset(["body", "part", "organ", "condition", "symptom"])
#: what makes a clause a condition or an instruction
_CONDITION = frozenset(["how", "if", "because", "until", "unless"])
_DETERMINERS = frozenset(["a", "an", "the", "this", "these", "your", "his", "her", "their", "my", "some", "any", "no", "of"])
#: words that stand for the thing on offer at the head of a clause
_TOPIC = frozenset(["it", "this", "these", "they", "our", "we"])
#: classes of verbs that need somebody who acts
_VERBS = frozenset(
    ["lessen", "enhance", "down", "up", "eliminate", "heal", "treat", "cure", "trigger", "flush", "prevent", "detoxify"]
)
#: classes that speak of a change in health
_CHANGE = frozenset([*_VERBS, "vanish", "regrow", "thrive", "relief", "effective", "acclaim", "fatweight", "harmful"])


@dataclass(frozen=True, slots=True)
class Subject:
    """``claims`` says whether the candidate is a claim at all, ``sure`` scales its confidence (0 to 1)."""

    claims: bool
    treatment: str = ""
    sure: float = 1.0


def of(ctx: Context, sentence: Sentence, words: Words, match: Match, kind: Register) -> Subject:
    """The subject of a candidate, and whether what its pattern asks for is there."""
    flags, low = match.pattern.flags, words.low
    treatment = _treatment(ctx, words, match)
    if match.pattern.code == "CLM311" and _time_only(words, match):
        return Subject(False)
    if "first" in flags and not (_FIRST & set(low) or ctx.quoted(*words.spans[match.start])):
        return Subject(False)
    if "imperative" in flags and not _imperative(words, match):
        return Subject(False)
    if "own" in flags and kind.reporting:
        return Subject(False)
    if "own" in flags and not (_selling(words) or treatment or kind.selling_density >= 8):
        return Subject(False)
    if "seller" in flags and not (_SELLER & set(low)):
        return Subject(False)
    if "people" in flags and not _effect(words, match):
        return Subject(False)
    if "vague" in flags and _named(sentence.text):
        return Subject(False)
    if "stat" in flags and not (treatment or _outcome(words) or _selling(words)):
        return Subject(False)
    if "effect" in flags and not ((_SELLER & set(low) or treatment) and _acts(words)):
        return Subject(False)
    if "benefit" in flags and not (treatment or _selling(words) or words.has("effective") or words.has("relief")):
        return Subject(False)
    if "result" in flags and {"find", "treatment"} <= {p.name for p in match.places}:
        return Subject(False)
    if "generic" in flags and (_cites(low, match) or not (treatment or _selling(words) or _benefit(words))):
        # "studies show that smoking raises the risk" backs no product
        return Subject(False)
    if match.pattern.open:
        return _offer(words, match, treatment, kind)
    if "subject" not in flags:
        return Subject(True, treatment)
    return _agent(words, match, treatment, kind)


#: what makes a time an appointment, a history or an order
_WHEN = frozenset(["last", "past", "previous", "next", "must", "should", "if", "unless"])


def _time_only(words: Words, match: Match) -> bool:
    """Whether the time in a candidate tells how long something lasted or when to act, not how fast something works."""
    low = words.low
    if _WHEN & set(low[_scope.clause(words, match.start) : match.end]):
        return True
    # "after four weeks of cough"
    return low[match.end : match.end + 1] == ["of"] and (
        words.has("symptom", match.end, match.end + 3) or words.has("condition", match.end, match.end + 3)
    )


def _offer(words: Words, match: Match, treatment: str, kind: Register) -> Subject:
    """Open vocabulary: any change for the better is a claim where something is on offer and nobody else is its subject."""
    low = words.low
    start = _scope.clause(words, match.start)
    before = range(match.start - 1, start - 1, -1)
    acting = any(
        {"treatment", "product"} & {p.name for p in words.places[i]} and not _BESIDE & set(low[max(0, i - 1) : i])
        for i in before
    ) or (start < match.start and low[start] in _TOPIC)
    if kind.reporting or (match.spun and not acting) or _CONDITION & set(low[max(0, start - 1) : match.start]):
        return Subject(False)
    first = low[match.start - 1 : match.start]
    if match.places and match.places[0].name == "practitioner" and first in (["your"], ["the"], ["a"], ["my"]):
        # "your doctor may recommend ..." tells what a clinician will do, "doctors recommend ..." appeals to authority
        return Subject(False)
    if match.pattern.code in _BOASTS and not (kind.offer or acting):
        return Subject(False)
    if "effectpromo" in match.pattern.flags and not any(p.name in _CHANGE for at in words.places for p in at):
        return Subject(False)
    verb = bool(match.places) and match.places[0].name in _VERBS and match.places[0].start == match.start
    if not verb and "acts" not in match.pattern.flags:
        return Subject(True, treatment, 0.8)
    if (first and first[0] in _DETERMINERS) or {"goal", "goals", "aim"} & set(low[: match.start]):
        # "an attack of gout": a noun
        return Subject(False)
    if not low[start : match.start] or low[match.start - 1] in ("and", "then", ",", "please", "not", "to"):
        # an order is advice, unless what it promises is the end of a complaint
        told = not acting and not any(p.name in ("condition", "symptom", "toxin", "fatweight") for p in match.places)
        if told or (first == ["to"] and (not acting or words.has("care", 0, match.start))):
            return Subject(False)
    for i in before:
        names = {p.name for p in words.places[i]}
        if low[i] in _SELLER or low[i] in _POINTING or names & {"treatment", "product"}:
            break
        if low[i] in _PERSONS or names & {"practitioner", "people"} or low[i] in ("should", "must", "not", "if"):
            return Subject(False)
        if names & {"body", "condition", "symptom", "part", "organ", "care"} and not acting:
            return Subject(False)
    return Subject(True, treatment, 0.85 if acting else 0.7)


def _agent(words: Words, match: Match, treatment: str, kind: Register) -> Subject:
    """The nearest thing before the verb that can be its subject."""
    low = words.low
    start = _scope.clause(words, match.start)
    before = low[start : match.start]
    head = low[match.start]
    if (before and before[-1] in ("you're", "they're", "we're", "who're", "i'm")) or "how" in before[-8:]:
        return Subject(False)
    if {"goal", "goals"} & set(low[: match.start]):
        return Subject(False)
    if before and before[-1] == "to":
        # "surgery to remove the cancer", "the goal is to prevent ...": what care is for, and plans, are no promise
        if (
            words.has("care", 0, match.start)
            or words.has("practitioner", start, match.start)
            or _PLANS & set(before[-6:])
            or _PERSONS & set(before[-5:])
        ):
            return Subject(False)
    if match.pattern.code in ("CLM301", "CLM315") and words.has("care", 0, match.start) and not offered(words):
        return Subject(False)
    if (
        len(before) > 1
        and before[-1] == "for"
        and before[-2] in ("options", "alternatives", "choices", "ways", "tips", "strategies", "advice", "guidelines")
    ):
        return Subject(False)
    if low[match.start + 1 : match.start + 2] == ["of"] and not head.endswith(("ing", "ed", "s")):
        # "good control of blood sugar": a noun
        return Subject(False)
    gerund = head.endswith("ing")
    if gerund and before and before[-1] in ("by", "in", ",", "and", "of", "for", "while", "without"):
        # "by boosting ...": the subject is in another clause
        return Subject(bool(treatment) or _selling(words) or not kind.reporting, treatment, 0.9 if treatment else 0.75)
    for i in range(match.start - 1, start - 1, -1):
        word = low[i]
        names = {p.name for p in words.places[i]}
        if word in ("that", "which") and i > start and {p.name for p in words.places[i - 1]} & _BODILY:
            # "the bone that holds your teeth"
            return Subject(False)
        if word in _SELLER or word in _POINTING:
            return Subject(True, treatment)
        if "treatment" in names or "product" in names or "care" in names:
            return Subject(True, treatment)
        if word in _PERSONS or "practitioner" in names:
            return Subject(False)
        if word in _READER:
            return Subject(not kind.reporting and bool(treatment), treatment, 0.8)
        if "body" in names and not treatment:
            return Subject(False)
    if not before and not gerund:
        # an order to the reader, or a headline: "Relieve back pain in minutes"
        return Subject(not kind.reporting, treatment, 0.8)
    if kind.reporting:
        return Subject(bool(treatment), treatment, 0.7)
    return Subject(True, treatment, 0.9 if treatment else 0.75)


def _treatment(ctx: Context, words: Words, match: Match) -> str:
    """The treatment nearest before the cue, else the first one after it, as written."""
    places = [p for p in words.of("treatment") if p.end <= match.start] or [
        p for p in words.of("treatment") if p.start >= match.end
    ]
    if not places:
        return ""
    place = places[-1] if places[-1].end <= match.start else places[0]
    first = place.start
    # take the modifiers in: "cold laser therapy"
    while (
        first > 0 and place.start - first < 2 and words.low[first - 1].isalpha() and words.low[first - 1] not in _STOPWORDS
    ):
        first -= 1
    return " ".join(ctx.text[words.spans[first][0] : words.spans[place.end - 1][1]].split())


_STOPWORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "this",
        "that",
        "these",
        "those",
        "our",
        "your",
        "my",
        "their",
        "his",
        "her",
        "its",
        "of",
        "in",
        "on",
        "for",
        "to",
        "with",
        "by",
        "and",
        "or",
        "but",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "it",
        "you",
        "we",
        "they",
        "as",
        "at",
        "from",
        "not",
        "no",
        "than",
        "any",
        "all",
        "which",
        "who",
        "such",
        "most",
        "some",
        "many",
        "more",
        "other",
        "can",
        "may",
        "will",
        "if",
        "when",
        "also",
        "use",
        "using",
        "used",
        "offers",
        "provides",
        "gives",
        "take",
        "taking",
    ]
)


def _imperative(words: Words, match: Match) -> bool:
    """An order ("stop taking ..."), or the reader is told that they can."""
    start = _scope.clause(words, match.start)
    before = words.low[start : match.start]
    if not before or before[-1] in (
        "can",
        "now",
        "so",
        "then",
        "just",
        "simply",
        "and",
        ",",
        "to",
        "safely",
        "finally",
        "you",
        "ll",
    ):
        return (
            not before
            or bool(_READER & set(before))
            or (before[-1] in ("just", "simply", "so", "then", "now", ",", "and") and not _PERSONS & set(before))
        )
    return bool((_READER | {"i", "they", "users", "customers", "many"}) & set(before[-5:]))


def offered(words: Words) -> bool:
    """Whether a seller speaks in the sentence."""
    return bool(_SELLER & set(words.low))


def _selling(words: Words) -> bool:
    return bool((_SELLER | _READER) & set(words.low))


def _effect(words: Words, match: Match) -> bool:
    return any(p.name in _EFFECT for at in words.places for p in at) or _selling(words)


def _acts(words: Words) -> bool:
    """Whether the sentence speaks of an effect, not only of a treatment's schedule."""
    names = ("relief", "down", "eliminate", "up", "cure", "appearance", "effective", "condition", "symptom", "function")
    return any(words.has(name) for name in names) and not (words.has("practitioner") or _VISIT & set(words.low))


def _benefit(words: Words) -> bool:
    return any(words.has(name) for name in ("relief", "effective", "safe", "product", "option", "natural", "function"))


def _outcome(words: Words) -> bool:
    return words.has("relief") or words.has("effective") or words.has("down") or words.has("report")


def _cites(low: list[str], match: Match) -> bool:
    """ "The study", "this trial", "a 2019 study": one study, which the evidence part looks after; not "studies show"."""
    return (
        match.start > 0
        and low[match.start - 1]
        in ("the", "this", "our", "a", "an", "that", "their", "his", "her", "recent", "new", "one", "another")
        and not low[match.start].endswith("s")
    )


def _named(text: str) -> bool:
    return "Dr" in text or "Prof" in text or "according to" in text
