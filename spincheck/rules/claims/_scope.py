"""What a claim's surroundings do to it: negation, questions, refutation, hedges, attribution.

Works on words, so that it costs little and does the same with and without a parser. A hedge counts only when nothing
but adverbs and auxiliaries stands between it and the claim's verb ("may also help to relieve"); one that governs
another verb ("you may notice that it relieves") does not reach the claim.
"""

# ruff: noqa: E501 (regular expressions and word lists are kept in one piece)

from __future__ import annotations

import re
from functools import lru_cache

from spincheck.rules.claims._tokens import Words

_BREAK = frozenset([";", ":", "(", ")", "—", "–", "but", "although", "though", "whereas", "because", "which", "while"])
_NEGATION = frozenset(
    [
        "not",
        "no",
        "never",
        "cannot",
        "neither",
        "nor",
        "hardly",
        "scarcely",
        "unlikely",
        "fail",
        "fails",
        "failed",
        "failing",
        "without",
        "lack",
        "lacks",
        "nothing",
        "none",
        "nobody",
        "unable",
        "insufficient",
        "rarely",
        "doubtful",
    ]
)
_NOT_NEGATION = {("not", "only"), ("not", "just"), ("no", "longer"), ("no", "doubt"), ("not", "merely"), ("no", "wonder")}
_HEDGE = frozenset(
    [
        "may",
        "might",
        "could",
        "possibly",
        "perhaps",
        "potentially",
        "probably",
        "maybe",
        "seems",
        "seem",
        "seemed",
        "appears",
        "appear",
        "appeared",
    ]
)
_PASS = frozenset(
    [
        "also",
        "help",
        "helps",
        "be",
        "been",
        "have",
        "has",
        "well",
        "even",
        "to",
        "able",
        "in",
        "turn",
        "often",
        "sometimes",
        "only",
        "just",
        "actually",
        "further",
        "then",
        "both",
    ]
)

_REFUTED = re.compile(
    r"\b(?:myths?|misconceptions?|mistaken|debunk\w*|hoax\w*|scams?|quack\w*|bogus|fraud\w*|false(?:ly)?|untrue|misleading|unproven|unfounded|"
    r"unsubstantiated|unsupported|beware|be wary|wary of|too good to be true|contrary to|red flags?|nonsense|snake oil|exaggerat\w*|"
    r"no (?:\w+ ){0,3}(?:evidence|proof|data|studies|research)\b|(?:not|never|n't) (?:\w+ )?(?:been )?(?:proven|proved|shown|approved|evaluated|established|demonstrated)|"
    r"(?:there(?:'s| is| are| was)|has|have|with) (?:currently |still |yet |as yet |at present |so far )?no (?:known |single |real |permanent |quick |magic |simple |sure |proven )*"
    r"(?:cures?|guarantees?|way|such thing|fix|treatment|magic)|no (?:known |real |permanent )?cures?\b|(?:does|do|did|is|are)(?: not|n't) (?:necessarily )?mean|"
    r"little evidence|lack of evidence|too (?:soon|early) to|remains? (?:unclear|unknown|to be seen)|not enough evidence|sceptic\w*|skeptic\w*|"
    r"nothing (?:can|will|is)|warn(?:s|ed|ing)? (?:against|that|about|consumers|people|patients)|should(?: not|n't)|must(?: not|n't)|"
    r"no (?:product|supplement|treatment|therapy|drug|diet|doctor|clinic|one|procedure|surgery|medicine|food|test|vaccine) (?:is|can|will|should|has|cures?|works?|guarantees?))\b",
    re.IGNORECASE,
)
_CLAIMED = re.compile(
    r"\b(?:claim(?:s|ed|ing)? (?:to|that|it|they|its|he|she)|that claim|claims? (?:of|about|such as|like)|purport\w*|alleged\w*|supposed(?:ly)?|so.called|(?:that|which|who|products?|ads?|sites?|companies|sellers) promis\w+|touted|(?:had|has|have) promised|promised (?:that|to|me|us|him|her)|"
    r"marketed as|advertis\w+ (?:as|that)|if (?:a|an|any|someone|somebody|you (?:see|hear|read)))\b",
    re.IGNORECASE,
)
_IRREALIS = re.compile(
    r"\b(?:whether|in (?:the )?hopes? (?:of|that)|hop(?:es?|ed|ing) (?:to|that|for)|search(?:ing)? for|look(?:ing)? for|seek(?:s|ing)?|race (?:to|for)|quest (?:to|for)|aim(?:s|ed|ing)? (?:to|at|of)|goal|"
    r"try(?:ing)? to|tried to|attempt\w*|need(?:s|ed)? to|want(?:s|ed)? to|research (?:into|on)|stud(?:y|ies|ied|ying) (?:of|on|into|to)|develop(?:ing|ment)?(?: of)?|"
    r"wait(?:ing)? for|closer to|toward|towards|one day|someday|working on|find(?:ing)? a|test(?:ed|ing|s)? (?:of|to|if)|designed to test|explor\w+|investigat\w+|in order to|how to|ways? to|if you)\b",
    re.IGNORECASE,
)
_ATTRIBUTED = re.compile(
    r"\b(?:said|says|according to|told|explained|explains|reported|reports|noted|wrote|writes|added|argues|stated|commented|researchers|investigators|authors|scientists|the study|a study|the trial|"
    r"this study|the team|study's|findings?|results? (?:show|suggest|indicate)\w*|university|professor|journal)\b|\bDr\b|\bMD\b|\bPhD\b",
    re.IGNORECASE,
)
_CARE_FIRST = re.compile(
    r"\b(?:(?:talk|speak|check|consult|discuss|ask|tell|see|contact|call)\w* (?:\w+ ){0,4}(?:doctors?|gps?|physicians?|pharmacists?|providers?|teams?|clinicians?|professionals?|nurses?|midwi\w+)|under (?:medical|your doctor)|"
    r"(?:not|never|n't|avoid) (?:\w+ ){0,3}(?:stop\w*|skip\w*|quit\w*|replace\w*|substitute|miss|discontinu\w*|delay\w*|give up|come off|be used instead|refuse)|your doctor (?:may|might|will|can|could|tells?|says?|asks?|advises?)|side effects? (?:may|can|such as|include))\b",
    re.IGNORECASE,
)
_HYPOTHETICAL = re.compile(r"^(?:if|when|unless|should|before|suppose)\b", re.IGNORECASE)


