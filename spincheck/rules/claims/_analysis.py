"""The analysis that the sixteen rules share: cues, subject, scope, evidence, verdict; once a document."""

# ruff: noqa: E501 (regular expressions and word lists are kept in one piece)

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from spincheck.model import Severity
from spincheck.rules.claims import _evidence, _parse, _scope, _strength, _subject
from spincheck.rules.claims._claim import CLEARABLE, NEVER_EXEMPT, Claim
from spincheck.rules.claims._document import Register, register
from spincheck.rules.claims._patterns import Match, shipped
from spincheck.rules.claims._profiles import ABSTRACT, adjust
from spincheck.rules.claims._tokens import Words, table
from spincheck.rules.context import Context, Sentence
from spincheck.select import selected

#: after a condition these make it name people or an institution, not what is treated
_PERSON_NEXT = frozenset(
    [
        "patient",
        "patients",
        "sufferer",
        "sufferers",
        "victim",
        "victims",
        "survivor",
        "survivors",
        "centre",
        "center",
        "clinic",
        "clinics",
        "specialist",
        "specialists",
        "doctor",
        "doctors",
        "research",
        "researchers",
        "drug",
        "drugs",
        "medication",
        "medications",
        "medicine",
        "medicines",
        "treatment",
        "treatments",
        "therapy",
        "therapies",
        "screening",
        "vaccine",
        "vaccines",
        "society",
        "foundation",
        "association",
        "care",
        "ward",
        "charity",
        "diagnosis",
        "test",
        "tests",
        "testing",
        "management",
        "services",
        "service",
        "trial",
        "trials",
        "education",
        "prevention",
        "control",
        "community",
    ]
)
_CLAUSES = re.compile(r";\s+|,?\s+(?:but|yet|while|whereas|although)\s+", re.IGNORECASE)
_MYTH_BLOCK = re.compile(r"^\W*(?:myth|fiction|false claim|misconception)\b", re.IGNORECASE)
_ORDER = {
    code: rank for rank, code in enumerate(["CLM302", "CLM301", "CLM304", "CLM303", "CLM307", "CLM306", "CLM308", "CLM305"])
}
#: characters above which a sentence is judged in pieces
LONG = 800
#: characters up to which a sentence is worth a parse
PARSED = 600
#: candidates of one sentence that are judged at most; prose has fewer
MATCHES = 48
#: sentences of one document that are parsed at most
PARSES = 400
#: claims in 100 words above which a text counts as promotional
DENSE = 1.2
#: sentences on either side among which a claim of open vocabulary needs company, and the share of them that claim something where
#: goods or services are on offer, and where not
NEAR = 4
COMPANY = 0.25
SURE_COMPANY = 0.5
#: types that a report with named sources may pass on
_PASSED_ON = frozenset(["CLM308", "CLM310", "CLM311"])
#: types that give an advertiser away
_BOLD = frozenset(["CLM302", "CLM304", "CLM313", "CLM314"])
#: types that honest consumer information contains as well
_SOFT = frozenset(["CLM305", "CLM309", "CLM310", "CLM311", "CLM316"])
#: what each type needs, named in the finding when it is missing
_NEEDED = (
    "DOI, PMID or registered trial",
    "a reference that resolves",
    "a link to a trusted source on the topic",
    "a study named by two of year, design, size, journal, body",
)


def analyse(ctx: Context) -> list[Claim]:
    """Every claim of the document, supported ones included, in order."""
    lexicon = table(ctx.settings.claims.cues)
    patterns = shipped()
    kind = ctx.shared("claims-register", register)
    refs = ctx.shared("claims-references", _evidence.references)
    candidates: list[tuple[Sentence, Words, list[Match]]] = []
    for sentence in (piece for whole in ctx.sentences for piece in _pieces(whole)):
        if 0 <= refs.start <= sentence.start or sentence.end - sentence.start < 8:
            continue
        words = lexicon.words(sentence.text, sentence.start)
        matches = [m for m in patterns.find(words) if _wanted(ctx, m)][:MATCHES]
        if matches:
            candidates.append((sentence, words, matches))
    judged = [
        (sentence, words, [(m, c) for m in matches if (c := _judge(ctx, sentence, words, m, kind)) is not None])
        for sentence, words, matches in candidates
    ]
    # one batch for the parser: sentences in which the words alone leave the subject open
    asked = [s for s, _, found in judged if len(s.text) < PARSED and any(_open(m, c) for m, c in found)][:PARSES]
    ctx.parse_many(asked)
    parsed = {s.start for s in asked}
    out: list[Claim] = []
    for sentence, words, found in judged:
        unsure = sentence.start in parsed
        kept = [c for m, c in found if not (unsure and _open(m, c) and _parse.reject(ctx, sentence, words, m.start))]
        out += _merge(ctx, sentence, kept)
    return _settle(ctx, _company(ctx, out, kind), kind)


