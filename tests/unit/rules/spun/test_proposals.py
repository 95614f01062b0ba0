"""What may have stood there: pairs put back together, the trained model's second opinion, the screen of the fast level."""

import numpy as np
import pytest

from spincheck.language import detector, ngrams
from spincheck.rules.context import Context
from spincheck.rules.spun import _analysis, _features, _joint, _screen
from spincheck.rules.spun._units import Candidate, Unit, find, tokenize
from spincheck.settings import Settings
from spincheck.sources import read_text

HONEST = (
    "Physiotherapy helps many people with low back pain. A physiotherapist looks at how you move, asks about your work and "
    "your sleep, and shows you exercises that make the muscles around the spine stronger. Most feel better in six weeks."
)
SPUN = (
    "Physiotherapy aids numerous people with reduced neck and back discomfort. A physio therapist checks out just how you "
    "relocate, inquires about your job and your rest, and reveals you workouts that make the muscular tissues more powerful."
)


def _context(text: str, **settings: object) -> Context:
    return Context(read_text(text, name="x"), Settings(**settings))  # type: ignore[arg-type]


def test_two_words_swapped_at_once_are_put_back_together() -> None:
    ctx = _context("Ask your doctor about bosom malignancy and how it is found.")
    tokens, model = tokenize(ctx.document), ngrams.load()
    units = find(tokens, model, [False] * len(tokens))
    joint = _joint.find_joint(tokens, model, units, _joint.rare_pairs(tokens, model))
    proposals = [(tokens.forms[u.first : u.last], [c.original for c in u.candidates]) for u in joint]
    assert any(seen == ["bosom", "malignancy"] and "breast cancer" in originals for seen, originals in proposals), proposals
    assert all(c.gain == c.gain and c.source == "joint" for u in joint for c in u.candidates)


def test_pairs_that_edited_prose_knows_are_left_alone() -> None:
    ctx = _context("Side effects of blood pressure medicine are common in older people.")
    tokens, model = tokenize(ctx.document), ngrams.load()
    rare = _joint.rare_pairs(tokens, model)
    at = tokens.forms.index("blood")
    assert not rare[at]
    assert not rare[-1]


def test_the_model_prefers_what_was_meant() -> None:
    found = _analysis.evidence(
        _context("Cold laser therapy eases pain. The chilly laser therapy is done by a physician in the clinic.")
    )
    chilly = next(u for u in found.units if found.tokens.forms[u.first : u.last] == ["chilly"])
    restored = {c.original: c.restored for c in chilly.candidates}
    assert restored["cold"] is not None
    assert restored["cold"] > 0


def test_without_the_detector_nothing_is_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> detector.Detector:
        raise detector.DetectorUnavailable("not here")

    monkeypatch.setattr(detector, "load", absent)
    found = _analysis.evidence(_context(SPUN))
    assert all(c.restored is None for u in found.units for c in u.candidates)
    columns = [_features.NAMES.index(n) for n in _features.DETECTED]
    assert np.isnan(found.features[:, columns]).all()


def test_a_piece_is_the_longest_beginning_the_vocabulary_knows() -> None:
    model = detector.load()
    assert model.first_piece("pain") == model.first_piece("pain relief")
    assert model.first_piece("low-level") == model.first_piece("low")
    assert model.first_piece("qzxv") != 0
    assert model.first_piece("") == 0


def test_scores_do_not_depend_on_how_passages_are_cut_into_calls() -> None:
    model = detector.load()
    (together, _), (alone,) = model.score([HONEST, SPUN]), model.score([HONEST])
    assert together.starts.tolist() == alone.starts.tolist()
    # int8 activations are scaled by batch, so the last digits may differ
    assert np.abs(together.logits - alone.logits).max() < 1.0
    assert together.at(0, 5) == 0
    assert together.at(10_000, 10_001) is None


def test_the_screen_tells_spun_from_honest() -> None:
    honest, spun = (_screen.log_odds(tokenize(_context(t).document).forms) for t in (HONEST, SPUN))
    assert honest < _screen.bar() < spun
    assert _screen.log_odds(tokenize(_context("").document).forms) == _screen.log_odds([])


def test_the_fast_level_passes_over_an_honest_page_and_looks_at_a_spun_one() -> None:
    quiet = _analysis.analysis(_context(HONEST, level="fast"))
    assert quiet.units == []
    assert quiet.judgement.document == 0.0
    assert len(quiet.judgement.tokens) == len(quiet.tokens)
    assert _analysis.analysis(_context(SPUN, level="fast")).units


def test_the_fast_level_never_passes_over_a_fingerprint() -> None:
    ctx = _context(f"{HONEST} Some worry about kidney disappointment.", level="fast")
    assert _analysis.analysis(ctx).units


def test_proposals_fill_their_columns() -> None:
    out = np.zeros((4, len(_features.NAMES)))
    joint = [Unit(1, 3, [Candidate("breast cancer", "n", "b", 9.0, "joint", 2.0)])]
    _features.add_proposals(out, [Unit(0, 1, [Candidate("see", "w", "", 1.5, "thesaurus")])], joint)
    assert out[:, _features.NAMES.index("gain_joint")].tolist() == [-10.0, 9.0, 9.0, -10.0]
    assert out[:, _features.NAMES.index("gain_thesaurus")].tolist() == [1.5, -10.0, -10.0, -10.0]
    _features.add_detector(out, np.array([0.5, np.nan, 1.0, 0.0]), {"joint": joint})
    assert out[2, _features.NAMES.index("agreed")] == 2.0
    assert out[0, _features.NAMES.index("agreed")] == -10.0
    assert out[1, _features.NAMES.index("restored_joint")] == 2.0
