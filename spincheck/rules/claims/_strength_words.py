"""Words and phrases by which :mod:`_strength` tells association, cause, hedge and background apart."""

# ruff: noqa: E501 (regular expressions and word lists are kept in one piece)

from __future__ import annotations

import re

CORRELATIONAL = re.compile(
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
CAUSAL_STEM = (
    r"caus(?:e|es|ed|ing|al|ative)|lead(?:s|ing)? to|led to|result(?:s|ed|ing)? in|increas(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|reduc(?:e|es|ed|ing|tion|tions)|lower(?:s|ed|ing)|rais(?:e|es|ed|ing)|improv(?:e|es|ed|ing|ement|ements)|enhanc(?:e|es|ed|ing)|"
    r"prevent(?:s|ed|ing|ion)?|protect(?:s|ed|ing|ive)?|affect(?:s|ed|ing)?|influenc(?:e|es|ed|ing)|impact(?:s|ed|ing)?|effects?|contribut(?:e|es|ed|ing|ion)|induc(?:e|es|ed|ing)|trigger(?:s|ed|ing)?|promot(?:e|es|ed|ing)|boost(?:s|ed|ing)?|"
    r"benefit(?:s|ed|ing)?|beneficial|effective(?:ness|ly)?|efficac(?:y|ious)|help(?:s|ed|ing)?|alleviat\w+|relie(?:f|ve|ves|ved|ving)|treat(?:s|ing)\b|worsen(?:s|ed|ing)?|exacerbat\w+|attenuat\w+|mitigat\w+|suppress\w*|inhibit\w*|stimulat\w+|modulat\w+|mediat\w+|"
    r"accelerat\w+|delay(?:s|ed|ing)?|slow(?:s|ed|ing)?|restor\w+|damag\w+|harm(?:s|ed|ful|ing)?|impair(?:s|ed|ing)?|alter(?:s|ed|ing)?|chang(?:e|es|ed|ing)|produc(?:e|es|ed|ing)|driv(?:e|es|en|ing)|facilitat\w+|sav(?:e|es|ed|ing) lives|kill(?:s|ed|ing)?|cut(?:s|ting)?|"
    r"eliminat\w+|ameliorat\w+|achiev\w+|provid\w+|play(?:s|ed|ing)? (?:an? )?(?:\w+ )*?(?:part|role)|due to|because of|attribut\w+|responsible for|explain(?:s|ed)?|safe|superior|better than|outperform\w*|success(?:ful|fully)?|extend(?:s|ed|ing)?|prolong(?:s|ed|ing)?|"
    r"worse|useful|valuable|feasible|reliable|consequences?|determin(?:e|es|ed|ants?)|makes?|made|allow(?:s|ed|ing)?|enabl\w+|support(?:s|ed|ing)?|offer(?:s|ed)?|involved|essential|necessary|critical|important|key|mechanism|target(?:s|ed)?|"
    r"risk|develop(?:s|ed|ing)?|minimi[sz]\w*|maintain\w*|strengthen\w*|counter\w*|interfere\w*|regulat\w+|aggravat\w+|deteriorat\w+|combat\w*|safeguard\w*|reverse\w*|cure\w*|overtake|receive|put|serve|pose\w*|experience|assist(?:s|ed)?|bring(?:s)?|curb(?:s)?|sav(?:e|es|ing)|alternatives?|double|triple|halve|implications?|respons\w+|subject (?:them|patients)|reasons?|causes|potential|threat\w*|substantial\w*|lives|outcomes?|survival|be the|represent|account|need|require|yield|hold|result"
)
CAUSAL = re.compile(rf"\b(?:{CAUSAL_STEM})\b", re.IGNORECASE)
DIRECT = re.compile(
    r"\b(?:caus(?:es?|ed|ing)\b|lead(?:s|ing)? to|led to|result(?:s|ed|ing)? in|(?:increas|decreas|reduc|improv|enhanc|rais|induc|promot|produc|alleviat|relie(?=v)|accelerat|stimulat|ameliorat|attenuat|suppress|inhibit|restor|exacerbat|mediat|modulat|influenc|minimi[sz]|eliminat|impair|facilitat)(?:e|es|ed|ing|s|ve|ves|ved|ving)?\b|"
    r"lower(?:s|ed|ing)\b|lower (?:the|blood|cholesterol|risk)|prevent(?:s|ed|ing)?\b|protect(?:s|ed|ing|ive)?\b|affect(?:s|ed|ing)?\b|impact(?:s|ed)?\b|contribut(?:e|es|ed|ing)\b|trigger(?:s|ed)?\b|boost(?:s|ed)?\b|benefit(?:s|ed)?\b|beneficial|effective(?:ness|ly)?|efficac\w+|"
    r"help(?:s|ed|ing)?\b|worsen(?:s|ed)?|delay(?:s|ed)?|slow(?:s|ed)?\b|damag(?:e|es|ed|ing)|harm(?:s|ed|ful)?\b|kill(?:s|ed)?\b|cut(?:s)?\b|play(?:s|ed)? (?:an? )?(?:\w+ )*?(?:part|role)|due to|because of|attribut(?:ed|able)|responsible for|safe (?:and|for)|well tolerated|superior|better than|outperform\w*|"
    r"reduction (?:in|of)|improvements? (?:in|of)|effects? (?:of|on)|role (?:of|in)|increase in|decrease in|changes? in|driv(?:es|en|ing)\b|sparked|achieved|successful(?:ly)?|extend(?:s|ed)\b|prolong(?:s|ed)\b|outcomes? after|sav(?:es?|ing) (?:the )?li(?:fe|ves)|works?\b|predispos\w+|(?:elevate|double|triple|quadruple|halve|pose|raise|cut|lower|boost)s? (?:\w+ )*?risks?|halves|impact on|barriers?|feasib\w+|necessary to|important (?:role|factors?)|determinants?|mechanism (?:that|by|of)|puts? \w+ at|excels?|enabl(?:es|ed)|make(?:s)? \w+ (?:more|less|worse|better)|regulat(?:es|ed)|provid(?:es|ed) (?:\w+ )?(?:relief|protection|benefit\w*|control|improvement))",
    re.IGNORECASE,
)
FIRM_HEDGE = re.compile(
    r"\b(?:may|might|could|potentially|possibly|appear(?:s|ed)? to|seem(?:s|ed)? to|(?:is|are|was|were) (?:un)?likely (?:to|causes?)|(?:un)?likely to|would likely|likely (?:cause|contribute|reflect|due)|tends? to|inevitably|probably|can have substantial|promising|speculate\w*|would)\b",
    re.IGNORECASE,
)
#: verbs of people who perceive or say something
PERCEIVING = frozenset(
    ["know", "notice", "think", "find", "see", "hear", "say", "wonder", "ask", "believe", "feel", "remember", "tell", "read"]
)
#: for the scope alone: nouns and adjectives that hedge too
WIDE_HEDGE = re.compile(
    FIRM_HEDGE.pattern.removesuffix(r")\b")
    + r"|possible|possibility|plausibl[ey]|presumabl[ey]|apparently|conceivabl[ey]|arguably|perhaps|maybe|expected to|suspected|thought to|believed to|hypothesi[sz]\w*|suggestive|hint(?:s|ed)?|"
    r"potential (?:to|for|benefits?|effects?|causes?|roles?|mechanisms?)|putative|likely)\b",
    re.IGNORECASE,
)
NOT_A_RESULT = re.compile(
    r"\b(?:further (?:research|studies|study|investigation|work|trials?)|more research|(?:is|are|be) (?:needed|warranted|required|recommended|necessary)|should (?:be|not|consider|also|receive|have|include|focus|aim)|we (?:aimed|sought|investigated|examined|assessed|evaluated|studied|describe|propose)|aim(?:s|ed)? (?:to|of|at)|"
    r"the (?:aim|purpose|objective|goal)|registration|clinicaltrials|funded by|published (?:in|online|today|by)|will be (?:presented|published)|designed to|to (?:determine|investigate|examine|assess|evaluate|explore|identify|study|test) (?:whether|the|if|how)|whether|how (?:to|much|many|often)|copyright|trial number|remains? (?:unclear|unknown|controversial)|"
    r"researchers (?:studied|looked|analy[sz]ed|examined|examine|study|explore|develop|review)|stud(?:y|ies) (?:aimed|looked|examined|assessed|evaluated|investigated)|have not been|is not known|are not known|little is known|recommend(?:s|ed)? (?:that|the|a)?)\b",
    re.IGNORECASE,
)
ASSOCIATION = re.compile(
    r"\b(?:associat\w+|link(?:ed|s)? (?:to|with|between)|correlat\w+|relat(?:ed|ionship\w*) (?:to|with|between)|relationships?|tied to|risk factors?|predict(?:s|ed|ive|ors?)?|odds)\b",
    re.IGNORECASE,
)
#: words after a hedge among which its predicate is looked for; a clause border ends the search
REACH = 9
#: what a hedge may govern without speaking of cause and effect
OTHER_PREDICATE = re.compile(
    r"\W*(?:\w+ly |also |not |even |still |now |then |well )*(?:be |have been |have |become )?(?:\w+ly |also |not |a |an |the )*"
    r"(?:(?:associat|link|relat|correlat|predict|consider|us|measur|detect|found|find|seen|see|present|observ|identif|known|know|need|want|wish|ask|look|look|think|thought|believ|expect|regard|discuss|offer|appl|perform|done|do|get|take|go|come|"
    r"occur|happen|miss|includ|contain|consist|exist|appear|seem|remain|differ|vary|indicat|reflect|represent|suggest|inform|guide|serve|show|tell|say|talk|choose|prefer|develop|detect|estimat|calculat|diagnos|screen|monitor|classif|defin|underestimat|overestimat)"
    r"\w*|(?:able|possible|difficult|common|similar|different|available|appropriate|aware|due|part|one|more|less|most|some|present|unaware|worth|time)\b)",
    re.IGNORECASE,
)
OPEN = re.compile(
    r"\b(?:(?:further|future|more|larger|additional) (?:\w+ )?(?:research|studies|study|investigations?|work|trials?)|deserves?|warrants?|should|the need for|(?:is|are) (?:needed|warranted|required)|whether|aim(?:s|ed)? to|"
    r"to (?:determine|investigate|examine|assess|evaluate|explore) )",
    re.IGNORECASE,
)


ADJECTIVE = re.compile(
    r"\b(?:an?|the|at|have|has|had|no|with|of|for|and|its|modestly|minor|significantly|their|to|showed|from|in)\s+(?:\w+ly )?$",
    re.IGNORECASE,
)


#: who is made responsible, in front of what is stated or after it
REPORT_VERB = r"(?:show(?:s|ed|n)?|found|finds?|suggest(?:s|ed)?|indicat(?:es?|ed)|reveal(?:s|ed)?|report(?:s|ed)?|demonstrat(?:es?|ed)|conclud(?:es?|ed)|confirm(?:s|ed)?|discover(?:s|ed)?|observed|determined)"
FRAME = re.compile(
    rf"^.{{0,240}}?\b(?:stud(?:y|ies)|research(?:ers)?|scientists?|investigators|team|authors|results?|findings|analys[ei]s|data|review|trials?|report|evidence|we|experts?)\b[^;:]{{0,160}}?\b{REPORT_VERB}(?: [^;:,.]{{0,60}}?)? that\b",
    re.IGNORECASE,
)
TAIL = re.compile(
    rf",?\s+(?:according to\b|(?:{REPORT_VERB}|says?|warns?)\s+(?:an? |the |this |new |recent |latest |\w+ ){{0,5}}(?:study|research|review|report|trial|analysis|survey|paper|researchers|evidence|team|investigation|issue)\b|"
    r"in an? (?:\w+ ){0,3}(?:study|paper|report|article) (?:published|in)\b|published (?:online|today|in|this|on|by)\b).*$",
    re.IGNORECASE | re.DOTALL,
)
#: what was known, feared or defined before the study that speaks
BACKGROUND = re.compile(
    r"\b(?:(?:previous|earlier|prior|past|other) (?:\w+ )?(?:research|studies|study|work|reports?)|previously (?:known|reported|associated|suggested|shown|thought)|(?:has|have) long been|longstanding|for (?:many )?(?:years|decades)|"
    r"concerns? (?:that|about|among)|(?:is|are|was|were) (?:well |widely |already )?known (?:to|that|about|as)|(?:is|are|was|were) (?:widely )?(?:believed|thought)|critics|proponents|"
    r"(?:is|are) an? (?:\w+[ -]){0,5}(?:condition|disease|disorder|syndrome|class|type|form|procedure|hormone|virus|bacterium|protein|gland) (?:of|in|that|where|which|characteri\w+|caused|produced))\b",
    re.IGNORECASE,
)
#: what somebody ought to do, or a tool can do, or stays open: no statement of cause
NO_STATEMENT = re.compile(
    r"\b(?:needs? (?:for|to)|in need of|merits?|deserves?|warrants?|require[sd]? (?:further|additional|confirmation|more)|remains? (?:to be|unclear|unknown|controversial|limited)|(?:has|have|is|are|needs?) (?:yet )?to be (?:\w+ed|shown|proven)|"
    r"(?:underscores?|highlights?|emphasi[sz]es?|stress(?:es)?|supports?) (?:the )?(?:\w+ )?(?:need|importance|use|routine|further|implementation)|importance of|will (?:aid|help|provide|allow|enable|be)|(?:can|could|should|must) be (?:\w+ly )?(?:used|utili[sz]ed|performed|offered|considered|applied|obtained|provided|given|done|made|recommended|developed|implemented)|"
    r"(?:better|more|improved) (?:knowledge|understanding)|further (?:assessment|evaluation|exploration)|in the future|abbreviations|policy implications|implications for|guidelines|protocol|model (?:is|was|has been)|questionnaire|(?:was|were) (?:measured|assessed|collected|recorded|evaluated|calculated|enrolled|recruited|included|randomi[sz]ed|performed|obtained|analy[sz]ed|examined|compared|determined using))\b",
    re.IGNORECASE,
)
RISK = re.compile(
    r"\b(?:risks? (?:of|for|from|in|among)|at risk|(?:twice|half|times) as|(?:worse|poorer|better|faster|slower|earlier|later|sooner|lower|higher|elevated|low|high) (?:\w+ ){0,3}(?:in|among|for|with|after|on)\b|factors? (?:in|for|of)|involved in|implicat\w+|variants?|indicators? of|interact\w*|unrelated|(?:more|less) \w+ (?:for|in|to|than)|on the rise)\b",
    re.IGNORECASE,
)
COUNT = re.compile(r"\b(?:prevalence|incidence|proportion|frequency|rates?)\b", re.IGNORECASE)
RELATES = re.compile(
    r"\b(?:than|versus|vs|compared|between|associat\w+|correlat\w+|relat\w+|predict\w*|risk|higher|lower|greater|increas\w+|decreas\w+|reduc\w+|differ\w*|more|less|with (?:age|severity|increasing))\b",
    re.IGNORECASE,
)
#: what a hedge may govern without a cause: tools, options, uses, readings
TOOL = re.compile(
    r"\W*(?:\w+ly |also |not |even |well )*(?:(?:be|represent|constitute|serve as|provide|offer|become)(?: \w+ly)? (?:an? |the )?(?:\w+[ -]){0,4}?(?:tools?|options?|alternatives?|approach|method|strategy|way|technique|procedure|manifestations?|markers?|biomarkers?|indicators?|insights?|platform|pointer|candidate|target|optimal|relevant|useful|appropriate|reasonable|feasible|suitable|desirable|considered|classified|unfounded|unnecessary|complex)\b|"
    r"(?:indicate|inform|investigate|explore|delineate|elucidate|clarify|use|guide|confirm|reflect|have (?:\w+ )*implications|support|warrant|require|need|help (?:to )?(?:identify|inform|elucidate|guide|clarify|explain|detect|understand|determine|allay|clinicians|researchers|physicians|doctors|us|predict)|be (?:used|useful|considered|provided|helpful|relevant|performed|offered|higher|lower|more|less|found|needed|required)|serve|include|want|be able|be experiencing)\b)",
    re.IGNORECASE,
)

#: words of cause proper, which make a hedged tool or use a hedged effect
EFFECT = re.compile(
    r"\b(?:caus\w+|lead(?:s|ing)? to|result(?:s|ing)? in|(?:increas|decreas|reduc|lower|rais|improv|enhanc|promot|worsen|prevent|protect|benefi|alleviat|reliev|mitigat|attenuat|inhibit|contribut|affect|influenc|mediat|harm|impair|damag|delay|slow)\w*|"
    r"effects?|effective\w*|efficac\w+|roles?|risks?|treat(?:ing|ment|ments)?|therap\w+|consequences?|impact|safe|superior|barriers?|interventions?|due to|because of|explained by)\b",
    re.IGNORECASE,
)
#: verbs of causing, helping, hindering and preserving, as the literature on causal relations lists them (Girju 2003; Levin 1993), which
#: state a cause when they are the verb of the statement, have an object, and no investigator as their subject
CAUSING = frozenset(
    [
        "produce",
        "generate",
        "create",
        "trigger",
        "bring",
        "give",
        "induce",
        "provoke",
        "elicit",
        "evoke",
        "spark",
        "fuel",
        "drive",
        "prompt",
        "stimulate",
        "activate",
        "initiate",
        "promote",
        "foster",
        "facilitate",
        "boost",
        "raise",
        "elevate",
        "heighten",
        "augment",
        "amplify",
        "escalate",
        "enhance",
        "improve",
        "strengthen",
        "reinforce",
        "ameliorate",
        "optimise",
        "optimize",
        "reduce",
        "decrease",
        "lower",
        "lessen",
        "diminish",
        "cut",
        "curb",
        "limit",
        "restrict",
        "minimise",
        "minimize",
        "shrink",
        "shorten",
        "suppress",
        "inhibit",
        "block",
        "prevent",
        "avert",
        "avoid",
        "stop",
        "halt",
        "arrest",
        "reverse",
        "delay",
        "slow",
        "retard",
        "hinder",
        "hamper",
        "impede",
        "disrupt",
        "disturb",
        "damage",
        "harm",
        "hurt",
        "injure",
        "impair",
        "worsen",
        "exacerbate",
        "aggravate",
        "weaken",
        "undermine",
        "compromise",
        "threaten",
        "kill",
        "destroy",
        "eliminate",
        "eradicate",
        "clear",
        "cure",
        "heal",
        "relieve",
        "ease",
        "alleviate",
        "mitigate",
        "attenuate",
        "soothe",
        "counteract",
        "offset",
        "protect",
        "preserve",
        "maintain",
        "sustain",
        "save",
        "rescue",
        "restore",
        "regenerate",
        "affect",
        "influence",
        "impact",
        "alter",
        "modify",
        "modulate",
        "regulate",
        "mediate",
        "shape",
        "govern",
        "transform",
        "extend",
        "prolong",
        "lengthen",
        "double",
        "triple",
        "halve",
        "quadruple",
        "outperform",
        "surpass",
        "beat",
        "outweigh",
        "benefit",
        "confer",
        "yield",
        "achieve",
        "cause",
        "increase",
        "fight",
        "combat",
        "ward",
        "hasten",
        "speed",
        "accelerate",
        "dampen",
        "blunt",
        "quell",
        "thwart",
        "trump",
        "spare",
        "deter",
        "discourage",
        "encourage",
    ]
)
CAUSED = re.compile(
    r"\b(?:stem(?:s|med)? from|aris(?:es?|ing) from|results? from|resulted from|thanks to|as a result of|owing to|secondary to|account(?:s|ed)? for|gives? rise to|brings? about|at the root of|causes? of|killers?|culprits?|key to|as (?:good|effective|safe) as|"
    r"(?:non)?inferior|fatal|life.threatening|deadly|good for|bad for|unhealthy|toxic|translat(?:es|ed) (?:in)?to|amplified by|driven by|mediated by|works (?:by|as|for|in|better)|(?:is|are|was|were) (?:highly |very |more )?(?:effective|beneficial|harmful|superior|protective))\b",
    re.IGNORECASE,
)
INVESTIGATOR = frozenset(
    [
        "we",
        "i",
        "study",
        "research",
        "team",
        "author",
        "researcher",
        "investigator",
        "scientist",
        "group",
        "trial",
        "review",
        "analysis",
        "objective",
        "aim",
        "report",
        "paper",
        "article",
        "doctor",
        "physician",
        "clinician",
        "guideline",
        "method",
        "model",
        "tool",
        "test",
        "result",
        "finding",
        "data",
    ]
)
#: verbs and nouns of change, which tell a cause only with somebody who changes something
CHANGE = re.compile(
    r"^(?:increas|decreas|improv|reduc|lower|elevat|rais|chang|enhanc|worsen|impair|attenuat|delay|accelerat|alter|slow)",
    re.IGNORECASE,
)

#: nouns whose clause says what is stated, and words whose infinitive says what something does
CONTENT_NOUN = frozenset(
    ["evidence", "view", "fact", "idea", "notion", "hypothesis", "finding", "findings", "conclusion", "proof", "indication"]
)
WAY = frozenset(
    [
        "way",
        "ways",
        "able",
        "ability",
        "necessary",
        "effective",
        "enough",
        "sufficient",
        "shown",
        "found",
        "proven",
        "known",
        "used",
        "serve",
        "serves",
        "help",
        "helps",
    ]
)
RELATIVE = frozenset(["that", "which", "who", "whose", "where"])
