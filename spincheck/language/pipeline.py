"""The English language pipeline that ships with spincheck: tags, lemmas, dependencies, sentence borders.

The model in ``spincheck/data/language`` was trained on the English Web Treebank (see its CARD.md): ``tag_`` holds Penn
Treebank tags, ``pos_`` and ``dep_`` Universal Dependencies (nsubj, obj, obl, aux, advmod, mark, ccomp, xcomp, acl, advcl,
acl:relcl, nsubj:pass, aux:pass, ...; the root's ``dep_`` is ROOT), ``morph`` UD features. Nothing is downloaded, and
the same text gives the same analysis in every call.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

from spincheck.errors import SpincheckError
from spincheck.language.agreement import Agreement
from spincheck.language.sentences import split

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

Level = Literal["tokens", "tagged", "parsed"]

#: what each level leaves out; excluded components are never read from disk
_EXCLUDED: dict[str, tuple[str, ...]] = {
    "tokens": ("tok2vec", "tagger", "morphologizer", "lemmatizer", "parser"),
    "tagged": ("parser",),
    "parsed": (),
}
#: documents per memory zone of ``pipe``; a zone's words are forgotten at its end
_ZONE = 256
#: entries of the lemmatizer's cache above which it is emptied: distinct (word, tag) pairs grow with a scan without end
_LEMMA_CACHE = 50_000


_loaded: dict[str, Language] = {}
_open_zones: list[bool] = []


class LanguageUnavailable(SpincheckError):
    """The language pipeline cannot be used; the message says what is missing and what to do about it."""


def model_path() -> Path:
    """Folder of the shipped model."""
    return Path(__file__).resolve().parent.parent / "data" / "language"


@cache
def load(level: Level = "parsed") -> Language:
    """The pipeline, loaded once per process and level.

    level: ``"tokens"`` splits words and sentences; ``"tagged"`` adds part-of-speech tags, morphology and lemmas;
    ``"parsed"`` adds dependencies. Sentences are those of ``spincheck.language.sentences`` at every level.

    Offsets are exact: ``doc.text`` is the text given, ``token.idx`` counts its characters. Pass one block or sentence per
    call, or many to ``pipe`` of this module, which keeps memory level over a long scan.

    Raises:
        LanguageUnavailable: spaCy is not installed or the shipped model cannot be read.
        ValueError: ``level`` is not one of the three.
    """
    if level not in _EXCLUDED:
        raise ValueError(f"level must be one of {', '.join(_EXCLUDED)}, not {level!r}")
    spacy = _spacy()
    path = model_path()
    if not (path / "config.cfg").is_file():
        raise LanguageUnavailable("the language model is not in this installation", "reinstall spincheck")
    _register()
    try:
        with warnings.catch_warnings():
            # the model runs with any 3.8 release; its file format is checked by reading it
            warnings.filterwarnings("ignore", message=r"\[W095\]")
            tokenizer = {"@tokenizers": "spincheck_bare_tokenizer.v1"}
            nlp: Language = spacy.load(path, exclude=list(_EXCLUDED[level]), config={"nlp": {"tokenizer": tokenizer}})
    except Exception as error:  # spaCy raises anything from OSError to KeyError on a damaged or foreign model
        reason = f"the language model cannot be read ({type(error).__name__}: {error})"
        raise LanguageUnavailable(reason, "reinstall spincheck and spaCy 3.8") from error
    nlp.add_pipe("spincheck_sentences", first=True)
    if level != "tokens":
        nlp.add_pipe("spincheck_agreement", after="morphologizer")
    _use_numpy_products(nlp)
    _loaded[level] = nlp
    return nlp


def pipe(texts: Iterable[str], level: Level = "parsed") -> Iterator[Doc]:
    """Analyse many texts in order, in memory that does not grow with their number.

    A document is valid until the next 256 have begun: take what is needed from it inside the loop and keep no
    ``Doc``, ``Span`` or ``Token`` (spaCy frees their words). Do not nest two of these loops over one level.

    Raises: as ``load``.
    """
    nlp = load(level)
    source = iter(texts)
    while batch := list(islice(source, _ZONE)):
        with zone():
            yield from nlp.pipe(batch)


@contextmanager
def zone() -> Iterator[None]:
    """Forget, on leaving, the words of every text analysed inside: what a scan wraps around each document.

    It covers the levels loaded before it was entered. A ``Doc``, ``Span`` or ``Token`` made inside must not be used
    outside. A zone within a zone is the outer one.
    """
    if _open_zones:
        yield
        return
    _open_zones.append(True)
    try:
        with ExitStack() as stack:
            for nlp in _loaded.values():
                stack.enter_context(nlp.memory_zone())
            yield
    finally:
        _open_zones.clear()
        for nlp in _loaded.values():
            _bound_caches(nlp)


def sentences(doc: Doc) -> Iterator[Span]:
    """The sentences of an analysed text, without white space at either end; blank ones are left out."""
    for sentence in doc.sents:
        start, end = sentence.start, sentence.end
        while start < end and doc[start].is_space:
            start += 1
        while end > start and doc[end - 1].is_space:
            end -= 1
        if start < end:
            yield doc[start:end]


def available() -> str | None:
    """None when the pipeline can be loaded, else one line that says why not."""
    try:
        load("tokens")
    except LanguageUnavailable as error:
        return str(error)
    return None


def _use_numpy_products(nlp: Language) -> None:
    """Multiply matrices with numpy's BLAS rather than spaCy's own, which is half as fast on current processors.

    It may use several threads; a scan with several processes sets OPENBLAS_NUM_THREADS=1 in each.
    """
    from thinc.api import NumpyOps

    ops = NumpyOps(use_blis=False)
    for name in ("tok2vec", "tagger", "morphologizer"):
        if name in nlp.pipe_names:
            component: Any = nlp.get_pipe(name)
            for node in component.model.walk():
                node.ops = ops


def _bound_caches(nlp: Language) -> None:
    for _, component in nlp.pipeline:
        entries = getattr(component, "cache", None)
        if isinstance(entries, dict) and len(entries) > _LEMMA_CACHE:
            entries.clear()


def _spacy() -> ModuleType:
    """spaCy without its command line, which is a third of its import time and of no use here."""
    if "spacy" in sys.modules:
        return sys.modules["spacy"]
    stand_ins = {name: ModuleType(name) for name in ("spacy.cli", "spacy.cli.info")}
    stand_ins["spacy.cli.info"].info = _info  # type: ignore[attr-defined]
    stand_ins["spacy.cli"].__path__ = []
    sys.modules.update(stand_ins)
    try:
        import spacy
    except ImportError as error:
        raise LanguageUnavailable(f"spaCy cannot be imported ({error})", "pip install 'spacy>=3.8,<3.9'") from error
    finally:
        for name in stand_ins:
            sys.modules.pop(name, None)
    spacy.__dict__.pop("cli", None)
    return spacy


def _info(*args: Any, **keywords: Any) -> Any:
    """``spacy.info``, with the real command line behind it."""
    from spacy.cli.info import info

    return info(*args, **keywords)


@cache
def _register() -> None:
    """Make our parts known to spaCy; done here because importing spaCy costs too much for every start."""
    from spacy.language import Language
    from spacy.tokenizer import Tokenizer
    from spacy.util import registry

    # without rules: the saved tokenizer brings its own, and building spaCy's first would double the time
    registry.tokenizers("spincheck_bare_tokenizer.v1", func=lambda: lambda nlp: Tokenizer(nlp.vocab))
    Language.component("spincheck_sentences", func=_mark_sentences)
    Language.factory("spincheck_agreement", func=_make_agreement)


def _make_agreement(nlp: Language, name: str) -> Agreement:
    return Agreement(nlp, nlp.meta.get("tag_pos", {}))


def _mark_sentences(doc: Doc) -> Doc:
    """Set the sentence borders by rule, so that every level and every check agrees on them; the parser keeps them.

    On the treebank's edited genre (weblogs) the rule finds 95.5 % of the borders at 96.4 % precision, the parser alone
    88.4 % at 93.6 %.
    """
    begins = {start for start, _ in split(doc.text)}
    for token in doc:
        token.is_sent_start = token.i == 0 or token.idx in begins
    return doc
