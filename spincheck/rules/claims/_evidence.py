"""What in a document supports a claim, and how far it reaches.

A citation counts for its own and the next sentence, and only when it resolves: an identifier of the right form, a
number that stands in the document's reference list, a link to a trusted host that shares a topic word with the claim, or a named
study with at least two of year, design, size, journal and body (one sentence either side).
"""

# ruff: noqa: E501 (regular expressions and word lists are kept in one piece)

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from spincheck.document import Link
from spincheck.rules.claims._tokens import read
from spincheck.rules.context import Context, Sentence

DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>{}|\\^`\[\]]*[^\s\"<>{}|\\^`\[\].,;:)]")
PMID = re.compile(r"\bPMID:?\s*(\d{1,8})\b|\bPMC\d{5,8}\b", re.IGNORECASE)
REGISTER = re.compile(r"\b(?:NCT\d{8}|ISRCTN\d{8}|EudraCT\s?\d{4}-\d{6}-\d{2}|ACTRN\d{14}|CD\d{6})\b", re.IGNORECASE)
COCHRANE = re.compile(r"\bCochrane (?:review|database|library|collaboration|systematic|meta)\w*", re.IGNORECASE)
_NUMBERED = re.compile(r"(?<![\w\]])\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]|(?<=[a-z%.,)])(\[\d{1,3}\])")
_LIST_HEADING = re.compile(
    r"^\W*(?:references?|sources?|bibliography|citations?|works cited|literature|notes)\W*$", re.IGNORECASE
)
_ENTRY = re.compile(r"(?m)^\s*(?:\[(\d{1,3})\]|(\d{1,3})[.)])\s+\S")

_STUDY = re.compile(
    r"\b(?:stud(?:y|ies)|trials?|meta.analys[ei]s|reviews?|surveys?|cohort|analysis|research|guidelines?|report|paper)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19[6-9]\d|20[0-4]\d)\b")
_DESIGN = re.compile(
    r"\b(?:randomi[sz]ed|placebo|double.blind|single.blind|sham|controlled|meta.analys[ei]s|systematic review|cohort|case.control|cross.sectional|crossover|observational|"
    r"phase (?:[1-4]|I{1,3}V?)|prospective|retrospective|longitudinal|pilot)\b",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"\bn\s*=\s*\d+|\b\d[\d,]*\s+(?:\w+[ -]){0,3}?(?:patients?|participants?|adults?|people|women|men|children|volunteers?|subjects?|trials|studies|veterans|nurses|older|infants)\b|"
    r"\b(?:in|of|among|with|over) (?:more than |about |over |nearly )?\d[\d,]{2,}\b",
    re.IGNORECASE,
)
_JOURNAL = re.compile(
    r"\b(?:Lancet|BMJ|JAMA|NEJM|Nature|PLoS|PLOS|Cochrane|Neurology|Circulation|Diabetes Care|Gut|Chest|Spine|Pain|Pediatrics|Cell|Science|Annals|Archives|Thorax|Heart|Stroke)\b(?! (?:attack|disease|failure|health|rate))|"
    r"\b(?:Journal|Annals|Archives|Proceedings|Bulletin) of (?:the )?[A-Z]\w+|\b(?:British|American|European|International|New England|Canadian|Scandinavian|Clinical)\b[\w\s]{0,25}\bJournal\b|\bin the journal\b"
)
_BODY = re.compile(
    r"\b(?:University|Universit\w+|Institutes?|College|Hospital|School of|Medical Cent(?:er|re)|World Health Organi[sz]ation|WHO|NHS|NIH|CDC|NICE|FDA|EMA|Centers? for Disease|Food and Drug|"
    r"Mayo Clinic|Cleveland Clinic|Cancer Research UK|American \w+ (?:Association|Society|College|Academy)|Academy of|Association of|Society (?:of|for)|Royal College|Task Force|Ministry of Health|Public Health|European Medicines|Harvard|Stanford|Johns Hopkins|Oxford|Cambridge)\b"
)
_SOURCE = re.compile(
    r"\b(?:according to|data from|figures from|survey by|reported by|estimates? (?:by|from)|source:|reports? that|found (?:that|in)|published|in (?:a|the|one|this|our) (?:\w+ ){0,5}(?:study|trial|survey|review|analysis))",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]{4,}")
_STOP = frozenset(
    [
        "this",
        "that",
        "with",
        "from",
        "your",
        "have",
        "will",
        "into",
        "more",
        "than",
        "also",
        "which",
        "their",
        "about",
        "they",
        "them",
        "most",
        "such",
        "when",
        "been",
        "https",
        "http",
        "index",
        "html",
        "page",
        "pages",
        "article",
        "articles",
        "health",
        "news",
        "blog",
        "view",
        "full",
        "read",
        "study",
    ]
)


@dataclass(frozen=True, slots=True)
class References:
    """Numbers that the document's reference list gives, and the offset where the list begins (-1: none)."""

    numbers: frozenset[int]
    start: int


def references(ctx: Context) -> References:
    """The document's list of references, under a heading that says so or as a run of numbered lines at its end."""
    text = ctx.text
    for block in ctx.document.blocks:
        if _LIST_HEADING.match(text[block.start : block.end].split("\n")[0]) and block.end - block.start < 40:
            after = text[block.end :]
            numbers = {int(m[1] or m[2]) for m in _ENTRY.finditer(after)}
            items = sum(b.start >= block.end and b.kind == "list-item" for b in ctx.document.blocks)
            return References(frozenset(numbers | set(range(1, items + 1))), block.start)
    return References(frozenset(), -1)


