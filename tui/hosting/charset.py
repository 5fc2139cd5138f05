"""Characters for a terminal whose locale is not UTF-8: frames, bars and arrows as their nearest in ASCII."""

from __future__ import annotations

import unicodedata

_PAIRS = {
    "".join(map(chr, range(0x2500, 0x2580))): "+",  # corners and crossings, where none of the lines below stands
    "─━═╌╍┄┅┈┉╴╶╸╺╼╾▔▁▂▃": "-",
    "│┃║╎╏┆┇┊┋╵╷╹╻╽╿▏▕▎▍": "|",
    "█▉▊▋▌▐▀▄▅▆▇▓▖▗▘▙▚▛▜▝▞▟": "#",
    "▒░": ":",
    "→▶►▸⟶➜❯": ">",
    "←◀◄◂❮": "<",
    "↑▲▴": "^",
    "↓▼▾": "v",
    "●•·∙◆■▪◉": "*",
    "○◇□▫◯": "o",
    "‘’ʼ": "'",
    "“”„": '"',
    "–—−": "-",
    "…": ".",
    "×": "x",
    "\N{NO-BREAK SPACE}": " ",
}
_ASCII = str.maketrans({char: plain for chars, plain in _PAIRS.items() for char in chars})


def encode(text: str, utf8: bool) -> bytes:
    """Return `text` as bytes for the terminal; what it cannot show becomes `?`."""
    if utf8:
        return text.encode("utf-8", "replace")
    return nearest(text).encode("ascii")


def nearest(text: str) -> str:
    """Return `text` in ASCII, as long as it is: letters lose their accents, and what nothing is near to becomes `?`."""
    if text.isascii():
        return text
    return "".join(char if char.isascii() else _unaccented(char) for char in text.translate(_ASCII))


def _unaccented(char: str) -> str:
    """Return the letter of an accented one."""
    letter = unicodedata.normalize("NFKD", char)[0]
    return letter if letter.isascii() and letter.isalnum() else "?"
