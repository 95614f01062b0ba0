"""Tables for spaCy's rule lemmatizer: WordNet's base forms and exceptions, corrected by the treebank and by frequency."""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from spacy.lookups import Lookups
from spacy.tokens import Doc


def _table(name: str) -> Any:
    spec = find_spec("spacy_lookups_data")  # only needed to rebuild
    if spec is None or spec.origin is None:
        raise SystemExit("spacy-lookups-data is not installed: pip install spacy-lookups-data")
    with gzip.open(Path(spec.origin).parent / "data" / f"en_{name}.json.gz", "rt", encoding="utf-8") as file:
        return json.load(file)


def _candidates(form: str, rules: list[list[str]], index: dict[str, int]) -> list[str]:
    found = [form[: len(form) - len(old)] + new for old, new in rules if form.endswith(old)]
    return [base for base in dict.fromkeys(found) if base in index]


def build(docs: Iterable[Doc], frequency: Counter[str]) -> Lookups:
    """The lookups of ``Lemmatizer(mode="rule")``.

    docs: treebank documents with gold lemmas; their majority lemma of a (form, part of speech) overrides the rules where they differ.
    frequency: counts of lower-cased words in plain text; of two possible bases ("staged": stage, stag) the commoner one wins.
    """
    rules: dict[str, list[list[str]]] = _table("lemma_rules")
    exceptions: dict[str, dict[str, list[str]]] = defaultdict(dict, _table("lemma_exc"))
    index = {
        pos: {word: 1 for word in words if word.isalpha()} for pos, words in _table("lemma_index").items() if pos in ("noun", "verb", "adj")
    }
    rules.pop("punct", None)  # the treebank keeps typographic quotes as they are written
    for pos, ours in index.items():
        for form in frequency:
            if form not in exceptions[pos] and form.isalpha():
                bases = _candidates(form, rules.get(pos, []), ours)
                if len(bases) > 1:
                    exceptions[pos][form] = [max(bases, key=lambda base: (frequency[base], base))]
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for doc in docs:
        for token in doc:
            seen[token.lower_, token.pos_.lower()][token.lemma_] += 1
    for (form, pos), lemmas in sorted(seen.items()):
        if pos in ("x", "sym", "punct", "num", "propn", ""):
            continue
        lemma, count = lemmas.most_common(1)[0]
        if pos in ("noun", "verb", "adj", "adv") and (count < 2 or "_" in lemma or not form.isalpha()):
            continue
        # closed classes are listed in full, because the lemmatizer leaves the case of an unlisted word as it is
        if lemma != form or pos not in ("noun", "verb", "adj", "adv"):
            exceptions[pos][form] = [lemma]
    lookups = Lookups()
    lookups.add_table("lemma_rules", rules)
    lookups.add_table("lemma_exc", dict(exceptions))
    lookups.add_table("lemma_index", index)
    return lookups