@lru_cache(maxsize=1)
def _hosts() -> tuple[str, ...]:
    return tuple(h for h in (line.partition("#")[0].strip() for line in read("trusted_hosts.txt").splitlines()) if h)


def trusted(target: str, own: tuple[str, ...] = ()) -> bool:
    """Whether a link's host is a source that can support a health claim."""
    host = (urlsplit(target if "//" in target else "//" + target).hostname or "").removeprefix("www.")
    for known in (*_hosts(), *own):
        known = known.lower().removeprefix("www.")
        if host.endswith(known) if known.startswith(".") else host == known or host.endswith("." + known):
            return True
    return False


def topic_words(text: str) -> set[str]:
    """Content words by which a claim and a page can be about the same thing, shortened to a common stem."""
    return {w[:6] for w in _WORD.findall(text.lower()) if w not in _STOP}


def named_study(text: str) -> list[str]:
    """Which of year, design, size, journal and body a passage that speaks of a study names."""
    if not (_STUDY.search(text) or _JOURNAL.search(text)):
        return []
    parts = (("year", _YEAR), ("design", _DESIGN), ("size", _SIZE), ("journal", _JOURNAL), ("body", _BODY))
    return [name for name, regex in parts if regex.search(text)]


def source_named(text: str) -> bool:
    """Whether a sentence says where its figures come from by name."""
    return bool(
        _SOURCE.search(text) and (_BODY.search(text) or _JOURNAL.search(text) or _YEAR.search(text) or _SIZE.search(text))
    )


_MALFORMED = (
    ("doi", re.compile(r"\b(?:doi|DOI):?+\s*+(?!10\.\d{4,9}/|https?:)(?=\S{0,40}[\d/])\S{1,80}")),
    ("pmid", re.compile(r"\bPMID:?+\s*+(?!\d{1,8}\b)\S{1,40}")),
    ("nct", re.compile(r"\bNCT(?!\d{8}\b)\d{1,40}\b")),
)


def malformed(text: str) -> list[tuple[str, int, int]]:
    """(kind, start, end) of what looks like an identifier and has not the form of one; no network."""
    return sorted(
        (
            (kind, match.start(), match.start() + len(match[0].rstrip(".,;:)]\"'")))
            for kind, regex in _MALFORMED
            for match in regex.finditer(text)
        ),
        key=lambda found: found[1],
    )


def well_formed_ids(text: str) -> list[str]:
    """Identifiers of the right form."""
    return [m[0] for regex in (DOI, PMID, REGISTER) for m in regex.finditer(text)]


@dataclass(frozen=True, slots=True)
class _Links:
    """Links in order with their starts, so that a claim need not walk through all of a long page's."""

    starts: list[int]
    links: list[Link]


def _links(ctx: Context) -> _Links:
    links = sorted(ctx.document.links, key=lambda link: link.start)
    return _Links([link.start for link in links], links)


def support(ctx: Context, sentence: Sentence, start: int, end: int) -> list[str]:
    """Evidence that reaches the claim at ``start:end`` of a sentence, in words; empty when there is none."""
    seen = ctx.shared("claims-support", _seen)
    if sentence.start not in seen:
        seen[sentence.start] = _support(ctx, sentence)
    cited, named, since = seen[sentence.start]
    out = list(cited)
    words: set[str] | None = None
    links = ctx.shared("claims-links", _links)
    for link in links.links[bisect_left(links.starts, since) : bisect_right(links.starts, sentence.end)]:
        if trusted(link.target, ctx.settings.claims.trusted_sources):
            # an anchor that is the claim itself says nothing about the page behind it
            anchor = "" if link.form == "bare" or (link.start < end and start < link.end) else link.anchor
            slug = unquote(urlsplit(link.target).path).replace("-", " ").replace("_", " ")
            words = topic_words(ctx.text[start:end]) if words is None else words
            if words & topic_words(f"{slug} {anchor}"):
                out.append(f"link to {urlsplit(link.target).hostname} on the same topic")
    return out or list(named)


def _seen(_: Context) -> dict[int, tuple[list[str], list[str], int]]:
    return {}


def _support(ctx: Context, sentence: Sentence) -> tuple[list[str], list[str], int]:
    """What does not depend on the claim: (citations, a named study, the offset from which links reach the sentence)."""
    refs = ctx.shared("claims-references", references)
    at = sentence.index
    near = [s for s in ctx.sentences[max(0, at - 1) : at + 2] if s.block is sentence.block]
    own = sentence.text
    before = " ".join(s.text for s in near if s.index < at)
    after = " ".join(s.text for s in near if s.index > at)
    out: list[str] = []
    # a citation reaches its own sentence and the next one, so the sentence before may carry it
    reach = f"{before} {own}"
    for label, regex in (("DOI", DOI), ("PMID", PMID), ("trial or review id", REGISTER), ("Cochrane", COCHRANE)):
        found = regex.search(reach)
        if found:
            out.append(f"{label} {found[0]}")
    for match in _NUMBERED.finditer(own):
        cited = {int(n) for n in re.findall(r"\d+", match[0])}
        if cited & refs.numbers:
            out.append(f"reference {match[0]} in the list")
    named: list[str] = []
    for passage in (own, f"{before} {own}", f"{own} {after}"):
        parts = named_study(passage)
        if len(parts) >= 2:
            named = ["a study named by " + " and ".join(parts)]
            break
    return out, named, near[0].start if near else sentence.start
