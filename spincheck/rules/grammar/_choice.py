"""Which of LanguageTool's rules are asked for, in which English, and which words are no misspellings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from spincheck import lexicon
from spincheck.language.grammar import Query, Reply
from spincheck.rules.context import Context

#: left out unless enabled: matters of typography, punctuation and taste, on which edited health prose differs
_OFF_CATEGORIES = (
    "CASING",
    "COMPOUNDING",
    "CREATIVE_WRITING",
    "GENDER_NEUTRALITY",
    "PLAIN_ENGLISH",
    "PUNCTUATION",
    "REDUNDANCY",
    "REPETITIONS_STYLE",
    "STYLE",
    "TEXT_ANALYSIS",
    "TYPOGRAPHY",
    "WIKIPEDIA",
    "BRITISH_ENGLISH",
    "BRE_STYLE_OXFORD_SPELLING",
    "AMERICAN_ENGLISH_STYLE",
)
#: left out unless enabled, of the categories that are on
_OFF_RULES = ("WHITESPACE_RULE", "POSSESSIVE_APOSTROPHE", "FOR_EVER_US", "EN_DIACRITICS_REPLACE")
#: what the rules of this family are about; the first that holds the category or rule wins
FAMILIES = {
    "GRM502": frozenset({"CONFUSED_WORDS", "COLLOCATIONS", "SEMANTICS", "FALSE_FRIENDS", "NONSTANDARD_PHRASES"}),
    "GRM503": frozenset({"TYPOS"}),
    "GRM504": frozenset(_OFF_CATEGORIES),
}
_BRITISH = re.compile(
    r"\b(?:\w+(?:isation|ising|ised|ise)s?|\w*(?:colour|flavour|behaviour|tumour|favour|labour|fibre|centre|litre)\w*"
    r"|\w*(?:anaem|haem|oedema|oestr|paediatr|orthopaed|gynaec|diarrhoea|oesoph)\w*|programme|whilst|grey|mum|physiotherap\w+)\b",
    re.IGNORECASE,
)
_AMERICAN = re.compile(
    r"\b(?:\w+(?:ization|izing|ized|ize)s?|\w*(?:color|flavor|behavior|tumor|favor|labor|fiber|center|liter)s?"
    r"|\w*(?:anem|hemo|hemat|edema|estrogen|pediatr|orthoped|gynec|diarrhea|esophag)\w*|gray|mom)\b",
    re.IGNORECASE,
)
#: words in -ise and so on that are spelt so everywhere
_EVERYWHERE = re.compile(
    r"(?:exerc|adv|superv|rev|surpr|prom|pra|ra|otherw|w|prec|r|comprom|adverti|expert|no|disgu|desp|telev|improv|franch|conc|"
    r"dev|incis|exc|arise|likew|clockw|s)is(?:e|es|ed|ing)$",
    re.IGNORECASE,
)
_SEEN = 5
_COMPOUND = "EN_COMPOUNDS"
_OTHER_ENGLISH = re.compile(r"is (?:British|American|Australian|Canadian) English")


def query(ctx: Context) -> Query:
    """What the server is told for this document."""
    settings = ctx.settings.grammar
    on, off = set(settings.enable), set(settings.disable)
    return Query(
        language=english(ctx.text) if settings.language == "auto" else settings.language,
        # the user names rules and categories alike: each is offered as both, and the server ignores what it does not know
        enabled_rules=tuple(sorted(on)),
        disabled_rules=tuple(sorted(set(_OFF_RULES) - on | off)),
        enabled_categories=tuple(sorted(on)),
        disabled_categories=tuple(sorted(set(_OFF_CATEGORIES) - on | off)),
    )


def english(text: str) -> str:
    """ "en-GB" for a text whose spelling is more British than American, else "en-US"."""
    british = sum(not _EVERYWHERE.search(m[0]) for m in _BRITISH.finditer(text))
    return "en-GB" if british > sum(1 for _ in _AMERICAN.finditer(text)) else "en-US"


def family(reply: Reply) -> str:
    """The code of the rule that reports a match."""
    if reply.rule.startswith(_COMPOUND):
        return "GRM504"
    # some rules about confusable words sit in TYPOS, beside the speller
    if reply.category == "TYPOS" and not reply.rule.startswith(("MORFOLOGIK", "HUNSPELL", "SPELLER")):
        return "GRM502"
    return next((code for code, categories in FAMILIES.items() if reply.category in categories), "GRM501")


def known_word(ctx: Context, word: str) -> bool:
    """Whether what the speller does not know is no mistake: a name, a code, a medical term, a word of the allow-list."""
    if any(c.isupper() or c.isdigit() for c in word):
        return True  # names, abbreviations, codes
    folded = word.lower().replace("’", "'").removesuffix("'s")
    if folded in _own_words(ctx.settings.allow) or folded in _medical():
        return True
    # a word that a text uses again and again in one spelling is its subject, not a slip
    uses: dict[str, int] = ctx.shared("grammar-words", _count_words)
    return uses.get(folded, 0) >= 3 or _seen(folded)


def _count_words(ctx: Context) -> dict[str, int]:
    out: dict[str, int] = {}
    for match in re.finditer(r"[^\W\d_]+", ctx.text.lower()):
        out[match[0]] = out.get(match[0], 0) + 1
    return out


def _seen(word: str) -> bool:
    from spincheck.language import ngrams

    counts = ngrams.load()
    # a word the speller misses in one spelling variant may stand in the reference with a hyphen or in the singular
    return counts.count(word) >= _SEEN or (word.endswith("s") and counts.count(word[:-1]) >= _SEEN)


@lru_cache(maxsize=16)
def _own_words(allow: tuple[str, ...]) -> frozenset[str]:
    return frozenset(w for phrase in allow for w in lexicon.fold(phrase).split())


@lru_cache(maxsize=1)
def _medical() -> frozenset[str]:
    return frozenset(w for term in lexicon.allowed_terms() for w in term.split() if len(w) > 3)


def kept(ctx: Context, found: Iterable[tuple[int, int, Reply]]) -> list[tuple[int, int, Reply]]:
    """Matches without hyphens in compounds (unless enabled) and without the misspellings that are none."""
    settings = ctx.settings.grammar
    out: list[tuple[int, int, Reply]] = []
    for start, end, reply in found:
        # hyphens in compounds come under thousands of rule ids, which cannot be listed for the server
        if reply.rule.startswith(_COMPOUND) and "COMPOUNDING" not in settings.enable:
            continue
        if family(reply) == "GRM503":
            variant = settings.language == "auto" and _OTHER_ENGLISH.search(reply.message)
            if variant or known_word(ctx, ctx.text[start:end]):
                continue
        out.append((start, end, reply))
    return out
