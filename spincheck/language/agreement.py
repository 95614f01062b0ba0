"""Makes the two part-of-speech layers agree: the tagger's Penn tag decides what the morphologizer may say.

They are predicted one by one and contradict each other in about 1 % of the tokens ("Studies" NNS but PROPN), which would
give rules two answers and the lemmatizer the wrong one. The treebank's own pairs are the measure: a pair that it
holds too rarely is replaced by the best-scored analysis that goes with the tag.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


class Agreement:
    """spaCy component; stands behind tagger and morphologizer.

    allowed: for each Penn tag the coarse parts of speech it occurs with (``nlp.meta["tag_pos"]``, counted when the model
        is built). A tag that is not listed allows everything.
    """

    def __init__(self, nlp: Language, allowed: dict[str, list[str]]) -> None:
        morphologizer: Any = nlp.get_pipe("morphologizer")
        self._allowed = {tag: frozenset(parts) for tag, parts in allowed.items()}
        self._model = morphologizer.model
        self._labels: tuple[str, ...] = tuple(morphologizer.labels)
        self._features: dict[str, str] = morphologizer.cfg["labels_morph"]
        #: part of speech of each label, as written in the label itself (the saved numbers depend on spaCy's version)
        self._parts = tuple(_part(label) for label in self._labels)

    def __call__(self, doc: Doc) -> Doc:
        """Correct the coarse part of speech and the morphology of contradicting tokens, in place."""
        wrong = [token.i for token in doc if token.pos_ not in self._allowed.get(token.tag_, (token.pos_,))]
        if wrong:
            scores = self._model.predict([doc])[0]
            for index in wrong:
                token: Any = doc[index]
                allowed = self._allowed[token.tag_]
                best = max(
                    (i for i, part in enumerate(self._parts) if part in allowed),
                    key=lambda i: float(scores[index, i]),
                    default=-1,
                )
                if best >= 0:
                    token.pos_ = self._parts[best]
                    token.set_morph(self._features.get(self._labels[best], ""))
        return doc

    def pipe(self, docs: Iterator[Doc], batch_size: int = 128) -> Iterator[Doc]:
        """The same for many."""
        return map(self, docs)


def _part(label: str) -> str:
    return next((piece[4:] for piece in label.split("|") if piece.startswith("POS=")), "")
