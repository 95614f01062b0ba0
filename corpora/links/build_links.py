# ruff: noqa: E501
"""Build ``links.jsonl``: labelled documents with planted spam links and with honest ones, in four formats.

Run: ``python corpora/links/build_links.py``. Deterministic: the same file every time. All prose was written for this
project; addresses are under reserved example domains or name real hosts with made-up paths.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

TOPICS: list[tuple[str, list[str]]] = [
    ("Caring for a sprained ankle", [
        "A sprained ankle swells because small vessels around the stretched ligament leak. Rest, a cool pack for fifteen minutes at a time and a firm bandage keep the swelling down in the first two days.",
        "After that, gentle movement helps more than a splint. Draw the alphabet with your toes, stand on one leg while you brush your teeth, and walk a little further each day.",
        "See a doctor if you cannot take four steps, if the bone itself is tender or if the foot turns pale or numb."]),
    ("Living with hay fever", [
        "Hay fever begins when the immune system takes pollen for an enemy. The nose runs, the eyes itch, and sleep suffers for weeks each spring.",
        "A steroid spray used every day from the start of the season works better than tablets taken now and then. Wash your hair before bed and dry laundry indoors when counts are high.",
        "Ask your pharmacist first, and your doctor if you wheeze or if nothing helps after a month."]),
    ("Tension headaches and the working day", [
        "Most headaches at the desk come from tired muscles of the scalp and neck. They press from both sides like a band and seldom stop anybody from working.",
        "Regular breaks, enough water and a screen at eye level prevent many of them. Painkillers taken on more than ten days a month can cause the very headache they are meant to treat.",
        "A sudden, violent headache is an emergency, and so is one with fever and a stiff neck."]),
    ("What to eat with high blood pressure", [
        "Salt raises blood pressure in most adults, and three quarters of it hides in bread, cheese, soups and sauces. Reading labels does more than leaving the salt cellar in the cupboard.",
        "Fruit, vegetables, beans and low-fat dairy bring potassium, which works the other way. In trials this pattern lowered the upper figure by about eight points within two months.",
        "Keep taking your tablets while you change your diet, and measure at home at the same hour."]),
    ("Better sleep without pills", [
        "A fixed time to get up is the strongest clock the body has. It matters more than the hour at which you go to bed, at weekends as well.",
        "People who cannot sleep do best with a course of cognitive behavioural therapy. It limits the time in bed at first, which is hard for a week and then works for years.",
        "Snoring with pauses in breathing needs a test in a sleep clinic."]),
    ("Knee osteoarthritis and exercise", [
        "Cartilage wears thin with age, and the muscles around the knee have to carry more. Strong thighs take load off the joint and hurt less after six to eight weeks of training.",
        "Cycling, swimming and squats to a chair are good ways to begin. Some soreness on the next day is normal; swelling that lasts is a sign to do less.",
        "Injections help some people for a few weeks. Surgery is for those whose nights are broken by pain."]),
    ("Psoriasis: the basics", [
        "In psoriasis the skin renews itself within days instead of weeks. Thick, scaly patches form on elbows, knees and scalp and come and go for years.",
        "Creams with vitamin D and a mild steroid are the first step. Light treatment in a clinic comes next, and injections that calm one part of the immune system have changed the outlook for severe cases.",
        "Joint pain in the morning deserves a visit to a rheumatologist, because a third of patients develop arthritis."]),
    ("Asthma in schoolchildren", [
        "A child with asthma has airways that narrow when they meet smoke, pollen or a cold. The cough comes at night and after running.",
        "A preventer inhaler used every day keeps the lining calm; the blue reliever is for bad moments only. A spacer doubles what reaches the lungs.",
        "Every school should hold a written plan, and every family should know when to call an ambulance."]),
    ("Heartburn after meals", [
        "Acid rises when the muscle between gullet and stomach is slack. Large, late and fatty meals make it worse, and so does a tight belt.",
        "Raise the head of the bed by a hand's breadth and stop eating three hours before you lie down. Antacids work within minutes, acid blockers within days.",
        "Trouble swallowing, black stools or weight loss must be looked into without delay."]),
    ("Low back pain: what helps", [
        "Nine in ten attacks of low back pain have no single cause that a scan could show. They ease within six weeks whatever is done, and faster in people who stay active.",
        "Heat, short walks and an anti-inflammatory tablet for a few days are reasonable. Bed rest for more than a day weakens the muscles that hold the spine.",
        "Numbness between the legs or trouble passing water means hospital at once."]),
    ("Type 2 diabetes and your feet", [
        "High sugar damages the small nerves of the feet first. A blister from a new shoe goes unnoticed and turns into an ulcer.",
        "Look at your soles every evening, use a mirror if you must, and dry between the toes. Have your nerves and pulses tested once a year.",
        "Any wound that has not closed after a week belongs in a foot clinic."]),
    ("Dry eyes at the screen", [
        "We blink half as often when we stare at a screen, and tears dry faster in heated rooms. The eyes burn, water and feel sandy by the afternoon.",
        "Drops without preservatives, a break every twenty minutes and a screen below eye level help most people. A warm compress loosens blocked glands along the lids.",
        "Pain, a red eye with poor sight or strong dislike of light needs an eye doctor the same day."]),
]  # fmt: skip

# addresses that planted links lead to: reputable hosts too, as in real spun articles
TARGETS = cycle([
    "https://www.harpersbazaar.example/uk/beauty/skincare/a4471/serum-review/",
    "https://travel.usnews.example/rankings/best-island-vacations",
    "https://www.glamour.example/story/best-nail-polish-colors",
    "http://smith-clinic.example.com/services/cosmetic-veneers/",
    "https://www.menshealth.example/fitness/a1983/best-protein-bars/",
    "https://news.example.org/2021/05/12/city-council-votes/",
    "https://wellness-blog.example.net/top-10-crystal-remedies.html",
    "https://www.forbes.example/advisor/car-insurance/cheap-quotes/",
])  # fmt: skip

# LNK201: {u} is the address
SLOTS = [
    "{u} by easing the load on the tissue, calming the nerves, and letting the swelling go down.",
    "{u} -term results depend on how well the plan is kept.",
    "{u} of patients notice a change within the first two weeks.",
    "{u} and lowers the risk that the problem comes back within a year.",
    "{u} can also help people who have tried everything else without success.",
    "{u} which explains why the morning is the worst time of the day for many.",
    "It is worth asking your doctor about a {u} that fits your daily routine.",
    "A short course can {u} your symptoms and give you back a good night.",
    "The benefits of {u} include less pain and a better mood in most trials.",
    "Regular check-ups help to {u} the problem before it becomes serious.",
    "Many people believe that {u} are the only answer, and they are wrong.",
    "If you have sat still for hours, {u} may ease the stiffness within minutes.",
    "Good posture {u} reduces the strain on muscles and joints.",
    "Your {u} should be checked again after three months of treatment.",
    "The treatment is safe, works without {u}, and costs little. Ask for it.",
    "Most of the relief comes from {u} the muscles around the sore spot.",
    "{u} is often mild at first and grows over several weeks.",
    "Doctors have known for years that the {u} responds to gentle warmth.",
    "This non- {u} works on the cause and not on the symptom alone.",
    "Patients may {u} better sleep within a month of starting.",
]

# LNK202: formula phrases in prose; {f} is the formula
FORMULAS = [
    "mouse click the up coming web page",
    "simply click the up coming internet site",
    "just click the upcoming article",
    "click through the up coming website page",
    "visit the up coming document",
    "please click the next internet page",
    "Mouse Click The Following Website Page",
    "hop over to this up coming weblog",
    "click the up coming post",
    "simply click the following internet page",
    "linked internet page",
    "visit the subsequent web-site",
]
FORMULA_SLOTS = [
    "People who {f} relief within days tend to keep up the plan.",
    "Some {f} the need for stronger medicine, and others do not.",
    "By the end of the week {f} patients report fewer bad nights.",
    "A warm bath helps, and {f} shows how long to stay in.",
]
# LNK203: ordinary stock phrases where the sentence cannot hold them
SPLICES = [
    ("Gentle stretching can {p} ease the stiffness in the morning.", "read full report"),
    ("Most adults {p} some trouble of this kind at least once.", "have a peek at this web-site"),
    ("Doctors use {p} to measure how far the joint can bend.", "Read More Here"),
    ("A good routine can {p} help you through the worst weeks.", "click through this article"),
    ("The first sign is {p} feeling that passes within minutes.", "visit this website"),
    ("Through {p} of the plan you learn what sets it off.", "visit website"),
    ("It takes {p} weeks before the change can be felt.", "browse around this web-site"),
    ("Warmth and rest can {p} reduce the swelling overnight.", "click here"),
    ("Nobody knows why {p} can be worse on one side.", "Suggested Studying"),
    ("Small changes at home {p} make a great difference.", "hop over to these guys"),
    ("The risk grows with {p} and falls again with training.", "click the next page"),
    ("Your doctor will {p} examine both sides with care.", "navigate to this web-site"),
]
# LNK204, LNK202: link texts
ODD = ["have a peek at these guys", "browse around this web-site", "his comment is here", "you could check here", "Suggested Studying",
       "why not try these out", "click for source", "sneak a peek at this site", "learn this here now", "pop over to this website",
       "Learn Alot more Here", "get redirected here", "visite site", "her latest blog", "read what he said", "a knockout post"]  # fmt: skip
CLICKS = ["just click the following website", "mouse click the up coming document", "simply click the next internet page",
          "click the up coming webpage", "visit the following website", "please click the following article", "linked web-site",
          "simply click the linked document"]  # fmt: skip
MONEY = ["best chiropractor in Dallas", "cheap tramadol online", "affordable dental implants near me", "buy semaglutide without prescription",
         "top rated med spa in Austin", "laser hair removal deals", "car accident doctor near me", "online casino coupon code",
         "cheapest botox in London", "weight loss clinic near me"]  # fmt: skip
ANCHOR_SLOTS = [
    "Rest the sore part, {a}, and begin again when it stops hurting.",
    "According to {a} the first week matters most.",
    "Many readers ask how long it takes; {a} has an answer of a kind.",
]


def doc(name: str, fmt: str, paragraphs: list[str], planted: list[tuple[str, str]], title: str) -> dict[str, Any]:
    """One record. ``paragraphs`` are in the format's own notation; ``planted`` gives (text, rule) to be labelled."""
    if fmt == "html":
        body = "\n".join(p if p.startswith(("<p", "<d", "<u", "<s", "<n")) else f"<p>{p}</p>" for p in paragraphs)
        text = f'<!doctype html>\n<html lang="en"><head><title>{html.escape(title)}</title></head>\n<body><article><h1>{html.escape(title)}</h1>\n{body}\n</article></body></html>\n'
    elif fmt == "markdown":
        text = f"# {title}\n\n" + "\n\n".join(paragraphs) + "\n"
    else:
        text = title + "\n\n" + "\n\n".join(paragraphs) + "\n"
    spans, used = [], 0
    for piece, rule in planted:
        start = text.index(piece, used)
        used = start + 1
        spans.append({"start": start, "end": start + len(piece), "text": piece, "rule": rule, "kind": "link"})
    if len(spans) > 1:  # repetition: the last one carries the label, the first one is honest
        spans = spans[-1:]
    return {"id": name, "format": fmt, "spam": bool(planted), "text": text, "spans": spans}


