"""Throughput of the links family alone. Run: ``python tests/bench/bench_links.py``; prints, asserts nothing.

Documents are 700 words of the project's own corpus. Start-up (lists, suffix list, language model) is timed apart.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

from spincheck.document import Document
from spincheck.rules.context import Context
from spincheck.rules.links import rules
from spincheck.settings import Settings
from spincheck.sources import read_text

CORPUS = Path(__file__).parents[2] / "corpora" / "links" / "links.jsonl"


def documents(words: int, *, with_links: bool) -> list[Document]:
    """Plain-text documents of about ``words`` words."""
    texts = [r["text"] for r in map(json.loads, CORPUS.open(encoding="utf-8")) if r["format"] == "text" and not r["spam"]]
    if not with_links:
        texts = [t for t in texts if not read_text(t).links]
    out = []
    for first in range(40):
        parts, count = [], 0
        while count < words:
            text = texts[(first + len(parts)) % len(texts)]
            parts.append(text)
            count += len(text.split())
        out.append(read_text(" ".join("\n\n".join(parts).split(" ")[:words])))
    return out


def run(pages: list[Document]) -> float:
    """Processor seconds per document."""
    family, settings = rules(), Settings()
    start = time.process_time()
    for page in pages:
        ctx = Context(page, settings)
        for rule in family:
            list(rule.run(ctx))
    return (time.process_time() - start) / len(pages)


def main() -> None:
    """Print the figures."""
    bare, linked = documents(700, with_links=False), documents(700, with_links=True)
    print(f"start-up and first document: {run(bare[:1]) + run(linked[:1]):.2f} s")
    for name, pages in (("without links", bare), ("with honest links", linked)):
        best = min(run(pages) for _ in range(5))
        links = sum(len(p.links) for p in pages) / len(pages)
        print(f"700 words {name} ({links:.0f} links each): {1 / best:,.0f} documents a second")
    page = (
        "<p>"
        + " ".join(
            f'Rest and ice help, says <a href="https://site{i}.example.com/a/{i}">group {i}</a>.' for i in range(5000)
        )
        + "</p>"
    )
    start = time.process_time()
    document = read_text(page, format="html")
    read = time.process_time() - start
    print(f"a page with {len(document.links)} links: read in {read:.2f} s, checked in {run([document]):.2f} s")


if __name__ == "__main__":
    main()
