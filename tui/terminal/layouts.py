"""One-letter keys on another keyboard layout: each works by the place where it lies."""

from __future__ import annotations

from textual import events

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_LATIN_SHIFTED = 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>'
_LAYOUTS = (
    "йцукенгшщзхъфывапролджэячсмитьбю",  # Russian
    "йцукенгшщзхїфівапролджєячсмитьбю",  # Ukrainian
    "'ςερτυθιοπ[]ασδφγηξκλ;'ζχψωβνμ,.",  # Greek
)
_NAMES = {
    "[": "left_square_bracket",
    "]": "right_square_bracket",
    "{": "left_curly_bracket",
    "}": "right_curly_bracket",
    ",": "comma",
    ".": "full_stop",
    ":": "colon",
    ">": "greater_than_sign",
}
"""What Textual calls keys that are no letters, of those that are bound."""


def _places() -> dict[str, str]:
    shifted = ((layout.replace("ς", " ").upper(), _LATIN_SHIFTED) for layout in _LAYOUTS)
    pairs = [*((layout, _LATIN) for layout in _LAYOUTS), *shifted]
    return {there: here for layout, latin in pairs for there, here in zip(layout, latin, strict=True) if there > "\x7f"}


_PLACES = _places()
"""The Latin character of the key on which a character lies."""


def by_place(event: events.Key) -> events.Key:
    """Return the key that lies in the same place on a Latin keyboard, which a Latin key does itself."""
    latin = _PLACES.get(event.character or "")
    return event if latin is None else events.Key(_NAMES.get(latin, latin), latin)