def link(fmt: str, anchor: str, url: str, rel: str = "") -> str:
    """A link in the format's notation; docx records use Markdown's, and the tests build the file."""
    if fmt == "html":
        return f'<a href="{html.escape(url)}"' + (f' rel="{rel}"' if rel else "") + f">{anchor}</a>"
    return f"[{anchor}]({url})" if fmt in ("markdown", "docx") else url


def with_planted(paragraphs: list[str], sentence: str, at: int) -> list[str]:
    """The paragraphs with a sentence put into one of them, after its first sentence."""
    out = list(paragraphs)
    head, dot, rest = out[at % len(out)].partition(". ")
    out[at % len(out)] = f"{head}. {sentence} {rest}" if dot else f"{out[at % len(out)]} {sentence}"
    return out


def spam() -> Iterator[dict[str, Any]]:
    topics = cycle(TOPICS)
    number = 0

    def one(fmt: str, sentence: str, planted: list[tuple[str, str]], first: list[str] | None = None) -> dict[str, Any]:
        nonlocal number
        title, paragraphs = next(topics)
        number += 1
        return doc(f"spam-{number:03}", fmt, [*(first or []), *with_planted(paragraphs, sentence, number)], planted, title)

    for index, slot in enumerate(SLOTS):
        url = next(TARGETS)
        yield one("text", slot.format(u=url), [(url, "LNK201")])
        if index % 3 == 0:
            url = next(TARGETS)
            yield one("markdown", slot.format(u=url), [(url, "LNK201")])
        if index % 4 == 0:
            url = next(TARGETS)
            yield one("html", slot.format(u=f'<a href="{url}">{url}</a>'), [(f">{url}<", "LNK201")])
    for index, formula in enumerate(FORMULAS):
        yield one("text", FORMULA_SLOTS[index % 4].format(f=formula), [(formula, "LNK202")])
    for sentence, phrase in SPLICES:
        yield one("text", sentence.format(p=phrase), [(phrase, "LNK203")])
    for fmt in ("html", "markdown", "docx"):
        for index, anchor in enumerate(CLICKS):
            if (index + len(fmt)) % 2:
                a = link(fmt, anchor, next(TARGETS))
                yield one(fmt, ANCHOR_SLOTS[index % 3].format(a=a), [(anchor, "LNK202")])
    for index, anchor in enumerate(ODD):
        fmt = ("html", "markdown", "docx")[index % 3]
        yield one(fmt, ANCHOR_SLOTS[index % 3].format(a=link(fmt, anchor, next(TARGETS))), [(anchor, "LNK204")])
    for index, anchor in enumerate(MONEY):
        fmt = ("html", "markdown")[index % 2]
        yield one(fmt, ANCHOR_SLOTS[index % 3].format(a=link(fmt, anchor, next(TARGETS))), [(anchor, "LNK205")])
    technical = [
        ("http://198.51.100.23/relief/offer.html", "LNK213"), ("http://0xC6336417/x", "LNK213"), ("http://[2001:db8::7]/pills", "LNK213"),
        ("http://relief.example.com:8081/offer", "LNK214"), ("https://shop.example.net:4433/a", "LNK214"),
        ("https://www.nih.gov@pills.example.com/", "LNK215"), ("https://user:pass@files.example.net/a.html", "LNK215"),
        ("https://www.xn--pypal-4ve.com/refund", "LNK216"), ("https://www.webmd\u0435.com/pain", "LNK216"), ("https://www.nih.gov\u202e.example.com/x", "LNK216"),
        ("https://bit.ly/3abcDEf", "LNK208"), ("https://tinyurl.com/backrelief", "LNK208"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fpills.example.com%2Fbuy", "LNK209"),
        ("https://go.example.org/out?url=https%3A%2F%2Fcasino.example.net%2F", "LNK209"),
        ("https://www.example.org/knee?utm_source=mail&utm_medium=email", "LNK210"), ("https://www.example.org/back?gclid=Cj0abc", "LNK210"),
        ("https://www.amazon.com/dp/B000000001?tag=painblog-20", "LNK211"), ("https://abc.hop.clickbank.net/", "LNK211"),
        ("https://cold-relief45678.blogspot.com/2021/05/x.html", "LNK217"), ("https://mypainstory.wordpress.com/2020/01/knee/", "LNK217"),
    ]  # fmt: skip
    for index, (url, rule) in enumerate(technical):
        fmt = ("html", "markdown")[index % 2]
        anchor = ("the clinic's page", "this leaflet", "one example")[index % 3]
        yield one(fmt, f"There is more about it on {link(fmt, anchor, url)} for those who want to know.", [(anchor, rule)])
    for index in range(4):
        url = f"https://www.amazon.com/dp/B00000000{index}?tag=painblog-20" if index % 2 else next(TARGETS)
        anchor = "a firm pillow" if index % 2 else "cheap botox in London"
        yield one("html", f"Some people like {link('html', anchor, url)} for the night.", [(anchor, "LNK212")])
    hidden_links = [
        '<div style="display:none">{a}</div>', '<p style="position:absolute;left:-9999px">{a}</p>', '<p style="font-size:0">{a}</p>',
        '<p style="color:#fff;background:#fff">{a}</p>', '<div style="visibility:hidden">{a}</div>', '<div hidden>{a}</div>',
        '<p style="text-indent:-9999px">{a}</p>', '<p style="opacity:0">{a}</p>',
    ]  # fmt: skip
    for frame in hidden_links:
        a = link("html", "cheap pills", "https://pills.example.com/buy")
        title, paragraphs = next(topics)
        number += 1
        yield doc(f"spam-{number:03}", "html", [*paragraphs[:2], frame.format(a=a), paragraphs[2]], [(a, "LNK218")], title)
    stuffed = "cheap viagra best casino buy cialis online viagra no prescription viagra deals"
    for style in ("font-size:0", "display:none", "color:white;background:white", "position:absolute;top:-5000px"):
        title, paragraphs = next(topics)
        number += 1
        part = f'<div style="{style}">{stuffed}</div>'
        yield doc(f"spam-{number:03}", "html", [*paragraphs[:2], part, paragraphs[2]], [(part, "LNK219")], title)
    for _ in range(3):
        a = f'<a href="{next(TARGETS)}"></a>'
        yield one("html", f"Rest is the first step.{a} Then move again.", [(a, "LNK220")])
    for fmt in ("html", "markdown"):
        anchors = [
            "ice packs",
            "heat pads",
            "foam rollers",
            "back belts",
            "pillows",
            "chairs",
            "desks",
            "lamps",
            "mats",
            "bands",
        ]
        links = [link(fmt, a, f"https://shop{i}.example.com/{a.split()[0]}") for i, a in enumerate(anchors)]
        yield one(fmt, f"People buy {', '.join(links[:-1])} and {links[-1]} for it.", [(anchors[0], "LNK221")])
        a = link(fmt, "gentle back method", "https://method.example.com/")
        yield one(
            fmt, f"The {a} is new. Try the {a} at home. Ask for the {a} by name.", [("gentle back method", "LNK206")] * 3
        )
        b = [
            link(fmt, w, "https://promo.example.net/start")
            for w in ("a plan", "the first week", "the second week", "results")
        ]
        yield one(fmt, f"Make {b[0]} for {b[1]} and {b[2]}, and write down {b[3]}.", [("results", "LNK222")])
    for byline in (
        "Material Produce By-Ingram Newton",
        "Content writer-Dana Cole",
        "Article Written By-Sears Lund",
        "Post Created By-Hale Munk",
    ):
        yield one("text", "It passes.", [(byline, "LNK223")], [byline])
    for fmt in ("text", "text", "markdown"):
        title, paragraphs = next(topics)
        number += 1
        yield doc(f"spam-{number:03}", fmt, [title, title, *paragraphs], [(title, "LNK224")] * 3, title)
    for fmt in ("text", "text", "markdown", "text"):
        url = (
            "https://www.glamour.example/story/nail-polish-colors",
            "https://www.forbes.example/car-insurance/quotes-compared",
        )[number % 2]
        yield one(fmt, f"{url} Most people are back at work after a week.", [(url, "LNK207")])


HONEST_TEXT = [
    "For more information, visit www.healthfoundation.example.org or call 555-0100.",
    "Opening hours are at https://www.clinic.example.org/opening/hours and on the door.",
    "Healthfinder.gov has tools for people who care for a parent.",
    "The study is available online at https://journal.example.org/articles/2021/0145 and was paid for by the state.",
    "Full results: https://journal.example.org/content/12/3/77 (open access).",
    "Read the leaflet (https://www.hospital.example.org/leaflets/knee.pdf) before you come.",
    "Please click the following link to register: https://www.clinic.example.org/register/2021",
    "Visit our website for the next dates, or read the full report.",
    "SOURCE: bit.ly/2KNE36Y Journal of Pain Research, online June 28, 2018.",
    "To report side effects, go to http://www.fda.gov/medwatch or call 1-800-FDA-1088.",
    "Learn more at www.niddk.nih.gov and www.diabetes.org.",
    "The team shared its data at https://data.example.edu/sets/knee-2020 for others to use.",
    "The poll was held on webmd.com among 2,000 adults.",
    "1. Smith J, Jones K. Exercise for back pain. Pain Med. 2019;12:33-41. https://doi.org/10.1000/182",
    "Available from: http://www.cdc.gov/arthritis/basics/index.html. Accessed May 2018.",
    "Our web page, https://www.hospital.example.org/sleep, lists the dates of the course.",
    "Follow us at www.twitter.com/clinic and www.facebook.com/clinic for updates.",
    "Visit http://www. gastro. org to find a specialist near you.",
    "A copy can be had from the press office or downloaded at https://press.example.org/2021/05/knee.",
    "In the next article we look at what employers can do.",
]  # fmt: skip
HONEST_ANCHORS = [
    ("the National Institutes of Health", "https://www.nih.gov/health-information"), ("here", "https://www.example.org/pain/exercises"),
    ("read more", "https://www.example.org/back-pain/causes"), ("a review of 31 trials", "https://doi.org/10.1000/182"),
    ("home", "https://www.example.org/"), ("next page", "https://www.example.org/page/2"), ("Related articles", "https://www.example.org/related"),
    ("this page", "https://www.nhs.uk/conditions/back-pain/"), ("Arthritis Foundation", "https://www.arthritis.org/"),
    ("physiotherapy", "https://www.csp.org.uk/conditions"), ("PubMed", "https://pubmed.ncbi.nlm.nih.gov/12345678/"),
    ("the original study", "https://journal.example.org/2020/44"), ("our clinic in Dallas", "https://www.example.org/dallas"),
    ("full article", "https://journal.example.org/2020/45"), ("World Health Organization", "https://www.who.int/news-room/fact-sheets"),
]  # fmt: skip


def honest() -> Iterator[dict[str, Any]]:
    topics = cycle(TOPICS)
    number = 0

    def one(fmt: str, paragraphs: list[str], title: str) -> dict[str, Any]:
        nonlocal number
        number += 1
        return doc(f"honest-{number:03}", fmt, paragraphs, [], title)

    for index, sentence in enumerate(HONEST_TEXT):
        title, paragraphs = next(topics)
        yield one("text", [*paragraphs, sentence], title)
        title, paragraphs = next(topics)
        yield one("markdown" if index % 2 else "text", with_planted(paragraphs, sentence, index), title)
    for index, (anchor, url) in enumerate(HONEST_ANCHORS):
        fmt = ("html", "markdown", "docx")[index % 3]
        title, paragraphs = next(topics)
        sentence = f"Details are on {link(fmt, anchor, url)} for those who want them."
        yield one(fmt, with_planted(paragraphs, sentence, index), title)
    for index in range(8):
        title, paragraphs = next(topics)
        refs = [
            f"{i}. Author {chr(65 + i)}. A trial of training. Journal. 201{i};4:{i}1-{i}9. https://doi.org/10.1000/18{i}"
            for i in range(1, 9)
        ]
        if index % 2:
            yield one("text", [*paragraphs, "References", *refs], title)
        else:
            items = "".join(f'<li><a href="https://doi.org/10.1000/18{i}">Trial {i}</a></li>' for i in range(1, 12))
            nav = '<nav><a href="https://www.example.org/">Home</a> <a href="https://www.example.org/contact">Contact</a></nav>'
            share = '<div style="display:none"><a href="https://www.facebook.com/sharer.php?u=x">Share</a></div>'
            yield one("html", [nav, *paragraphs, share, f"<section><h2>References</h2><ul>{items}</ul></section>"], title)


def main() -> None:
    """Write ``links.jsonl``."""
    records = [*spam(), *honest()]
    with open(HERE / "links.jsonl", "w", encoding="utf-8") as stream:
        for record in records:
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
    planted = sum(r["spam"] for r in records)
    print(f"{len(records)} documents, {planted} with planted links, {len(records) - planted} honest")


if __name__ == "__main__":
    main()
