"""The shipped language pipeline: what it says of health prose, and what it promises of offsets, memory and absence."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spincheck.language import pipeline

# (sentence, coarse tags of its words in order), written and tagged by hand for this test
TAGGED = [
    ("Regular exercise lowers blood pressure.", "ADJ NOUN VERB NOUN NOUN PUNCT"),
    ("The cream may cause a mild rash.", "DET NOUN AUX VERB DET ADJ NOUN PUNCT"),
    ("Most people recover within two weeks.", "ADJ NOUN VERB ADP NUM NOUN PUNCT"),
    ("Do not take ibuprofen on an empty stomach.", "AUX PART VERB NOUN ADP DET ADJ NOUN PUNCT"),
    ("She was diagnosed with asthma in 2019.", "PRON AUX VERB ADP NOUN ADP NUM PUNCT"),
    ("Your doctor can change the dose.", "PRON NOUN AUX VERB DET NOUN PUNCT"),
    ("This tea cures cancer and diabetes.", "DET NOUN VERB NOUN CCONJ NOUN PUNCT"),
    ("If the pain gets worse, call your doctor.", "SCONJ DET NOUN VERB ADJ PUNCT VERB PRON NOUN PUNCT"),
    ("Vaccines are safe and effective.", "NOUN AUX ADJ CCONJ ADJ PUNCT"),
    ("Researchers found that sleep improves memory.", "NOUN VERB SCONJ NOUN VERB NOUN PUNCT"),
    ("He quickly felt better after the surgery.", "PRON ADV VERB ADJ ADP DET NOUN PUNCT"),
    ("Diabetes is a chronic disease.", "NOUN AUX DET ADJ NOUN PUNCT"),
    ("Older adults often need more protein.", "ADJ NOUN ADV VERB ADJ NOUN PUNCT"),
    ("We tested the device on forty patients.", "PRON VERB DET NOUN ADP NUM NOUN PUNCT"),
    ("Drink plenty of water every day.", "VERB NOUN ADP NOUN DET NOUN PUNCT"),
]

# (sentence, word, its relation, its head)
RELATIONS = [
    ("Our supplement cures arthritis in three days.", "supplement", "nsubj", "cures"),
    ("Our supplement cures arthritis in three days.", "arthritis", "obj", "cures"),
    ("The treatment may reduce swelling.", "may", "aux", "reduce"),
    ("The treatment does not reduce swelling.", "not", "advmod", "reduce"),
    ("Experts say that the drug is safe.", "that", "mark", "safe"),
    ("Experts say that the drug is safe.", "safe", "ccomp", "say"),
    ("The drug helps patients to sleep.", "patients", "obj", "helps"),
    ("People who smoke are at risk.", "smoke", "acl:relcl", "People"),
    ("Call your doctor if the pain returns.", "returns", "advcl", "Call"),
    ("The patients were treated with a laser.", "patients", "nsubj:pass", "treated"),
    ("The patients were treated with a laser.", "laser", "obl", "treated"),
    ("You want to lose weight.", "lose", "xcomp", "want"),
    ("Cold laser therapy relieves chronic pain.", "chronic", "amod", "pain"),
    ("Cold laser therapy relieves chronic pain.", "laser", "compound", "therapy"),
]

LEMMAS = [
    ("The patients were taking tablets.", {"patients": "patient", "were": "be", "taking": "take", "tablets": "tablet"}),
    ("Studies showed better results.", {"Studies": "study", "showed": "show", "results": "result"}),
    ("She has stopped smoking cigarettes.", {"has": "have", "stopped": "stop", "cigarettes": "cigarette"}),
    ("He staged the children's diagnoses.", {"staged": "stage", "children": "child", "diagnoses": "diagnosis"}),
]

# (one block of text, number of sentences)
BLOCKS = [
    ("Dr. Smith prescribed 2.5 mg of warfarin. The dose was raised later.", 2),
    ("Eat more fruit, e.g. apples and pears. Avoid sugar.", 2),
    ("Symptoms include fever, cough, etc. and may last a week.", 1),
    ("Is it safe? Yes! Most people have no side effects.", 3),
    ("Benefits of cold laser therapy", 1),
    ("The rate fell from 4.5% to 3.1% (p < 0.05). This was expected.", 2),
    ("“It works,” she said. “I sleep well.” Her doctor agreed.", 3),
    ("Call 555.123.4567 or see www.example.org/help.html for details.", 1),
]


def test_tags_of_health_sentences() -> None:
    right = total = 0
    for (sentence, tags), doc in zip(TAGGED, pipeline.load().pipe(s for s, _ in TAGGED), strict=True):
        assert [t.text for t in doc] != [], sentence
        assert len(doc) == len(tags.split()), [t.text for t in doc]
        right += sum(token.pos_ == tag for token, tag in zip(doc, tags.split(), strict=True))
        total += len(doc)
    assert right / total >= 0.95, f"{right} of {total}"


def test_penn_tags_tell_verb_forms_apart() -> None:
    doc = pipeline.load("tagged")("She takes it, took it and is taking it; it was taken.")
    assert [t.tag_ for t in doc if t.lemma_ == "take"] == ["VBZ", "VBD", "VBG", "VBN"]


def test_relations_that_the_claim_rules_rest_on() -> None:
    docs = pipeline.load().pipe(sentence for sentence, *_ in RELATIONS)
    wrong = []
    for (sentence, word, relation, head), doc in zip(RELATIONS, docs, strict=True):
        token = next(t for t in doc if t.text == word)
        if (token.dep_, token.head.text) != (relation, head):
            wrong.append((sentence, word, token.dep_, token.head.text))
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize(("text", "lemmas"), LEMMAS)
def test_lemmas(text: str, lemmas: dict[str, str]) -> None:
    found = {t.text: t.lemma_ for t in pipeline.load("tagged")(text)}
    assert {word: found[word] for word in lemmas} == lemmas


@pytest.mark.parametrize("level", ["tokens", "tagged", "parsed"])
@pytest.mark.parametrize(("text", "count"), BLOCKS)
def test_sentences_are_the_same_at_every_level(text: str, count: int, level: pipeline.Level) -> None:
    found = [s.text for s in pipeline.sentences(pipeline.load(level)(text))]
    assert len(found) == count, found
    assert all(s == s.strip() and s in text for s in found)


def test_no_relation_crosses_a_sentence() -> None:
    doc = pipeline.load()("It helped. Dr. Jones, who treats burns, was pleased with it. We were not.")
    for sentence in doc.sents:
        assert all(sentence.start <= token.head.i < sentence.end for token in sentence)
    assert sum(t.dep_ == "ROOT" for t in doc) == 3


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=60))
@settings(max_examples=60, deadline=None)
def test_offsets_are_exact(text: str) -> None:
    doc = pipeline.load("tagged")(text)
    assert doc.text == text
    assert all(text[t.idx : t.idx + len(t)] == t.text for t in doc)


def test_hyphens_and_contractions_are_split_as_in_the_treebank() -> None:
    words = [
        t.text for t in pipeline.load("tokens")("A non-invasive low-level laser doesn’t hurt the patient's skin and/or ID.")
    ]
    expected = "A non - invasive low - level laser does n’t hurt the patient 's skin and / or ID ."
    assert words == expected.split()


def test_same_text_same_analysis_alone_or_in_a_batch() -> None:
    texts = [text for text, _ in BLOCKS] + [sentence for sentence, _ in TAGGED]
    alone = [pipeline.load()(text).to_json() for text in texts]
    assert [doc.to_json() for doc in pipeline.pipe(texts)] == alone


def test_pipe_forgets_the_words_of_earlier_texts() -> None:
    nlp = pipeline.load("tagged")
    list(pipeline.pipe(["This word causes lumps."], "tagged"))
    before = len(nlp.vocab.strings)
    count = sum(len(doc) for doc in pipeline.pipe((f"wordlike{i}x causes lumps{i}." for i in range(600)), "tagged"))
    assert count == 600 * 4
    assert len(nlp.vocab.strings) - before < 60, "1,200 distinct words must not stay in the vocabulary"


def test_a_zone_forgets_and_may_be_nested() -> None:
    nlp = pipeline.load("tagged")
    list(pipeline.pipe(["This word causes lumps."], "tagged"))
    before = len(nlp.vocab.strings)
    with pipeline.zone():
        assert [d[0].lemma_ for d in pipeline.pipe(["Unheardof1 words.", "Unheardof2 words."], "tagged")]
        doc = nlp(" ".join(f"zoneword{i}" for i in range(300)))
        assert len(doc) == 300
        assert len(nlp.vocab.strings) - before > 250
    assert len(nlp.vocab.strings) - before < 60
    assert nlp("It still works.")[2].lemma_ == "work"


def test_loading_is_cached_and_levels_differ() -> None:
    assert pipeline.load("parsed") is pipeline.load("parsed")
    assert "parser" not in pipeline.load("tagged").pipe_names
    assert not pipeline.load("tokens")("Take one tablet.").has_annotation("TAG")
    with pytest.raises(ValueError, match="parsed"):
        pipeline.load("everything")  # type: ignore[arg-type]


def test_absent_model_is_reported_with_its_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pipeline, "model_path", lambda: tmp_path)
    pipeline.load.cache_clear()
    try:
        assert "reinstall" in (pipeline.available() or "")
        with pytest.raises(pipeline.LanguageUnavailable, match="not in this installation"):
            pipeline.load("tagged")
    finally:
        pipeline.load.cache_clear()


def test_damaged_model_is_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "config.cfg").write_text("[nlp\nlang=", encoding="utf-8")
    pipeline.load.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "model_path", lambda: tmp_path)
        with pytest.raises(pipeline.LanguageUnavailable, match="cannot be read"):
            pipeline.load()
    assert pipeline.available() is None


def test_loading_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the language pipeline opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    pipeline.load.cache_clear()
    assert pipeline.load("tokens")("No network.").text == "No network."
    pipeline.load.cache_clear()


def test_import_is_lazy_and_leaves_spacy_whole() -> None:
    program = (
        "import sys; from spincheck.language import pipeline; assert 'spacy' not in sys.modules;"
        "pipeline.load('tokens'); assert 'spacy.cli' not in sys.modules;"
        "import spacy; from spacy.cli import train; import spacy.cli.info; print(spacy.info(silent=True)['spacy_version'])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().startswith("3.8")


def test_shipped_model_is_small() -> None:
    size = sum(f.stat().st_size for f in pipeline.model_path().rglob("*") if f.is_file())
    assert size < 15_000_000