def clause(words: Words, at: int) -> int:
    """The first word of the clause that holds word ``at``."""
    for i in range(at - 1, -1, -1):
        if words.low[i] in _BREAK:
            return i + 1
        if words.low[i] == "," and i + 1 < at and words.low[i + 1] in ("and", "so", "yet", "or"):
            return i + 2
    return 0


def negated(words: Words, at: int) -> str:
    """The word that negates what begins at ``at``, or nothing."""
    low = words.low
    for i in range(at - 1, max(clause(words, at), at - 7) - 1, -1):
        word = low[i]
        if word == "," and at - i > 1:
            return ""
        if (word in _NEGATION or word.endswith("n't")) and (
            word,
            low[i + 1] if i + 1 < len(low) else "",
        ) not in _NOT_NEGATION:
            return word
    return ""


def hedged(words: Words, at: int, noun: bool = False) -> str:
    """The hedge that governs the verb at word ``at`` (for ``noun``, the verb shortly before it), or nothing."""
    low = words.low
    budget = 4 if noun else 0
    for i in range(at - 1, max(clause(words, at), at - 8) - 1, -1):
        word = low[i]
        if word in _HEDGE:
            return word
        if word == "that":
            return ""
        if word not in _PASS and not word.endswith("ly"):
            budget -= 1
            if budget < 0:
                return ""
    return ""


def question(text: str) -> bool:
    """Whether a sentence asks."""
    return text.rstrip("\"'”’)]} ").endswith("?")


@lru_cache(maxsize=64)
def refuted(text: str) -> str:
    """What in the sentence refutes or doubts the claim, or nothing."""
    found = _REFUTED.search(text)
    return found[0] if found else ""


@lru_cache(maxsize=64)
def claimed(text: str) -> str:
    """What says that somebody else claims it."""
    found = _CLAIMED.search(text)
    return found[0] if found else ""


def irrealis(text: str) -> str:
    """What says that it is wished for, planned or under study."""
    found = _IRREALIS.search(text)
    return found[0] if found else ""


@lru_cache(maxsize=64)
def attributed(text: str) -> str:
    """Who is made responsible for a statement, in the words that say so."""
    found = _ATTRIBUTED.search(text)
    return found[0] if found else ""


@lru_cache(maxsize=64)
def defers_to_care(text: str) -> str:
    """Advice to ask a clinician first, or not to stop; makes a sentence about stopping care harmless."""
    found = _CARE_FIRST.search(text)
    return found[0] if found else ""


def hypothetical(text: str) -> bool:
    """Whether the sentence opens with a condition."""
    return bool(_HYPOTHETICAL.match(text))
