"""The spun family's shared analysis: one pass over a document, every part's evidence, one probability per span."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from spincheck import lexicon
from spincheck.language import detector as detector_module
from spincheck.language import ngrams
from spincheck.rules.context import Context
from spincheck.rules.spun import _combine, _features, _screen, _terms
from spincheck.rules.spun._allow import allowed_tokens, doubtful_tokens
from spincheck.rules.spun._fingerprints import find_fingerprints
from spincheck.rules.spun._joint import find_joint, needed, rare_pairs
from spincheck.rules.spun._restore import restore
from spincheck.rules.spun._units import Tokens, Unit, find, from_thesaurus, tokenize

#: in a dubious part of a page the fast level shows a sentence to the detector from this first-stage probability
#: of one of its words
SUSPICIOUS = 0.25
#: probability, judged without the detector, from which a page is shown to it whole; expected spun words around a
#: token from which SUSPICIOUS is enough; and what a word needs elsewhere
_DOUBTFUL_DOCUMENT, _SPUN_NEARBY, _NEARLY_SURE = 0.09, 17.0, 0.9
#: what a fingerprint is worth wherever it stands, and how suspicious its words must be by themselves: in an
#: honest page, and in one that looks spun
_FINGERPRINT, _FINGERPRINT_FIRST, _FINGERPRINT_SPUN = 0.96, 0.7, 0.1
#: passages shown to the detector at once; their vectors are dropped before the next
_CHUNK = 64


@dataclass(slots=True)
class Analysis:
    """All that is known about the spinning of one document."""

    tokens: Tokens
    units: list[Unit]
    #: what the public thesaurus proposes for words that are unusual where they stand
    thesaurus: list[Unit]
    #: tokens that are words (not numbers, punctuation or borders)
    words: NDArray[np.bool_]
    features: NDArray[np.float64]
    judgement: _combine.Judgement
    #: token -> where in the text the same term stands in its honest form
    drift_places: dict[int, int]
    detector: NDArray[np.float64]
    allowed: list[bool] = field(default_factory=list)
    #: token -> the established term that a candidate completes there
    terms: dict[int, str] = field(default_factory=dict)


def analysis(ctx: Context) -> Analysis:
    """The analysis of the document, made once."""
    return ctx.shared("spun", _analyse)


def evidence(ctx: Context, tokens: Tokens | None = None) -> Analysis:
    """Tokens, units and features of a document, not yet judged."""
    tokens = tokenize(ctx.document) if tokens is None else tokens
    model = ngrams.load()
    allowed = allowed_tokens(ctx, tokens)
    units = find(tokens, model, allowed)
    rare = rare_pairs(tokens, model)
    explained = {u.first for u in units if u.last == u.first + 1}
    unusual = [i for i in _unusual(tokens, model, rare, allowed) if i not in explained]
    thesaurus = from_thesaurus(tokens, model, unusual)
    completions = _terms.completions(tokens, [*units, *thesaurus])
    rebuilt = _terms.rebuilt(tokens, model, completions, rare)
    joint = [*find_joint(tokens, model, [*units, *thesaurus], rare), *rebuilt]
    units += find_fingerprints(ctx, tokens, allowed)
    groups = {"dictionary": units, "thesaurus": thesaurus, "joint": joint}
    words = np.array([f[0].isalpha() and b >= 0 for f, b in zip(tokens.forms, tokens.blocks, strict=True)], dtype=bool)
    words &= ~np.array(allowed, dtype=bool)
    drift, places = _drift(tokens, units)
    known = {
        "drift": drift,
        "tells": _tells(tokens, units),
        "heading": _flags(ctx, tokens, "heading"),
        "quoted": np.array([ctx.quoted(s, e) for s, e in zip(tokens.starts, tokens.ends, strict=True)], dtype=bool)
        if ctx.document.quotes
        else np.zeros(len(tokens), dtype=bool),
        "capital": _capitals(ctx, tokens),
    }
    features = _features.matrix(tokens, units, model, **known)
    _features.add_proposals(features, thesaurus, joint)
    back, terms = _terms.put_back(len(tokens), completions)
    _features.add_terms(
        features, _terms.standing(tokens), back, _terms.joined(len(tokens), rebuilt), doubtful_tokens(tokens)
    )
    wanted = None
    if ctx.settings.level == "fast":
        wanted = _suspicious(ctx, tokens, _combine.load().judge(features, words, tokens.forms))
    scores = _detect(ctx, tokens, wanted, [*units, *thesaurus, *joint])
    _features.add_detector(features, scores, groups)
    found = [*units, *needed(joint, units)]
    return Analysis(tokens, found, thesaurus, words, features, _unjudged(tokens), places, scores, allowed, terms)


def trust_fingerprints(found: Analysis) -> None:
    """A phrase that practically only spinners write needs no spun page around it, when its own words look swapped in."""
    judgement = found.judgement
    least = _FINGERPRINT_SPUN if judgement.document >= 0.5 else _FINGERPRINT_FIRST
    for unit in found.units:
        if unit.fingerprint is not None and judgement.first[unit.first : unit.last].max() >= least:
            part = judgement.tokens[unit.first : unit.last]
            judgement.tokens[unit.first : unit.last] = np.maximum(part, _FINGERPRINT)


def _unjudged(tokens: Tokens) -> _combine.Judgement:
    nothing = np.zeros(len(tokens))
    return _combine.Judgement(nothing, nothing, 0.0, nothing)


def _passed_over(ctx: Context, tokens: Tokens) -> Analysis | None:
    """What the fast level says of a document that the screen finds nothing in; None when it has to be looked at."""
    if _screen.log_odds(tokens.forms) >= _screen.bar():
        return None
    # what is allowed matters only where there is something to allow
    if find_fingerprints(ctx, tokens, [False] * len(tokens)) and find_fingerprints(ctx, tokens, allowed_tokens(ctx, tokens)):
        return None
    empty = np.zeros(len(tokens), dtype=bool)
    silent = np.full(len(tokens), np.nan)
    features = np.zeros((len(tokens), len(_features.NAMES)))
    return Analysis(tokens, [], [], empty, features, _unjudged(tokens), {}, silent)


def _unusual(tokens: Tokens, model: ngrams.Ngrams, rare: NDArray[np.bool_], allowed: Sequence[bool]) -> list[int]:
    """Content words that edited prose hardly ever has beside one of their neighbours."""
    beside = rare.copy()
    beside[1:] |= rare[:-1]
    counts = model.counts(tokens.forms)
    unusual = np.flatnonzero(beside & (counts < _features.FREQUENT)).tolist()
    return [i for i in unusual if len(tokens.forms[i]) > 3 and not allowed[i]]


def _analyse(ctx: Context) -> Analysis:
    tokens = tokenize(ctx.document)
    if ctx.settings.level == "fast":
        nothing = _passed_over(ctx, tokens)
        if nothing is not None:
            return nothing
    out = evidence(ctx, tokens)
    out.judgement = _combine.load().judge(out.features, out.words, out.tokens.forms)
    trust_fingerprints(out)
    return out


def _drift(tokens: Tokens, units: list[Unit]) -> tuple[NDArray[np.float64], dict[int, int]]:
    """1 for tokens whose honest reading, with the neighbour, stands elsewhere in the document.

    "chilly laser" in a document that also says "cold laser": no model is needed to see that one of them is wrong.
    """
    forms = tokens.forms
    pairs: dict[tuple[str, str], int] = {}
    for index in range(len(forms) - 1):
        pairs.setdefault((forms[index], forms[index + 1]), index)
    out = np.zeros(len(forms))
    places: dict[int, int] = {}
    for unit in units:
        before, after = forms[unit.first - 1], forms[unit.last] if unit.last < len(forms) else ngrams.BORDER
        for candidate in unit.candidates[:6]:
            if candidate.right == "o" or candidate.gain < 0:
                continue
            words = lexicon.fold(candidate.original).split()
            found = None
            if after not in (ngrams.BORDER, ngrams.NUMBER) and len(after) > 3:
                found = pairs.get((words[-1], after))
            if found is None and before not in (ngrams.BORDER, ngrams.NUMBER) and len(before) > 3:
                found = pairs.get((before, words[0]))
            if found is not None and not unit.first - 1 <= found <= unit.last:
                out[unit.first : unit.last] = 1.0
                for index in range(unit.first, unit.last):
                    places.setdefault(index, found)
    return out, places


def _tells(tokens: Tokens, units: list[Unit]) -> NDArray[np.float64]:
    """1 for function-word tells: "just how" for how, "a lot more" for more. Weak alone, telling in number."""
    out = np.zeros(len(tokens))
    for unit in units:
        if unit.last - unit.first >= 2 and any(c.right != "o" and c.source == "tell" for c in unit.candidates):
            out[unit.first : unit.last] = 1.0
    return out


def _flags(ctx: Context, tokens: Tokens, kind: str) -> NDArray[np.bool_]:
    blocks = ctx.document.blocks
    return np.array([b >= 0 and blocks[b].kind == kind for b in tokens.blocks], dtype=bool)


def _capitals(ctx: Context, tokens: Tokens) -> NDArray[np.bool_]:
    """Words with a capital inside a sentence of ordinary case: names, most likely."""
    text = ctx.text
    out = np.zeros(len(tokens), dtype=bool)
    for index in range(1, len(tokens)):
        start = tokens.starts[index]
        if tokens.blocks[index] < 0 or tokens.forms[index - 1] == ngrams.BORDER or not text[start].isupper():
            continue
        block = ctx.document.blocks[tokens.blocks[index]]
        out[index] = block.kind != "heading"
    return out


def _suspicious(ctx: Context, tokens: Tokens, without: _combine.Judgement) -> set[int] | None:
    """Indices of the sentences that the detector should see at the fast level, from the judgement without it; None: all.

    A page that may be spun is judged as the full level judges it. In a page that looks honest by everything else only the
    sentences are shown that stand in a dubious part, or hold a word that nearly convicts by itself.
    """
    if without.document >= _DOUBTFUL_DOCUMENT:
        return None
    least = np.where(without.local >= _SPUN_NEARBY, SUSPICIOUS, _NEARLY_SURE)
    out = set()
    for index in np.flatnonzero(without.first > least):
        sentence = ctx.sentence_at(tokens.starts[int(index)])
        if sentence is not None and tokens.blocks[int(index)] >= 0:
            out.add(sentence.index)
    return out


def _detect(ctx: Context, tokens: Tokens, wanted: set[int] | None, units: list[Unit]) -> NDArray[np.float64]:
    """Log odds of the detector by token, NaN where it did not look. Candidates of units get ``restored``."""
    out = np.full(len(tokens), np.nan)
    try:
        model = detector_module.load()
    except detector_module.DetectorUnavailable as error:
        ctx.not_checked("spun:detector", str(error))
        return out
    passages = _passages(ctx, wanted)
    waiting = sorted(units, key=lambda u: u.first)
    at, unit = 0, 0
    for low in range(0, len(passages), _CHUNK):
        chunk = passages[low : low + _CHUNK]
        for (begin, end), result in zip(chunk, model.score([ctx.text[a:b] for a, b in chunk]), strict=True):
            while at < len(tokens) and tokens.starts[at] < begin:
                at += 1
            pieces: dict[int, int] = {}
            first = at
            while at < len(tokens) and tokens.starts[at] < end:
                piece = result.at(tokens.starts[at] - begin, tokens.ends[at] - begin) if tokens.blocks[at] >= 0 else None
                if piece is not None:
                    out[at] = result.logits[piece]
                    pieces[at] = piece
                at += 1
            while unit < len(waiting) and waiting[unit].first < first:
                unit += 1
            begun = unit
            while unit < len(waiting) and waiting[unit].first < at:
                unit += 1
            restore(model, result, pieces, waiting[begun:unit])
    return out


def _passages(ctx: Context, wanted: set[int] | None) -> list[tuple[int, int]]:
    """Text spans to show to the detector: whole blocks cut at sentences, or single suspicious sentences."""
    out: list[tuple[int, int]] = []
    size = 0
    block = None
    for sentence in ctx.sentences:
        if wanted is not None and sentence.index not in wanted:
            continue
        count = sentence.text.count(" ") + 1
        if wanted is None and out and block is sentence.block and size + count <= detector_module.WORDS_PER_PASSAGE:
            out[-1] = (out[-1][0], sentence.end)
            size += count
        else:
            out.append((sentence.start, sentence.end))
            size = count
        block = sentence.block
    return out