def _company(ctx: Context, claims: list[Claim], kind: Register) -> list[Claim]:
    """Drop what open vocabulary found where it stands alone.

    Advertising claims in every second sentence; in a leaflet a sentence about what gets better is one of many about
    something else. So such a claim stands only where at least a share of the sentences around it make claims.
    """
    last = max(0, len(ctx.sentences) - 1)
    marked = [False] * (last + 1)
    for claim in claims:
        marked[claim.sentence] = True
    # an advertiser need not name a price: statements that no leaflet makes give him away
    bold = kind.offer or any(not c.open and (c.severity == Severity.CRITICAL or c.code in _BOLD) for c in claims)
    out = []
    for claim in claims:
        low, high = max(0, claim.sentence - NEAR), min(last, claim.sentence + NEAR)
        among = high - low + 1
        share = sum(marked[low : high + 1]) / among
        # in two or three sentences there is no company to judge by
        alone = among < 4 and not (claim.treatment or claim.offered)
        if not claim.open or (share >= (COMPANY if bold else SURE_COMPANY) and not alone):
            out.append(claim)
    return out


def _pieces(sentence: Sentence) -> Iterator[Sentence]:
    """The sentence, or pieces of one that is too long to be prose: work per candidate must stay bounded."""
    if len(sentence.text) <= LONG:
        yield sentence
        return
    at = 0
    while at < len(sentence.text):
        end = sentence.text.rfind(" ", at + 1, at + LONG)
        end = end if end > at and at + LONG < len(sentence.text) else min(at + LONG, len(sentence.text))
        yield replace(sentence, start=sentence.start + at, end=sentence.start + end, text=sentence.text[at:end])
        at = end


def _open(match: Match, claim: Claim) -> bool:
    """Whether a candidate's subject is uncertain and worth a parse."""
    return "subject" in match.pattern.flags and not claim.treatment and claim.severity > Severity.LOW and not claim.offered


def _settle(ctx: Context, claims: list[Claim], kind: Register) -> list[Claim]:
    """Judge soft claims by the company they keep.

    A leaflet that says once that ice eases swelling is not advertising; a page that makes such claims in every other sentence
    is. Where nobody sells and claims are sparse, statements of effect and hype of severity medium are listed as low.
    """
    strong = sum(c.severity > Severity.LOW for c in claims)
    if kind.seller or strong * 100 > DENSE * max(60, ctx.document.words):
        return claims
    quiet = "nothing is sold here and claims are sparse: listed as low"
    return [
        replace(c, severity=Severity.LOW, notes=(*c.notes, quiet))
        if c.code in _SOFT and c.severity <= Severity.HIGH and not _plain_offer(ctx, c)
        else c
        for c in claims
        # open vocabulary says nothing where nobody sells
        if not (c.open and c.code in _SOFT)
    ]


def _plain_offer(ctx: Context, claim: Claim) -> bool:
    return claim.severity == Severity.HIGH and claim.code not in ("CLM305",)


def claims(ctx: Context) -> list[Claim]:
    """The document's claims, analysed once."""
    return ctx.shared("claims", analyse)


def _wanted(ctx: Context, match: Match) -> bool:
    # a rule that was left out must not hide what another one finds in the same sentence
    return selected(match.pattern.code, ctx.settings.select, ctx.settings.ignore, default=True)


