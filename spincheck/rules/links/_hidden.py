"""How bad is a hidden piece of text? Pages hide much that they show later; deceit looks different."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from spincheck.document import Hidden, Link
from spincheck.model import Severity
from spincheck.rules.links._money import advertises

_WORD = re.compile(r"[^\W\d_]{4,}")
#: ways of hiding that scripts undo on a click
_TOGGLED = ("display:", "visibility:", "hidden attribute", "noscript", "opacity", "height:", "width:")
#: shorter hidden texts are labels
_LABEL_WORDS = 3
_LONG = 12


def judge_text(part: Hidden) -> tuple[Severity, float, str] | None:
    """Severity, confidence and reason, or None for what pages honestly hide."""
    words = [w.lower() for w in _WORD.findall(part.text)]
    if "noscript" in part.how or "screen-reader" in part.how or not words:
        return None
    most = Counter(words).most_common(1)[0][1]
    stuffed = advertises(part.text) or (len(words) >= 6 and most >= 3 and most / len(words) >= 0.15)
    if stuffed:
        return Severity.CRITICAL, 0.92, "it is stuffed with keywords"
    if len(part.text.split()) < _LABEL_WORDS:
        return None
    if not part.how.startswith(_TOGGLED):
        return Severity.CRITICAL, 0.85, "no reader can ever see it"
    if len(part.text.split()) >= _LONG and not part.has_link:
        return Severity.MEDIUM, 0.5, "check that the page shows it on a click"
    return None


def shown_on_click(parts: Sequence[Hidden], link: Link) -> bool:
    """Whether a hidden link stands in prose that the page hides the way answers and menus are hidden until a click."""
    for part in parts:
        if part.source_start <= link.source_start and link.source_end <= part.source_end:
            if not part.how.startswith(_TOGGLED) or advertises(part.text):
                return False
            return len(part.text.split()) - len(link.anchor.split()) >= _LONG
    return False
