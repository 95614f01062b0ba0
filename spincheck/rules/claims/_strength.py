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

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

NONE, CORRELATIONAL, CONDITIONAL, DIRECT = range(4)

_CORRELATIONAL = re.compile(
    r"\b(?:associat(?:ed|ion|ions|es|e)\b|link(?:ed|s)? (?:to|with|between)|links?\b(?= between)|correlat\w+|relat(?:ed|es|ion|ionship|ionships) (?:to|with|between)|relationships?\b|tied to|ties\b|connect(?:ed|ion) (?:to|with|between)|"
    r"predict(?:s|ed|ive|or|ors|ing)?\b|risk factors?|independent(?:ly)? (?:risk|predict|associat)\w*|odds|hazard ratio|markers? (?:of|for)|(?:more|less|times|as) (?:\w+ )?(?:likely|common|prevalent|frequent)|likelihood|"
    r"(?:higher|lower|greater|increased|decreased|elevated|reduced|raised|smaller|double|twice the|similar|lowest|highest|significant|excess|threefold|fold) (?:\w+[ -]){0,4}?(?:risks?|rates?|incidence|prevalence|levels?|odds|mortality|chances?|concentrations?|scores?|likelihood|proportion|frequency)\b|"
    r"at (?:\w+ ){0,3}risk|risks? (?:of|for) \w+ (?:was|were|is|are) (?:higher|lower|greater|increased|similar)|"
    r"(?:higher|lower|greater|worse|more|less|fewer|better|poorer|older|younger|longer|shorter|heavier) (?:\w+ ){0,6}?(?:than|compared|among|in (?:patients|women|men|children|those|the|people|adults))|compared (?:to|with)|differ(?:s|ed|ences?|ent)? (?:significantly |between|in|among|from)|"
    r"(?:have|has|had|show\w*|were|are|was|at|fared|tended to be) (?:\w+ ){0,2}?(?:higher|lower|fewer|more|less|greater|poorer|worse|better|older|younger|healthier|longer|shorter)\b|prognostic|susceptib\w+|peak risk|"
    r"prevalen(?:ce|t)|occurs? (?:more|less|often)|common (?:in|among)|coexist\w*|co-occur\w*|accompanied|depend(?:s|ent|ed) on|var(?:y|ies|ied) (?:by|with|between|across)|interact(?:ion|s)? (?:between|with)|seen in|observed in|"
    r"(?:increase|decrease)d? with|among (?:those|people|women|men|patients) (?:who|with)|follow(?:s|ed) by)",
    re.IGNORECASE,
)
_CAUSAL_STEM = (
    r"caus(?:e|es|ed|ing|al|ative)|lead(?:s|ing)? to|led to|result(?:s|ed|ing)? in|increas(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|reduc(?:e|es|ed|ing|tion|tions)|lower(?:s|ed|ing)|rais(?:e|es|ed|ing)|improv(?:e|es|ed|ing|ement|ements)|enhanc(?:e|es|ed|ing)|"
    r"prevent(?:s|ed|ing|ion)?|protect(?:s|ed|ing|ive)?|affect(?:s|ed|ing)?|influenc(?:e|es|ed|ing)|impact(?:s|ed|ing)?|effects?|contribut(?:e|es|ed|ing|ion)|induc(?:e|es|ed|ing)|trigger(?:s|ed|ing)?|promot(?:e|es|ed|ing)|boost(?:s|ed|ing)?|"
    r"benefit(?:s|ed|ing)?|beneficial|effective(?:ness|ly)?|efficac(?:y|ious)|help(?:s|ed|ing)?|alleviat\w+|relie(?:f|ve|ves|ved|ving)|treat(?:s|ing)\b|worsen(?:s|ed|ing)?|exacerbat\w+|attenuat\w+|mitigat\w+|suppress\w*|inhibit\w*|stimulat\w+|modulat\w+|mediat\w+|"
    r"accelerat\w+|delay(?:s|ed|ing)?|slow(?:s|ed|ing)?|restor\w+|damag\w+|harm(?:s|ed|ful|ing)?|impair(?:s|ed|ing)?|alter(?:s|ed|ing)?|chang(?:e|es|ed|ing)|produc(?:e|es|ed|ing)|driv(?:e|es|en|ing)|facilitat\w+|sav(?:e|es|ed|ing) lives|kill(?:s|ed|ing)?|cut(?:s|ting)?|"
    r"eliminat\w+|ameliorat\w+|achiev\w+|provid\w+|play(?:s|ed|ing)? (?:an? )?(?:\w+ )*?(?:part|role)|due to|because of|attribut\w+|responsible for|explain(?:s|ed)?|safe|superior|better than|outperform\w*|success(?:ful|fully)?|extend(?:s|ed|ing)?|prolong(?:s|ed|ing)?|"
    r"worse|useful|valuable|feasible|reliable|consequences?|determin(?:e|es|ed|ants?)|makes?|made|allow(?:s|ed|ing)?|enabl\w+|support(?:s|ed|ing)?|offer(?:s|ed)?|involved|essential|necessary|critical|important|key|mechanism|target(?:s|ed)?|"
    r"risk|develop(?:s|ed|ing)?|minimi[sz]\w*|maintain\w*|strengthen\w*|counter\w*|interfere\w*|regulat\w+|aggravat\w+|deteriorat\w+|combat\w*|safeguard\w*|reverse\w*|cure\w*|overtake|receive|put|serve|pose\w*|experience|assist(?:s|ed)?|bring(?:s)?|curb(?:s)?|sav(?:e|es|ing)|alternatives?|double|triple|halve|implications?|respons\w+|subject (?:them|patients)|reasons?|causes|potential|threat\w*|substantial\w*|lives|outcomes?|survival|be the|represent|account|need|require|yield|hold|result"
)
_CAUSAL = re.compile(rf"\b(?:{_CAUSAL_STEM})\b", re.IGNORECASE)
_DIRECT = re.compile(
    r"\b(?:caus(?:es?|ed|ing)\b|lead(?:s|ing)? to|led to|result(?:s|ed|ing)? in|(?:increas|decreas|reduc|improv|enhanc|rais|induc|promot|produc|alleviat|relie(?=v)|accelerat|stimulat|ameliorat|attenuat|suppress|inhibit|restor|exacerbat|mediat|modulat|influenc|minimi[sz]|eliminat|impair|facilitat)(?:e|es|ed|ing|s|ve|ves|ved|ving)?\b|"
    r"lower(?:s|ed|ing)\b|lower (?:the|blood|cholesterol|risk)|prevent(?:s|ed|ing)?\b|protect(?:s|ed|ing|ive)?\b|affect(?:s|ed|ing)?\b|impact(?:s|ed)?\b|contribut(?:e|es|ed|ing)\b|trigger(?:s|ed)?\b|boost(?:s|ed)?\b|benefit(?:s|ed)?\b|beneficial|effective(?:ness|ly)?|efficac\w+|"
    r"help(?:s|ed|ing)?\b|worsen(?:s|ed)?|delay(?:s|ed)?|slow(?:s|ed)\b|damag(?:e|es|ed|ing)|harm(?:s|ed|ful)?\b|kill(?:s|ed)?\b|cut(?:s)?\b|play(?:s|ed)? (?:an? )?(?:\w+ )*?(?:part|role)|due to|because of|attribut(?:ed|able)|responsible for|safe (?:and|for)|well tolerated|superior|better than|outperform\w*|"
    r"reduction (?:in|of)|improvements? (?:in|of)|effects? (?:of|on)|role (?:of|in)|increase in|decrease in|changes? in|driv(?:es|en|ing)\b|sparked|achieved|successful(?:ly)?|extend(?:s|ed)\b|prolong(?:s|ed)\b|outcomes? after|sav(?:es?|ing) (?:the )?li(?:fe|ves)|works?\b|predispos\w+|(?:elevate|double|triple|quadruple|halve|pose|raise|cut|lower|boost)s? (?:\w+ )*?risks?|halves|impact on|barriers?|feasib\w+|necessary to|important (?:role|factors?)|determinants?|mechanism (?:that|by|of)|puts? \w+ at|excels?|enabl(?:es|ed)|make(?:s)? \w+ (?:more|less|worse|better)|regulat(?:es|ed)|provid(?:es|ed) (?:\w+ )?(?:relief|protection|benefit\w*|control|improvement))",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:may|might|could|can potentially|possibly|potentially|perhaps|likely to|is likely|are likely|likely (?!than)(?=cause|contribut|reflect|due|mediat|result|have|had|explain|play)|unlikely|appear(?:s|ed)? to|seem(?:s|ed)? to|probably|potential (?:to|for|role|benefit\w*|effect\w*|cause)|would|suspected|thought to|believed to|hypothesi\w+|promising|speculate\w*)\b",
    re.IGNORECASE,
)
_FIRM_HEDGE = re.compile(
    r"\b(?:may|might|could|potentially|possibly|appear(?:s|ed)? to|seem(?:s|ed)? to|(?:is|are|was|were) (?:un)?likely (?:to|causes?)|(?:un)?likely to|would likely|likely (?:cause|contribute|reflect|due)|tends? to|inevitably|probably|can have substantial|promising|speculate\w*|would)\b",
    re.IGNORECASE,
)
_NOT_A_RESULT = re.compile(
    r"\b(?:further (?:research|studies|study|investigation|work|trials?)|more research|(?:is|are|be) (?:needed|warranted|required|recommended|necessary)|should (?:be|not|consider|also|receive|have|include|focus|aim)|we (?:aimed|sought|investigated|examined|assessed|evaluated|studied|describe|propose)|aim(?:s|ed)? (?:to|of|at)|"
    r"the (?:aim|purpose|objective|goal)|registration|clinicaltrials|funded by|published (?:in|online|today|by)|will be (?:presented|published)|designed to|to (?:determine|investigate|examine|assess|evaluate|explore|identify|study|test) (?:whether|the|if|how)|whether|how (?:to|much|many|often)|copyright|trial number|remains? (?:unclear|unknown|controversial)|"
    r"researchers (?:studied|looked|analy[sz]ed|examined|examine|study|explore|develop|review)|stud(?:y|ies) (?:aimed|looked|examined|assessed|evaluated|investigated)|have not been|is not known|are not known|little is known|recommend(?:s|ed)? (?:that|the|a)?)\b",
    re.IGNORECASE,
)
_ASSOCIATION = re.compile(
    r"\b(?:associat\w+|link(?:ed|s)? (?:to|with|between)|correlat\w+|relat(?:ed|ionship\w*) (?:to|with|between)|relationships?|tied to|risk factors?|predict(?:s|ed|ive|ors?)?|odds)\b",
    re.IGNORECASE,
)
#: words after a hedge among which its predicate is looked for; a clause border ends the search
REACH = 9
#: what a hedge may govern without speaking of cause and effect
_OTHER_PREDICATE = re.compile(
    r"\W*(?:\w+ly |also |not |even |still |now |then |well )*(?:be |have been |have |become )?(?:\w+ly |also |not |a |an |the )*"
    r"(?:(?:associat|link|relat|correlat|predict|consider|us|measur|detect|found|find|seen|see|present|observ|identif|known|know|need|want|wish|ask|look|look|think|thought|believ|expect|regard|discuss|offer|appl|perform|done|do|get|take|go|come|"
    r"occur|happen|miss|includ|contain|consist|exist|appear|seem|remain|differ|vary|indicat|reflect|represent|suggest|inform|guide|serve|show|tell|say|talk|choose|prefer|develop|detect|estimat|calculat|diagnos|screen|monitor|classif|defin|underestimat|overestimat)"
    r"\w*|(?:able|possible|difficult|common|similar|different|available|appropriate|aware|due|part|one|more|less|most|some|present|unaware|worth|time)\b)",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:(?:further|future|more|larger|additional) (?:\w+ )?(?:research|studies|study|investigations?|work|trials?)|deserves?|warrants?|should|the need for|(?:is|are) (?:needed|warranted|required)|whether|aim(?:s|ed)? to|"
    r"to (?:determine|investigate|examine|assess|evaluate|explore) )",
    re.IGNORECASE,
)


