"""What CSS in the page itself hides: inline styles and style blocks with simple selectors.

Nothing is run or fetched. Rules under a condition (print, widths) are left out: a part that only some screens
hide is not hidden. Of the selectors ``tag``, ``.class``, ``#id`` and joins of them count (``p.note.small``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

Declarations = dict[str, str]

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_SIMPLE = re.compile(r"(?P<tag>[a-z][a-z0-9-]*|\*)?(?P<rest>(?:[.#][\w-]+)*)", re.IGNORECASE)
_LENGTH = re.compile(r"(-?\d*\.?\d+)\s*(px|em|rem|ex|ch|pt|pc|in|cm|mm|vw|vh|%)?")
_NUMBER = re.compile(r"-?\d*\.?\d+%?")
_TRANSLATE = re.compile(r"translate(?:x|y|3d)?\(([^)]*)\)")
_SCREEN_READER = re.compile(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-reader(?:-text|-only)?|assistive-text|a11y-hidden|u-sr-only)(?:$|[\s_-])",
    re.IGNORECASE,
)
_PIXELS = {
    "px": 1.0,
    "em": 16.0,
    "rem": 16.0,
    "ex": 8.0,
    "ch": 8.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "in": 96.0,
    "cm": 37.8,
    "mm": 3.78,
    "vw": 10.0,
    "vh": 8.0,
    "%": 10.0,
}
#: so far outside the page nobody scrolls
_OFF_SCREEN = -500.0
#: colours closer than this in each channel cannot be told apart
_SAME_COLOUR = 10
_COLOURS = {
    "black": 0x000000, "silver": 0xC0C0C0, "gray": 0x808080, "grey": 0x808080, "white": 0xFFFFFF, "maroon": 0x800000,
    "red": 0xFF0000, "purple": 0x800080, "fuchsia": 0xFF00FF, "magenta": 0xFF00FF, "green": 0x008000, "lime": 0x00FF00,
    "olive": 0x808000, "yellow": 0xFFFF00, "navy": 0x000080, "blue": 0x0000FF, "teal": 0x008080, "aqua": 0x00FFFF,
    "cyan": 0x00FFFF, "orange": 0xFFA500, "pink": 0xFFC0CB, "brown": 0xA52A2A, "beige": 0xF5F5DC, "ivory": 0xFFFFF0,
    "snow": 0xFFFAFA, "whitesmoke": 0xF5F5F5, "ghostwhite": 0xF8F8FF, "lightgray": 0xD3D3D3, "lightgrey": 0xD3D3D3,
    "gainsboro": 0xDCDCDC, "darkgray": 0xA9A9A9, "darkgrey": 0xA9A9A9, "dimgray": 0x696969, "gold": 0xFFD700,
}  # fmt: skip

#: bounds on what one page's style blocks may cost
_MOST_RULES = 20_000
_LONGEST_SELECTOR = 5_000

SCREEN_READER_ONLY = "screen-reader only"


def declarations(style: str) -> Declarations:
    """Property to value, both lower case; a later declaration wins unless an earlier one is ``!important``."""
    found: Declarations = {}
    important: set[str] = set()
    for part in _COMMENT.sub("", style).split(";"):
        name, colon, value = part.partition(":")
        name, value = name.strip().lower(), " ".join(value.split()).lower()
        strong = value.endswith("!important")
        if strong:
            value = value.removesuffix("!important").rstrip()
        if colon and name and value and (strong or name not in important):
            found[name] = value
            if strong:
                important.add(name)
    return found


class StyleSheet:
    """The rules of all style blocks of a page, indexed by what they select."""

    def __init__(self) -> None:
        self._rules: dict[str, list[tuple[tuple[int, int], str, frozenset[str], Declarations]]] = {}
        self._count = 0
        self._known: dict[tuple[str, str | None, str | None], Declarations] = {}

    def add(self, css: str) -> None:
        """Take in the content of a ``<style>`` element."""
        css = _COMMENT.sub("", css).replace("<!--", "").replace("-->", "")
        at = 0
        while True:
            brace = css.find("{", at)
            if brace < 0:
                return
            head = css[at:brace].rpartition(";")[2].strip()
            if head.startswith("@"):
                at = brace + 1 if _unconditional(head) else _block_end(css, brace)
                continue
            end = css.find("}", brace)
            end = len(css) if end < 0 else end
            self._rule(head.lstrip("} \t\r\n"), declarations(css[brace + 1 : end]))
            at = end + 1

    def _rule(self, selectors: str, found: Declarations) -> None:
        if not found or self._count >= _MOST_RULES:
            return
        for selector in dict.fromkeys(selectors[:_LONGEST_SELECTOR].split(",")):
            match = _SIMPLE.fullmatch(selector.strip())
            if not match or not match.group():
                continue
            tag = (match.group("tag") or "").lower().removeprefix("*")
            parts = frozenset(re.findall(r"[.#][\w-]+", match.group("rest")))
            self._count += 1
            ids = sum(1 for p in parts if p[0] == "#")
            weight = (ids * 1000 + (len(parts) - ids) * 10 + bool(tag), self._count)
            key = min(parts) if parts else tag
            self._rules.setdefault(key, []).append((weight, tag, parts, found))

    def of(self, name: str, attrs: Mapping[str, str]) -> Declarations:
        """What the page's own styles say about an element, its style attribute last."""
        style = attrs.get("style")
        merged = self._matched(name, attrs) if self._rules else {}
        return {**merged, **declarations(style[:10_000])} if style else merged

    def _matched(self, name: str, attrs: Mapping[str, str]) -> Declarations:
        known = (name, attrs.get("class"), attrs.get("id"))
        if known in self._known:
            return self._known[known]
        own = {"." + c for c in attrs.get("class", "").split()}
        if "id" in attrs:
            own.add("#" + attrs["id"].strip())
        hits = [
            rule
            for key in (name, "", *own)
            for rule in self._rules.get(key, ())
            if (not rule[1] or rule[1] == name) and rule[2] <= own
        ]
        merged: Declarations = {}
        for _, _, _, found in sorted(hits, key=lambda r: r[0]):
            merged.update(found)
        self._known[known] = merged
        return merged


