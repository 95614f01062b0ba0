"""Established terms and doubtful ones, as evidence; the confidence in a place."""

import numpy as np
import pytest

from spincheck import lexicon
from spincheck.language import ngrams
from spincheck.rules.context import Context
from spincheck.rules.spun import _analysis, _confidence, _explain, _features, _joint, _spans, _terms
from spincheck.rules.spun._allow import allowed_tokens, doubtful_tokens
from spincheck.rules.spun._units import Candidate, Unit, tokenize
from spincheck.settings import Settings, SpunSettings
from spincheck.sources import read_text


def context(text: str, **spun: float) -> Context:
    return Context(read_text(text, name="x"), Settings(spun=SpunSettings(**spun)))


def unit(tokens: list[str], word: str, *originals: str) -> Unit:
    at = tokens.index(word)
    return Unit(at, at + 1, [Candidate(o, "n", "s", 3.0) for o in originals])


def test_the_lexicon_holds_terms_of_many_kinds() -> None:
    terms = lexicon.terms()
    assert len(terms) > 30_000
    assert set(terms.values()) == set("capdmvht")
    assert {"blood pressure", "breast cancer", "heart failure", "vitamin d deficiency"} <= terms.keys()
    assert all(2 <= term.count(" ") + 1 <= _terms.MOST_WORDS for term in terms)


def test_a_term_is_known_in_the_plural_and_with_a_hyphen() -> None:
    tokens = tokenize(context("He had two heart-attacks and a raised blood pressure.").document)
    at = tokens.forms.index("blood")
    assert _terms.standing(tokens)[at] == 2
    assert _terms.is_term(["heart", "attacks"]) == "heart attack"
    assert _terms.is_term(["food", "allergies"]) == "food allergy"
    assert _terms.is_term(["heart"]) is None


def test_a_candidate_that_completes_a_term_is_seen() -> None:
    tokens = tokenize(context("Her blood strain was high.").document)
    found = _terms.completions(tokens, [unit(tokens.forms, "strain", "stress", "pressure")])
    back, terms = _terms.put_back(len(tokens), found)
    at = tokens.forms.index("strain")
    assert back[at] == 2
    assert terms[at] == "blood pressure"
    assert back[tokens.forms.index("high")] == 0


def test_what_is_a_term_already_completes_nothing() -> None:
    tokens = tokenize(context("Her blood pressure was high.").document)
    assert not _terms.completions(tokens, [unit(tokens.forms, "pressure", "sugar")])


def test_a_hyphenated_word_can_be_part_of_a_term() -> None:
    tokens = tokenize(context("It crosses the blood-brain obstruction.").document)
    found = _terms.completions(tokens, [unit(tokens.forms, "obstruction", "barrier")])
    assert [c.term for c in found] == ["blood brain barrier"]


def test_a_term_of_which_two_words_were_swapped_is_rebuilt() -> None:
    tokens = tokenize(context("A low cardiac rate changeability was seen.").document)
    units = [unit(tokens.forms, "cardiac", "heart", "cardiac"), unit(tokens.forms, "changeability", "variability")]
    found = _terms.completions(tokens, units)
    rare = _joint.rare_pairs(tokens, ngrams.load())
    (rebuilt,) = _terms.rebuilt(tokens, ngrams.load(), found, rare)
    assert [c.original for c in rebuilt.candidates] == ["heart rate variability"]
    assert tokens.forms[rebuilt.first : rebuilt.last] == ["cardiac", "rate", "changeability"]
    assert _terms.joined(len(tokens), [rebuilt]).tolist().count(3.0) == 3
    assert not _terms.rebuilt(tokens, ngrams.load(), found, np.zeros(len(tokens), dtype=bool)), "a known pair is left alone"


def test_the_term_is_quoted_as_evidence_where_no_pair_is_counted() -> None:
    text = "The scan shows a vitreous separation in the left eye. Nothing else was found."
    ctx = context(text, min_confidence=0.05)
    found = _analysis.evidence(ctx)
    found.terms = {found.tokens.forms.index("separation"): "vitreous detachment"}
    at = found.tokens.forms.index("separation")
    piece = _confidence.Piece(at, at + 1, [unit(found.tokens.forms, "separation", "detachment")], "n", 1)
    span = _explain.describe(ctx, found, piece, set())
    assert "put back, it is the established term 'vitreous detachment'" in [e.detail for e in span.evidence]


@pytest.mark.parametrize("word", ["ensure", "insult", "pulses"])
def test_ordinary_words_are_doubtful_and_not_allowed(word: str) -> None:
    ctx = context(f"The {word} was seen.")
    tokens = tokenize(ctx.document)
    at = tokens.forms.index(word)
    assert doubtful_tokens(tokens)[at]
    assert not allowed_tokens(ctx, tokens)[at]


def test_terms_that_mean_one_thing_stay_allowed() -> None:
    ctx = context("A frozen shoulder and a sham treatment.")
    tokens = tokenize(ctx.document)
    allowed = allowed_tokens(ctx, tokens)
    assert all(allowed[tokens.forms.index(w)] for w in ("frozen", "shoulder", "sham", "treatment"))


def test_confidence_rises_with_the_evidence() -> None:
    ctx = context("The chilly laser treatment eases back pain.")
    found = _analysis.evidence(ctx)
    at = found.tokens.forms.index("chilly")
    weights = np.zeros(len(_confidence.NAMES) + 1)
    weights[_confidence.NAMES.index("gain")] = 1.0
    piece = _confidence.Piece(at, at + 1, [], "", 1)
    weak, strong = (_confidence.inputs(found, piece, Candidate("cold", "n", "s", gain), "n") for gain in (0.5, 9.0))
    assert _confidence.confidence(weights, weak) < _confidence.confidence(weights, strong)
    assert len(weak) == len(_confidence.NAMES)
    assert np.isfinite(weak).all()


def test_every_reported_place_has_a_confidence_that_was_asked_for() -> None:
    ctx = context(open("corpora/articles/cold-laser.txt", encoding="utf-8").read(), min_confidence=0.9)  # noqa: SIM115
    found = _spans.spans(ctx)
    assert found
    assert all(0.9 <= s.confidence <= 1 for s in found)


def test_the_features_of_terms_have_columns() -> None:
    found = _analysis.evidence(context("Her blood strain was high."))
    column = found.features[:, _features.NAMES.index("term")]
    assert column.shape == (len(found.tokens),)