_ADJECTIVE = re.compile(
    r"\b(?:an?|the|at|have|has|had|no|with|of|for|and|its|modestly|minor|significantly|their|to|showed|from|in)\s+(?:\w+ly )?$",
    re.IGNORECASE,
)


def classify(text: str, doc: Doc | None = None) -> int:
    """The strength of one sentence: 0 none, 1 correlational, 2 conditional, 3 direct."""
    association = _ASSOCIATION.search(text)
    correlational = _CORRELATIONAL.search(text)
    direct = _DIRECT.search(text)
    if _governed(text, doc):
        hedge = _FIRM_HEDGE.search(text)
        if (
            association
            and hedge
            and re.match(
                r"\W*(?:be|also be|not be)?\W*(?:associat|link|relat|correlat|a (?:risk|predict)|an? independent)",
                text[hedge.end() :],
                re.IGNORECASE,
            )
        ):
            return CORRELATIONAL
        return CONDITIONAL
    if _OPEN.search(text) or (_NOT_A_RESULT.search(text) and not association):
        return NONE
    if association:
        return CORRELATIONAL
    if direct and correlational:
        if correlational.start() == direct.start():
            # "had an increased risk" reports a difference, "increased their risk" an effect
            return CORRELATIONAL if _ADJECTIVE.search(text[: direct.start()]) else DIRECT
        return CORRELATIONAL if correlational.start() < direct.start() else DIRECT
    if direct:
        return DIRECT
    return CORRELATIONAL if correlational else NONE