def _unconditional(at_rule: str) -> bool:
    words = at_rule.lower().split(None, 1)
    if words[0] == "@layer":
        return True
    return words[0] == "@media" and len(words) > 1 and words[1].strip() in ("all", "screen", "only screen")


def _block_end(css: str, brace: int) -> int:
    depth = 0
    for match in re.compile(r"[{}]").finditer(css, brace):
        depth += 1 if match.group() == "{" else -1
        if depth == 0:
            return match.end()
    return len(css)


@dataclass(frozen=True, slots=True)
class Look:
    """How an element looks as far as the page itself says; children inherit it."""

    hidden: str = ""
    background: int | None = None
    colour: int | None = None


def look(inherited: Look, name: str, attrs: Mapping[str, str], style: Declarations) -> Look:
    """The look of an element inside one that looks like ``inherited``."""
    background, colour = inherited.background, inherited.colour
    if "background-color" in style or "background" in style:
        background = parse_colour(style.get("background-color") or style["background"])
        if "url(" in style.get("background", "") or "gradient" in style.get("background", ""):
            background = None
    elif "background-image" in style:
        background = None
    if attrs.get("bgcolor"):
        background = parse_colour(attrs["bgcolor"])
    own_colour = style.get("color") or (attrs.get("color") if name == "font" else None)
    if own_colour:
        colour = parse_colour(own_colour)
    hidden = _still_hidden(inherited.hidden, style) or _hides(name, attrs, style)
    if not hidden and own_colour and own_colour.replace(" ", "") in ("transparent", "rgba(0,0,0,0)"):
        hidden = f"color:{own_colour}"
    if not hidden and own_colour and colour is not None and background is not None and _alike(colour, background):
        hidden = f"color:{own_colour} on the same background"
    if inherited.hidden.startswith("color:") and own_colour and colour is not None and not hidden:
        hidden = ""
    if hidden == inherited.hidden and background == inherited.background and colour == inherited.colour:
        return inherited
    return replace(inherited, hidden=hidden, background=background, colour=colour)


