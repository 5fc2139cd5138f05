"""Characters for a terminal whose locale is not UTF-8: frames, bars and arrows as their nearest in ASCII."""

from __future__ import annotations

_PAIRS = {
    "─━═╌╍┄┅┈┉╴╶╸╺▔▁▂▃": "-",
    "│┃║╎╏┆┇┊┋╵╷╹╻▏▕▎▍": "|",
    "┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬╭╮╰╯┏┓┗┛┣┫┳┻╋╒╓╕╖╘╙╛╜╞╟╡╢╤╥╧╨╪╫╱╲╳": "+",
    "█▉▊▋▌▐▀▄▅▆▇▓": "#",
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
    return text.translate(_ASCII).encode("ascii", "replace")
