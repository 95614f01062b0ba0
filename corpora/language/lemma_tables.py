"""Tables for spaCy's rule lemmatizer: WordNet's base forms and exceptions, corrected by the treebank and by frequency."""

from __future__ import annotations

import gzip
import json
import re
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


def word_classes() -> dict[str, str]:
    """WordNet's parts of speech of every base form, as one string: "adj", "noun verb", ..."""
    classes: dict[str, list[str]] = defaultdict(list)
    for pos, words in sorted(_table("lemma_index").items()):
        for word in words:
            if word.isalpha():
                classes[word].append(pos)
    return {word: " ".join(kinds) for word, kinds in classes.items()}


def _doubles(base: str) -> bool:
    """Whether English doubles the last letter before -ed and -ing: one short vowel, one consonant ("stag", "plan")."""
    return re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", base) is not None


def _better(bases: list[str], frequency: Counter[str]) -> str:
    """The likelier base of an ambiguous form: "staged" is not from "stag" (stagged); else the commoner word."""
    spelled = [base for base in bases if not _doubles(base)] or bases
    return max(spelled, key=lambda base: (frequency[base], base))


def build(docs: Iterable[Doc], frequency: Counter[str]) -> Lookups:
    """The lookups of ``Lemmatizer(mode="rule")``.

    docs: treebank documents with gold lemmas; their majority lemma of a form and part of speech overrides the rules.
    frequency: counts of lower-cased words in plain text, which decide between two possible bases.
    """
    rules: dict[str, list[list[str]]] = _table("lemma_rules")
    exceptions: dict[str, dict[str, list[str]]] = defaultdict(dict, _table("lemma_exc"))
    index = {
        pos: dict.fromkeys((word for word in words if word.isalpha()), 1)
        for pos, words in _table("lemma_index").items()
        if pos in ("noun", "verb", "adj")
    }
    rules.pop("punct", None)  # the treebank keeps typographic quotes as they are written
    # spaCy takes the last rule that yields a known base and puts exceptions behind it, so a wrong base is taken off the
    # list of known ones; its own forms in -s still come out right by the first rule
    for form in sorted(frequency):
        if form.isalpha() and form not in exceptions["verb"]:
            bases = _candidates(form, rules["verb"], index["verb"])
            if len(bases) > 1:
                better = _better(bases, frequency)
                for base in bases:
                    if base != better and (_doubles(base) or frequency[base] < frequency[better]):
                        index["verb"].pop(base, None)
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    plurals: set[str] = set()
    for doc in docs:
        for token in doc:
            seen[token.lower_, token.pos_.lower()][token.lemma_] += 1
            if token.pos_ == "NOUN" and token.lower_ == token.lemma_ and "Plur" in token.morph.get("Number"):
                plurals.add(token.lower_)
    for (form, pos), lemmas in sorted(seen.items()):
        if pos in ("x", "sym", "punct", "num", "propn", ""):
            continue
        lemma, count = lemmas.most_common(1)[0]
        is_open = pos in ("noun", "verb", "adj", "adv")
        if is_open and (count < 2 or "_" in lemma or not (form.isalpha() or form[0] in "'’")):
            continue
        # closed classes are listed in full, because the lemmatizer leaves the case of an unlisted word as it is
        if lemma != form or not is_open:
            exceptions[pos][form] = [lemma]
            exceptions[pos].setdefault(form.replace("'", "’"), [lemma])
    # a base form that no rule applies to (imperatives; "need", "people") would keep its capital or lose its ending
    for form in (*index["verb"], *sorted(w for (w, pos), ls in seen.items() if pos == "verb" and w in ls and w.isalpha())):
        exceptions["verb"].setdefault(form, [form])
    for form in sorted(plurals):
        exceptions["noun"].setdefault(form, [form])
    lookups = Lookups()
    lookups.add_table("lemma_rules", rules)
    lookups.add_table("lemma_exc", dict(exceptions))
    lookups.add_table("lemma_index", index)
    return lookups