def _still_hidden(how: str, style: Declarations) -> str:
    """What the parent hides stays hidden, but for properties that a child may set back."""
    if how.startswith("visibility:") and style.get("visibility") == "visible":
        return ""
    if how.startswith("font-size:") and _pixels(style.get("font-size", "0")) > 1:
        return ""
    if how.startswith("color:") and parse_colour(style.get("color", "")) is not None:
        return ""
    return how


def _hides(name: str, attrs: Mapping[str, str], style: Declarations) -> str:
    display = style.get("display", "")
    if display == "none":
        return "display:none"
    if "hidden" in attrs and not display:
        return "hidden attribute"
    if style.get("visibility") in ("hidden", "collapse"):
        return f"visibility:{style['visibility']}"
    if _is_screen_reader_only(attrs, style):
        return SCREEN_READER_ONLY
    opacity = style.get("opacity", "")
    if _NUMBER.fullmatch(opacity) and float(opacity.rstrip("%")) <= 0.01:
        return f"opacity:{opacity}"
    size = style.get("font-size", "")
    # em and per cent are of a size that is not known here
    if size and (match := _LENGTH.fullmatch(size)) and (match.group(2) in (None, "px", "pt") or not float(match.group(1))):
        if _pixels(size) <= 1:
            return f"font-size:{size}"
    if style.get("overflow", style.get("overflow-y", "")) in ("hidden", "clip"):
        for side in ("width", "height"):
            value = style.get(side, "")
            if _LENGTH.fullmatch(value) and 0 <= _pixels(value) <= 1:
                return f"{side}:{value} with overflow hidden"
    return _off_screen(style)


def _off_screen(style: Declarations) -> str:
    if style.get("position") in ("absolute", "fixed"):
        for side in ("left", "top", "right", "bottom"):
            if _pixels(style.get(side, "")) <= _OFF_SCREEN:
                return f"position:{style['position']} with {side}:{style[side]}"
    for name in ("text-indent", "margin-left", "margin-top"):
        if _pixels(style.get(name, "")) <= _OFF_SCREEN:
            return f"{name}:{style[name]}"
    moved = _TRANSLATE.search(style.get("transform", ""))
    if moved and any(_pixels(part.strip()) <= _OFF_SCREEN for part in moved.group(1).split(",")):
        return f"transform:{moved.group()}"
    return ""


def _is_screen_reader_only(attrs: Mapping[str, str], style: Declarations) -> bool:
    """The established way to write for screen readers: clipped to one pixel, or a class named for it."""
    if _SCREEN_READER.search(attrs.get("class", "")):
        return True
    clip = style.get("clip", "") or style.get("clip-path", "")
    return style.get("position") == "absolute" and clip.startswith(("rect(", "inset(")) and _tiny(style)


def _tiny(style: Declarations) -> bool:
    return all(_LENGTH.fullmatch(style.get(s, "")) and _pixels(style[s]) <= 1 for s in ("width", "height"))


def _pixels(value: str) -> float:
    match = _LENGTH.fullmatch(value)
    return float(match.group(1)) * _PIXELS[match.group(2) or "px"] if match else 0.0


@lru_cache(maxsize=1024)
def parse_colour(value: str) -> int | None:
    """0xRRGGBB of a colour in hexadecimal, rgb() or a common name; None for anything else."""
    value = value.strip().lower()
    if value in _COLOURS:
        return _COLOURS[value]
    digits = value.removeprefix("#")
    if re.fullmatch(r"[0-9a-f]{3}(?:[0-9a-f]{3})?", digits) and (value.startswith("#") or len(digits) == 6):
        return int(digits if len(digits) == 6 else "".join(c * 2 for c in digits), 16)
    match = re.fullmatch(r"rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*(?:[,/]\s*([\d.]+%?)\s*)?\)", value)
    if match and (match.group(4) or "1").rstrip("%").lstrip("0.") != "":
        red, green, blue = (min(255, int(match.group(i))) for i in (1, 2, 3))
        return red << 16 | green << 8 | blue
    return None


def _alike(one: int, other: int) -> bool:
    return all(abs((one >> s & 255) - (other >> s & 255)) <= _SAME_COLOUR for s in (0, 8, 16))
