"""The checks as a component of somebody else's spaCy pipeline."""

import pytest
import spacy

from spincheck.errors import ConfigError

TEXT = "😀 The chilly laser treats kidney disappointment. See https://example.org/a for more."


def test_findings_become_spans_of_a_blank_pipeline() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("spincheck", config={"select": ["SPN"]})
    doc = nlp(TEXT)
    spans = doc.spans["spincheck"]
    assert any("kidney disappointment" in span.text for span in spans)
    assert {span.label_ for span in spans} <= {f.rule for f in doc._.spincheck.findings}
    for finding in doc._.spincheck.findings:
        assert doc.text[finding.start : finding.end] == finding.text


def test_an_empty_document_gets_no_spans() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("spincheck")
    assert list(nlp("").spans["spincheck"]) == []


def test_an_unknown_setting_is_an_error() -> None:
    with pytest.raises(ConfigError, match="levle"):
        spacy.blank("en").add_pipe("spincheck", config={"settings": {"levle": "fast"}})