def _judge(ctx: Context, sentence: Sentence, words: Words, match: Match, kind: Register) -> Claim | None:
    """The verdict on one candidate; None when it is no claim at all."""
    code, flags, text = match.pattern.code, match.pattern.flags, sentence.text
    target = next(
        (
            p
            for p in reversed(match.places)
            if p.name in ("condition", "symptom", "function", "mechanism", "organ", "ailment")
        ),
        None,
    )
    if (
        target is not None
        and target.end < len(words.low)
        and words.low[target.end] in _PERSON_NEXT
        and code in ("CLM301", "CLM305", "CLM315")
    ):
        return None
    subject = _subject.of(ctx, sentence, words, match, kind)
    if not subject.claims:
        return None
    start, end = words.spans[match.start][0], words.spans[match.end - 1][1]
    if _removed(ctx, sentence, words, match):
        return None
    severity = match.pattern.severity
    if kind.abstract and code in ABSTRACT and severity < Severity.CRITICAL:
        return None
    notes: list[str] = []
    reports = kind.reporting or kind.reporting_density >= 6
    near = any(words.has(n, max(0, match.start - 3), match.end + 3) for n in ("treatment", "product"))
    if code == "CLM316" and severity == Severity.LOW and not (reports or _subject.offered(words) or near):
        # big words about nothing on offer: a breakthrough of the bowel wall, a remarkable rhythm
        return None
    if code in ("CLM305", "CLM310", "CLM311") and _standard_care(words, match) and not _subject.offered(words):
        # "ibuprofen eases the swelling": what care is for, as any leaflet says it
        return None
    hedge = _scope.hedged(words, match.start, noun="result" in flags or code in ("CLM309", "CLM311"))
    strength = "conditional" if hedge else "correlational" if _strength.associates(text) else "direct"
    if hedge:
        notes.append(f"“{hedge}” governs the claim: one step less severe")
        severity = severity.lowered()
    attributed = _scope.attributed(text)
    if kind.reporting and severity > Severity.LOW:
        severity, note = _reported(code, severity, words, match, attributed)
        notes += [note] if note else []
    final = adjust(ctx.settings, code, severity, target.name if target else "")
    if final is None:
        return None
    found: list[str] = []
    if code in CLEARABLE:
        found = _evidence.support(ctx, sentence, start, end)
        if code in ("CLM308", "CLM309", "CLM306") and not found and _evidence.source_named(text):
            found = ["a source named in the sentence"]
        if not found and kind.reporting and attributed and code in _PASSED_ON:
            # a report passes on what a named study or person says, which is its purpose
            found = [f"reported: “{attributed}”"]
    exempt = code in NEVER_EXEMPT or code in ctx.settings.claims.never_exempt
    return Claim(
        code,
        start,
        end,
        " ".join(ctx.text[start:end].split()),
        final,
        _confidence(match, subject.sure, kind),
        "supported" if found and not exempt else "unsupported",
        strength,
        condition=_text(ctx, words, target.start, target.end)
        if target and target.name in ("condition", "symptom", "ailment")
        else "",
        treatment=subject.treatment,
        found=tuple(found),
        missing=_NEEDED if code in CLEARABLE and not found else (),
        notes=tuple(notes),
        spun=match.spun,
        offered=_subject.offered(words),
        open=match.pattern.open,
        sentence=sentence.index,
    )


_DRUG_NAME = re.compile(
    r"\w{3,}(?:statin|pril|sartan|mab|cillin|azole|oxacin|cycline|prazole|olol|dipine|tidine|azepam|oxetine|prosate|parin|gliptin|gliflozin|glutide|vir|profen|caine|amide|mycin|triptan|setron|lukast|terol|sone|lone)s?$"
)
_CARE = frozenset(
    [
        "surgery",
        "operation",
        "chemotherapy",
        "radiotherapy",
        "radiation",
        "antibiotics",
        "antibiotic",
        "painkillers",
        "painkiller",
        "steroid",
        "steroids",
        "insulin",
        "dialysis",
        "haemodialysis",
        "hemodialysis",
        "transplant",
        "vaccine",
        "vaccines",
        "vaccination",
        "medicine",
        "medicines",
        "medication",
        "medications",
        "drug",
        "drugs",
        "physiotherapy",
        "exercise",
        "exercises",
        "exercising",
        "walking",
        "sleep",
        "ice",
        "rest",
        "ibuprofen",
        "paracetamol",
        "acetaminophen",
        "aspirin",
        "statins",
        "inhaler",
        "inhalers",
        "inhaled",
        "anaesthetic",
        "metformin",
        "sunscreen",
        "activity",
    ]
)


def _standard_care(words: Words, match: Match) -> bool:
    """Whether the words before the cue name licensed drugs, operations or plain advice such as exercise."""
    return any(w in _CARE or _DRUG_NAME.match(w) for w in words.low[_scope.clause(words, match.start) : match.start])


