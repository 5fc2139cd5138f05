"""Names in what is asked for that are other words where they are written otherwise: "Go", "C++", "Windows"."""

from __future__ import annotations

import re
from collections.abc import Collection

_SHORT = 2
"""Letters of a name that is a word of its own only as it is written."""
_SIGNED = re.compile(r"(?<![\w.&'’-])[A-Z](?:[+#]+|(?![\w.&'’-]))")
_CAPITAL = re.compile(r"(?<![\w-])[A-Z][a-z]+\b")
_DEGREES = re.compile(r"°\s?[A-Z]\b")
_IDENTIFIER = re.compile(r"\b[^\W_]\w*_\w+\b")


def holds_names(text: str, sentence: str, both: Collection[str]) -> bool:
    """Return whether a sentence holds the names of a text that may be other words, as they are written there: so short
    that they may be a word, "Go"; a letter, alone or with signs, "C++"; or one of `both` with a capital, "Windows"."""
    named = [text] if len(text) <= _SHORT else _SIGNED.findall(text)
    named += [word for word in _CAPITAL.findall(text) if word.lower() in both]
    said = _DEGREES.sub(" ", sentence) if named else ""
    return all(re.search(rf"(?<![\w+#]){re.escape(name)}(?![\w+#])", said) is not None for name in named)


def without_identifiers(sentence: str, text: str) -> str:
    """Return a sentence without names such as `group_id`, whose parts are no words of it, but for those in a text."""
    return _IDENTIFIER.sub(lambda name: name[0] if name[0].lower() in text else " ", sentence)
