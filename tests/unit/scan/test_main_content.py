"""The main content of pages from the web: what surrounds an article is left out, positions stay exact."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest

from spincheck.document import Document
from spincheck.scan.inputs import main_content
from spincheck.scan.inputs.main_content import narrowed
from spincheck.sources import read_text

SENTENCES = (
    "Rest and gentle movement help most people with back pain within a few weeks.",
    "A doctor can tell whether a scan is needed after a short examination.",
    "Many people find that heat in the morning eases stiffness in the joints.",
    "Studies of the treatment have been small and their results are mixed.",
    "Side effects are rare, but some patients report mild headaches afterwards.",
    "You should not stop a medicine without talking to your pharmacist first.",
    "Swelling usually goes down when the ankle is raised above the heart.",
    "Drinking enough water matters more on hot days and during long walks.",
)
MENU = "".join(f"<li><a href='/{w}'>{w}</a></li>" for w in ("Home", "Conditions", "Treatments", "News", "Contact"))
TEASERS = (
    "10 foods that lower blood pressure",
    "Why your knees crack",
    "Is walking enough exercise?",
    "The truth about detox",
)
COOKIES = "We use cookies to improve your experience. By clicking accept you consent to them as described in our policy."
LETTER = "Sign up for our weekly newsletter and get the latest health news delivered to your inbox every Friday."
COMMENTS = (
    "Great article, this really helped me last year, thank you!",
    "I tried this for months and it did nothing for me.",
)
FOOT = "Copyright Health Site. All rights reserved. This website does not provide medical advice."
CARDS = "".join(
    f"<div class=card><a href='/{i}'><h3>{t}</h3></a><p>{SENTENCES[i]} Read more.</p></div>" for i, t in enumerate(TEASERS)
)
SAID = "".join(f"<div class=comment-body><b>Ann</b><p>{c}</p></div>" for c in COMMENTS)


def paragraphs(seed: int) -> list[str]:
    dice = random.Random(seed)
    return [" ".join(dice.sample(SENTENCES, 4)) + f" That is rule {dice.randint(100, 999)}." for _ in range(6)]


def page(kind: str, seed: int) -> tuple[str, str]:
    """A page, and the text a reader comes for."""
    texts = paragraphs(seed)
    title = f"Back pain and its treatment {seed}"
    body = "".join(f"<p>{t}</p>" for t in texts)
    top = f"<header><nav><ul>{MENU}</ul></nav></header>"
    side = f"<div class=sidebar><h3>Popular</h3><ul>{MENU}</ul><p>{LETTER}</p></div>"
    cookie = f"<div class=cookie-notice><p>{COOKIES}</p><button>Accept</button></div>"
    related = f"<div class=recirc><h3>You may also like</h3>{CARDS}</div>"
    foot = f"<div class=ftr><p>{FOOT}</p></div>"
    if kind == "blog":
        main = f"<article><h1>{title}</h1><div class=entry>{body}</div></article>{related}<div class=talk>{SAID}</div>"
        inner = f"{cookie}{top}<main>{main}</main>{side}<footer><p>{FOOT}</p></footer>"
    elif kind == "divs":
        menu = f"<div class=hdr>{MENU.replace('li>', 'span>')}</div>"
        inner = f"{cookie}{menu}<div class=wrap><div class=txt><h1>{title}</h1>{body}</div>{related}</div>{side}{foot}"
    elif kind == "news":
        body = "".join(
            f"<p>{t}</p>" + (f"<div class=promo><p>{LETTER}</p></div>{related}" if i == 2 else "")
            for i, t in enumerate(texts)
        )
        inner = f"{top}<h1>{title}</h1><div itemprop=articleBody>{body}</div>{side}<footer>{FOOT}</footer>{cookie}"
    else:
        inner = f"<div class=hdr>{MENU}</div><h1>{title}</h1><div class=post>{'<br><br>'.join(texts)}</div>{side}{foot}"
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body>{inner}</body></html>",
        f"{title} {' '.join(texts)}",
    )


def shares(text: str, truth: str) -> tuple[float, float]:
    """Precision and recall of words."""
    got, want = Counter(re.findall(r"\w+", text)), Counter(re.findall(r"\w+", truth))
    both = (got & want).total()
    return both / max(1, got.total()), both / want.total()


def check_positions(document: Document) -> None:
    for segment in document.map.segments:
        if segment.exact:
            assert (
                document.text[segment.text_start : segment.text_end]
                == document.source[segment.source_start : segment.source_end]
            )
    for block in document.blocks:
        start, end = document.map.to_source(block.start, block.end)
        assert 0 <= start < end <= len(document.source)


@pytest.mark.parametrize(("kind", "least"), [("blog", 0.88), ("divs", 0.88), ("news", 0.75), ("breaks", 0.95)])
def test_more_of_what_surrounds_an_article_is_left_out(kind: str, least: float) -> None:
    before, after = [], []
    for seed in range(5):
        source, truth = page(kind, seed)
        whole = read_text(source, name="p.html", format="html")
        document = narrowed(whole)
        check_positions(document)
        before.append(shares(whole.text, truth))
        after.append(shares(document.text, truth))
        # nothing is dropped without being told, and no link is lost
        if document.text != whole.text:
            assert "boilerplate" in dict(document.left_out)["html:scope"]
        assert Counter(link.target for link in document.links) == Counter(link.target for link in whole.links)
    assert min(recall for _, recall in after) >= 0.97
    assert sum(p for p, _ in after) / 5 >= least
    assert sum(p for p, _ in after) >= sum(p for p, _ in before)


def test_spam_between_the_paragraphs_of_an_article_stays() -> None:
    source, _ = page("blog", 1)
    spam = "<p><a href='http://pills.test/a'>buy cheap pills</a> <a href='http://pills.test/b'>casino bonus</a></p>"
    document = read_text(source.replace("</p><p>", f"</p>{spam}<p>", 3), format="html")
    there = document.text.count("buy cheap pills")
    assert narrowed(document).text.count("buy cheap pills") == there > 0


def test_a_page_that_the_two_see_differently_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    document = read_text(page("blog", 2)[0], format="html")
    monkeypatch.setattr(main_content, "_extract", lambda source: "Something else entirely.")
    assert narrowed(document) == document
    monkeypatch.setattr(main_content, "_extract", lambda source: None)
    assert dict(narrowed(document).left_out)["main content"].startswith("trafilatura failed")


@pytest.mark.parametrize(
    "source", ["", "<p>", "<p>Rest.</p>", "<html>\x00<body>" + "<div>" * 3000 + "Deep text here.", "<svg><p>x</svg>" * 50]
)
def test_odd_pages(source: str) -> None:
    document = read_text(source, format="html")
    check_positions(narrowed(document))


def test_plain_text_is_not_touched(tmp_path: Path) -> None:
    document = read_text("Rest is good.", format="text")
    assert narrowed(document) is document