def _removed(ctx: Context, sentence: Sentence, words: Words, match: Match) -> bool:
    """Negation, questions, refutation, myths, plans: the words are there and the claim is not made."""
    code, text = match.pattern.code, sentence.text
    if (
        _scope.question(text)
        or _MYTH_BLOCK.match(text)
        or _MYTH_BLOCK.match(ctx.text[sentence.block.start : sentence.block.start + 24])
    ):
        return True
    if sentence.block.kind == "heading" and re.match(
        r"(?:does|do|is|are|can|could|will|should|what|how|why|when|which|who)\b", text, re.IGNORECASE
    ):
        return True
    if code != "CLM316" or match.pattern.severity > Severity.LOW:
        # a safety claim of open vocabulary carries its own negation
        if _scope.negated(words, match.start) and not (match.pattern.open and code == "CLM303"):
            return True
    if code == "CLM302" and (_scope.defers_to_care(text) or _scope.hypothetical(text) or _scope.negated(words, match.end)):
        return True
    if code == "CLM316" and match.pattern.severity == Severity.LOW:
        # "not a revolution"
        return bool({"not", "no", "hardly"} & set(words.low[max(0, match.start - 2) : match.start]))
    if _refuting(text, code) or (_scope.claimed(text) and code != "CLM309"):
        return True
    before = text[: max(0, words.spans[match.start][0] - sentence.start)]
    if (code in ("CLM301", "CLM304") or "result" in match.pattern.flags) and _scope.irrealis(before[-60:]):
        return True
    return bool(re.search(r"\b(?:whether|if (?:it|this|that|they|the))\b[^,;]*$", before, re.IGNORECASE))


def _refuting(text: str, code: str) -> bool:
    found = _scope.refuted(text)
    # "there are no risks" and "there is no treatment like it" are safety and superiority claims, not refutations
    return bool(found) and not (
        code in ("CLM303", "CLM313") and re.match(r"(?:there|has|have|with)\b", found, re.IGNORECASE)
    )


def _reported(code: str, severity: Severity, words: Words, match: Match, attributed: str) -> tuple[Severity, str]:
    """Severity in a text that names its sources throughout: results and quotations are reports, not promises."""
    if code not in NEVER_EXEMPT and code != "CLM303":
        return Severity.LOW, "the text names its sources throughout: listed as low"
    past = any(
        w in ("was", "were", "had", "been") or w.endswith("ed") for w in words.low[max(0, match.start - 3) : match.end]
    )
    if attributed or past:
        return Severity.LOW, f"reported ({attributed or 'past tense'}) in a text that names its sources: listed as low"
    return severity.lowered(), "in a text that names its sources: one step less severe"


def _confidence(match: Match, sure: float, kind: Register) -> float:
    base = 0.9 if match.pattern.severity >= Severity.HIGH else 0.8 if match.pattern.severity == Severity.MEDIUM else 0.6
    if match.spun:
        base -= 0.1
    if kind.reporting:
        base -= 0.2
    return round(max(0.3, base * sure), 2)


def _text(ctx: Context, words: Words, start: int, end: int) -> str:
    return " ".join(ctx.text[words.spans[start][0] : words.spans[end - 1][1]].split())


def _merge(ctx: Context, sentence: Sentence, claims: list[Claim]) -> Iterator[Claim]:
    """One claim for a clause: the most severe speaks, the other types are named in its evidence."""
    borders = [0, *(m.end() for m in _CLAUSES.finditer(sentence.text)), len(sentence.text)]
    rest = claims
    for low, high in pairwise(borders):
        a, b = sentence.start + low, sentence.start + high
        group = [c for c in rest if a <= c.start < b]
        if not group:
            continue
        # a supported claim does not hide an unsupported one
        group.sort(
            key=lambda c: (c.verdict != "unsupported", c.open, -c.severity.rank, _ORDER.get(c.code, 9), c.start, c.code)
        )
        best = group[0]
        also = tuple(dict.fromkeys(c.name for c in group[1:] if c.code != best.code))
        start, end = _span(ctx, a, b, min(c.start for c in group), max(c.end for c in group))
        condition = best.condition or next((c.condition for c in group if c.condition), "")
        treatment = best.treatment or next((c.treatment for c in group if c.treatment), "")
        yield Claim(
            best.code,
            start,
            end,
            best.cue,
            best.severity,
            best.confidence,
            best.verdict,
            best.strength,
            condition,
            treatment,
            best.found,
            best.missing,
            best.notes,
            also,
            best.spun,
            best.offered,
            open=best.open,
            sentence=best.sentence,
        )


def _span(ctx: Context, low: int, high: int, start: int, end: int) -> tuple[int, int]:
    """The clause without the white space and connectives around it."""
    while low < start and (ctx.text[low].isspace() or ctx.text[low] in ",;–—*•"):
        low += 1
    piece = re.sub(
        r"(?:[\s,;]+(?:but|yet|while|whereas|although))?[\s,;]*$", "", ctx.text[low : max(high, end)], flags=re.IGNORECASE
    )
    return low, max(end, low + len(piece))