@lru_cache(maxsize=64)
def associates(text: str) -> bool:
    """Whether a sentence speaks of association rather than of cause."""
    return bool(_ASSOCIATION.search(text))


def _governed(text: str, doc: Doc | None) -> bool:
    """Whether a hedge governs a causal predicate."""
    for hedge in _FIRM_HEDGE.finditer(text):
        rest = text[hedge.end() : hedge.end() + 90]
        if hedge[0].lower() == "would" and not re.search(r"\b(?:could|may|might|if|evidence that)\b", text, re.IGNORECASE):
            continue
        if doc is not None:
            verb = _head(doc, hedge)
            if verb is not None and _causal_subtree(verb):
                return True
        near = re.split(r"[;:(]|,? (?:that|which|who|because|but|although|if|when|while) ", rest, maxsplit=1)[0]
        words = " ".join(near.split()[:REACH])
        if _CAUSAL.search(words):
            return True
        # any other predicate may still be causal ("may quell"); a statement of difference or a plan decides against it
        if not _OTHER_PREDICATE.match(words) and not (
            _ASSOCIATION.search(text) or _CORRELATIONAL.search(text) or _OPEN.search(text)
        ):
            return True
    return False


def _head(doc: Doc, hedge: re.Match[str]) -> Token | None:
    """The verb or predicate that the hedge belongs to."""
    for token in doc:
        if token.idx <= hedge.start() < token.idx + len(token.text):
            if token.dep_ in ("aux", "advmod", "amod"):
                return token.head
            return next((c for c in token.children if c.dep_ in ("xcomp", "ccomp", "advcl")), token)
    return None


def _causal_subtree(verb: Token) -> bool:
    """Whether the predicate, its complement or its object speaks of cause and effect."""
    if _CAUSAL.fullmatch(verb.text) or _CAUSAL.fullmatch(verb.lemma_):
        return True
    return any(
        (child.dep_ in ("xcomp", "ccomp", "obj", "obl", "acl") and _CAUSAL.fullmatch(child.text)) for child in verb.children
    )


def classify_many(texts: Sequence[str], parsed: bool = True) -> list[int]:
    """Strengths of many sentences, in one batch; without the shipped parser the hedge's scope is read from the words."""
    docs: Iterable[Doc | None] = [None] * len(texts)
    if parsed:
        from spincheck.language import pipeline

        try:
            docs = pipeline.pipe(texts)
        except pipeline.LanguageUnavailable:
            docs = [None] * len(texts)
    return [classify(text, doc) for text, doc in zip(texts, docs, strict=True)]
