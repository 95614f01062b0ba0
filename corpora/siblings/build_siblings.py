"""Pages with known families of spun siblings: sources, their spun copies, and near-topic decoys.

    python corpora/siblings/build_siblings.py OUT.jsonl.gz [--pages 2400] [--clean FOLDER] [--known] [--every N]

Sources are cut from ``corpora/prose`` and the clean passages; with ``--clean`` from a folder of public text instead (one
paragraph per line, gzip), which is read and never copied. A page's neighbour in the same article is another source: same
topic, other text, the nearest decoy there is. No sentence stands in two sources. One JSON object per line: ``key``,
``text``, ``family`` (number of the source), ``share`` (of words replaced; 0 in a source), ``site``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from spinner import ROOT, Spinner, Token, held_out

from spincheck.language import pipeline

#: shares of words a copy has replaced
SHARES = (0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40)
_CLEAN = ("medquad_nih", "nci_cancergov_patient", "nhs_uk_recased", "va_gov_content", "openstax_college_success")
_SHORTEST, _LONGEST = 110, 330  # words of a source


def project_text() -> Iterator[list[str]]:
    """Articles of the project, each a list of paragraphs."""
    for file in sorted((ROOT / "prose").glob("*.txt")):
        for piece in file.read_text(encoding="utf-8").split("\n\n"):
            yield [line for line in piece.splitlines() if line[:1] != "#" and len(line.split()) > 5]
    for line in (ROOT / "passages" / "clean.jsonl").read_text(encoding="utf-8").splitlines():
        yield [p for p in json.loads(line)["text"].split("\n") if len(p.split()) > 5]


def public_text(folder: Path, pages: int) -> Iterator[list[str]]:
    """Runs of neighbouring paragraphs, spread evenly over the files of a folder."""
    for name in _CLEAN:
        lines = gzip.decompress((folder / f"{name}.txt.gz").read_bytes()).decode().splitlines()
        lines = [x for x in lines if len(x.split()) > 8]
        runs = max(1, pages // len(_CLEAN))
        for first in range(0, len(lines), max(24, len(lines) // runs)):
            yield lines[first : first + 16]


def sources(articles: Iterable[list[str]]) -> list[list[list[Token]]]:
    """Tagged sentences of pages of 110 to 330 words; a sentence that was met before is left out."""
    seen: set[str] = set()
    out: list[list[list[Token]]] = []
    texts = [(p, n) for n, paragraphs in enumerate(articles) for p in paragraphs]
    page: list[list[Token]] = []
    last = -1
    for doc, number in zip(pipeline.pipe((t for t, _ in texts), level="tagged"), [n for _, n in texts]):
        words = sum(map(len, page))
        if page and (number != last or words > _LONGEST * 0.6):
            if words >= _SHORTEST:
                out.append(page)
            page = []
        last = number
        for sentence in doc.sents:
            text = " ".join(sentence.text.lower().split())
            if text in seen:
                continue
            seen.add(text)
            tokens = [Token(t.text, t.lemma_ or t.text, t.tag_, t.pos_, t.whitespace_) for t in sentence if not t.is_space]
            if tokens and sum(map(len, page)) + len(tokens) <= _LONGEST:
                page.append(tokens)
    if sum(map(len, page)) >= _SHORTEST:
        out.append(page)
    return out


def apart(found: list[list[list[Token]]]) -> list[list[list[Token]]]:
    """Sources without those that share a tenth of their five-word runs with an earlier one.

    Public health text repeats itself (leaflets of two drugs of one class, versions of one page). Such sources are copies
    already and would be counted as false alarms; the project's own text has none.
    """
    seen: set[int] = set()
    out = []
    for source in found:
        forms = [t.text.lower() for s in source for t in s if t.text[0].isalnum()]
        runs = {hash(tuple(forms[i : i + 5])) for i in range(len(forms) - 4)}
        if len(runs & seen) <= len(runs) / 10:
            out.append(source)
        seen |= runs
    return out


def _plain(sentence: list[Token]) -> str:
    return "".join(t.text + t.space for t in sentence).strip()


def _paragraphs(sentences: list[str], rng: random.Random) -> str:
    out: list[str] = []
    while sentences:
        size = rng.randint(2, 5)
        out.append(" ".join(sentences[:size]))
        sentences = sentences[size:]
    return "\n\n".join(out)


def _rearranged(sentences: list[str], spare: list[str], rng: random.Random) -> list[str]:
    """Sentences left out, put in, joined and moved, as rewriters do: up to a fifth each."""
    out = [s for s in sentences if rng.random() > rng.choice((0, 0, 0.1, 0.2))] or sentences
    for _ in range(rng.choice((0, 0, 1, 2, len(out) // 5))):
        out.insert(rng.randint(0, len(out)), rng.choice(spare))
    at = 0
    while at + 1 < len(out):
        if rng.random() < 0.06 and out[at].endswith(".") and out[at + 1][:1].isupper():
            out[at : at + 2] = [f"{out[at][:-1]}, and {out[at + 1][0].lower()}{out[at + 1][1:]}"]
        at += 1
    kind = rng.random()
    if kind < 0.25:  # paragraphs change places
        cut = rng.randint(0, len(out))
        out = out[cut:] + out[:cut]
    elif kind < 0.35:
        rng.shuffle(out)
    return out


def boilerplate() -> dict[str, list[str]]:
    """Site -> the texts it repeats on its pages; written for this corpus."""
    out: dict[str, list[str]] = {}
    for line in (Path(__file__).parent / "boilerplate.tsv").read_text(encoding="utf-8").splitlines():
        site, text = line.split("\t")
        out.setdefault(site, []).append(text)
    return out


def build(pages: int, *, clean: Path | None = None, strict: bool = True, seed: int = 8) -> list[dict[str, object]]:
    """The records. ``strict``: the spinner uses only substitutions that ``held_out`` gives it; else all it has."""
    rng = random.Random(seed)
    found = sources(project_text() if clean is None else public_text(clean, pages))
    rng.shuffle(found)
    if clean is not None:
        found = apart(found)[: pages // 2]
    spare = [_plain(s) for source in found[: len(found) // 12] for s in source]
    found = found[len(found) // 12 :]
    spinner, sites = Spinner(held_out if strict else None), boilerplate()
    alone = len(found) // 4  # pages without siblings
    copies = max(1.0, (pages - len(found)) / (len(found) - alone))
    out: list[dict[str, object]] = []
    for number, source in enumerate(found):
        made: list[tuple[float, list[str]]] = []
        plain = [_plain(s) for s in source]
        size = 0 if number < alone else max(1, round(rng.triangular(1, 2.4 * copies, copies * 0.6)))
        if size < 2 or rng.random() < 0.7:  # the source of some families lies outside the set
            made.append((0.0, plain))
        for _ in range(size):
            texts, share = spinner.spin(source, rng.choice(SHARES), rng)
            made.append((share, _rearranged(texts, spare, rng)))
        for share, sentences in made:
            site = rng.choice(sorted(sites))
            parts = [_paragraphs(sentences, rng), *[t for t in sites[site] if rng.random() < 0.6]]
            key = f"{site}/{rng.getrandbits(40):010x}"
            out.append({"key": key, "text": "\n\n".join(parts), "family": number, "share": round(share, 3), "site": site})
    rng.shuffle(out)
    return out


def main() -> None:
    """Write the records."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pages", type=int, default=2400)
    parser.add_argument("--clean", type=Path)
    parser.add_argument("--known", action="store_true", help="let the spinner use substitutions the folding knows as well")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="keep the pages of every Nth source only")
    args = parser.parse_args()
    records = build(args.pages, clean=args.clean, strict=not args.known)
    records = [r for r in records if int(str(r["family"])) % args.every == 0]
    data = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records).encode()
    args.out.write_bytes(gzip.compress(data, 9, mtime=0) if args.out.suffix == ".gz" else data)
    families = len({r["family"] for r in records})
    print(f"{len(records):,} pages of {families:,} sources, {len(data):,} bytes")


if __name__ == "__main__":
    main()
