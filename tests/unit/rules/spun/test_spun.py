"""The spun family: analysis, spans, suggestions, verdict, allow lists."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from spincheck import lexicon
from spincheck.api import check_text
from spincheck.engine import Engine
from spincheck.language import ngrams
from spincheck.model import DocumentReport
from spincheck.rules.spun._trees import Trees
from spincheck.settings import Settings, SpunSettings
from spincheck.sources import read_text

ARTICLE = (Path(__file__).parents[4] / "corpora" / "articles" / "cold-laser.txt").read_text(encoding="utf-8")
HONEST = """\
Physiotherapy helps many people with low back pain. A physiotherapist looks at how you move, asks about your work and
your sleep, and shows you exercises that make the muscles around the spine stronger. Most people feel better within six
weeks. If the pain spreads into a leg, or if you lose feeling between your legs, see a doctor the same day.

Heat can ease tight muscles, and so can a walk. Painkillers such as ibuprofen work for some people for a short time, but
they can upset the stomach, so ask a pharmacist how long you may take them."""


def spun(text: str, **settings: object) -> DocumentReport:
    return check_text(text, settings=Settings(select=("SPN",), **settings))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def article() -> DocumentReport:
    return spun(ARTICLE)


def test_the_real_article_is_called_spun(article: DocumentReport) -> None:
    assert article.spun.verdict == "spun"
    assert article.spun.probability > 0.9
    assert article.spun.spans >= 40


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("chilly laser therapy", "cold laser therapy"),
        ("improve your wheelchair", "improve your mobility"),
        ("series of activity", "range of motion"),
        ("notified choices", "informed"),
        ("marginal negative effects", "minimal side effects"),
    ],
)
def test_what_was_meant_is_among_the_suggestions(article: DocumentReport, seen: str, meant: str) -> None:
    at = ARTICLE.index(seen)
    found = [f for f in article.findings if f.start < at + len(seen) and f.end > at]
    assert any(meant in s for f in found for s in f.suggestions), [(f.text, f.suggestions) for f in found]


def test_no_place_is_reported_twice_and_all_slice(article: DocumentReport) -> None:
    ensemble = [f for f in article.findings if f.rule in ("SPN101", "SPN102", "SPN103", "SPN104")]
    for before, after in itertools.pairwise(ensemble):
        assert before.end <= after.start
    assert all(ARTICLE[f.start : f.end] == f.text for f in article.findings)
    assert all(f.evidence for f in ensemble)


def test_an_honest_page_stays_silent() -> None:
    report = spun(HONEST)
    assert report.findings == ()
    assert report.spun.verdict == "not spun"


def test_a_long_document_is_judged_by_its_pages() -> None:
    pages = (Path("corpora/passages") / "clean.jsonl").read_text(encoding="utf-8").splitlines()
    honest = "\n\n".join(json.loads(line)["text"] for line in pages[:24])
    engine = Engine(Settings(select=("SPN",)))
    long_spun = engine.check(read_text(ARTICLE * 6, name="spun"))
    long_honest = engine.check(read_text(honest, name="honest"))
    assert long_spun.spun is not None
    assert long_spun.spun.verdict == "spun"
    assert long_honest.spun is not None
    assert long_honest.spun.verdict == "not spun"


def test_one_spun_paragraph_in_an_honest_page_is_caught() -> None:
    paragraph = ARTICLE[ARTICLE.index("When the laser light") : ARTICLE.index("Advantages for Persistent")]
    report = spun(f"{HONEST}\n\n{HONEST}\n\n{paragraph}\n\n{HONEST}")
    source = f"{HONEST}\n\n{HONEST}\n\n"
    inside = [f for f in report.findings if f.start >= len(source)]
    assert len(inside) >= 5
    assert len(report.findings) - len(inside) <= 1


def test_urls_are_never_judged() -> None:
    report = spun(
        "Read https://example.org/chilly-laser-therapy/giant-of-the-cell about kidney disappointment and bosom malignancy."
    )
    assert report.findings
    assert all("example.org" not in f.text for f in report.findings)


def test_allow_and_never_allow() -> None:
    text = "The chilly laser treats kidney disappointment."
    quoted = [f.text for f in spun(text).findings]
    assert any("kidney disappointment" in q for q in quoted)
    allowed = spun(text, allow=("kidney disappointment",))
    assert not any("disappointment" in f.text for f in allowed.findings)
    never = spun(text, allow=("kidney disappointment",), never_allow=("Kidney Disappointment",))
    assert any("disappointment" in f.text for f in never.findings)


def test_a_higher_confidence_reports_less() -> None:
    all_of_it = spun(ARTICLE, spun=SpunSettings(min_confidence=0.5))
    sure = spun(ARTICLE, spun=SpunSettings(min_confidence=0.95))
    assert 0 < len(sure.findings) < len(all_of_it.findings)


def test_the_fast_level_agrees_on_the_article() -> None:
    fast = spun(ARTICLE, level="fast")
    assert fast.spun.verdict == "spun"
    assert len(fast.findings) > 30


def test_without_the_detector_the_report_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from spincheck.language import detector

    def absent() -> detector.Detector:
        raise detector.DetectorUnavailable("onnxruntime is not installed")

    monkeypatch.setattr(detector, "load", absent)
    report = Engine(Settings(select=("SPN",))).check(read_text(ARTICLE, name="a"))
    assert [(n.check, n.reason) for n in report.not_checked] == [("spun:detector", "onnxruntime is not installed")]
    assert len(report.findings) > 20


def test_results_do_not_depend_on_what_was_checked_before(article: DocumentReport) -> None:
    spun(HONEST)
    assert spun(ARTICLE).findings == article.findings


def test_counts_know_health_terms() -> None:
    model = ngrams.load()
    assert model.count("side", "effects") > 1000
    assert model.count("facet", "outcomes") == 0
    assert model.count("range", "of", "motion") > model.count("series", "of", "activity")
    assert list(model.counts(["pain", "qzxv"])) == [model.count("pain"), 0]


def test_a_likelier_sequence_scores_higher() -> None:
    model = ngrams.load()
    honest, odd = model.score_many(
        [["people", "with", "kidney", "failure", "need"], ["people", "with", "kidney", "disappointment", "need"]]
    )
    assert honest > odd
    assert model.score_many([]).shape == (0,)


def test_the_lists_are_large_and_closed_under_inflection() -> None:
    assert any(s.original == "kidney failure" for s in lexicon.substitutions("kidney disappointment"))
    plural = lexicon.fingerprint("kidney disappointments") or lexicon.substitutions("kidney disappointments")
    assert plural
    assert len(lexicon.content_hash()) == 16


def test_trees_send_missing_values_where_they_learned_to() -> None:
    stored = {
        "feature": np.array([0, 0, 0]),
        "threshold": np.array([1.0, 0, 0]),
        "left": np.array([1, 1, 2]),
        "right": np.array([2, 1, 2]),
        "missing_left": np.array([False, False, False]),
        "value": np.array([0.0, -2.0, 3.0]),
        "roots": np.array([0]),
        "depth": np.array(1),
        "base": np.array(0.5),
    }
    out = Trees(stored).decision(np.array([[0.5], [1.5], [np.nan]]))
    assert out.tolist() == [-1.5, 3.5, 3.5]
