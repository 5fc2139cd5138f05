"""Names in what is asked for that are other words where they are written otherwise: "Go", "C++", "Windows"."""

from __future__ import annotations

import re
from itertools import pairwise

from engine.language.language import Language
from engine.language.words import words_of

_SHORT = 2
"""Letters of a name that is a word of its own only as it is written."""
_REACH = 4
"""Words behind a verb in which its small word stands."""
_SIGNED = re.compile(r"(?<![\w.&'’-])[A-Z](?:[+#]+|(?![\w.&'’-]))")
_CAPITAL = re.compile(r"(?<![\w-])[A-Z][a-z]+\b")
_DEGREES = re.compile(r"°\s?[A-Z]\b")
_IDENTIFIER = re.compile(r"\b[^\W_]\w*_\w+\b")


def holds_names(text: str, way: str, sentence: str, language: Language) -> bool:
    """Return whether a sentence holds the names of a text that may be other words, as they are written there: so short
    that they may be a word, "Go"; a letter, alone or with signs, "C++"; or one with a capital, "Windows"; and the verbs
    of the `way` in which it is looked for with the small words that they are nothing without: "hand over"."""
    if not _holds_particles(way, sentence, language):
        return False
    named = [text] if len(text) <= _SHORT else _SIGNED.findall(text)
    named += [word for word in _CAPITAL.findall(text) if word.lower() in language.words("advert_names")]
    said = _DEGREES.sub(" ", sentence) if named else ""
    return all(re.search(rf"(?<![\w+#]){re.escape(name)}(?![\w+#])", said) is not None for name in named)


def _holds_particles(text: str, sentence: str, language: Language) -> bool:
    asked, said = words_of(text), words_of(sentence)
    for verb, particle in pairwise(asked):
        if language.table("advert_particles").get(verb) == particle:
            places = (place for place, word in enumerate(said) if language.stem(word) == language.stem(verb))
            if not any(particle in said[place + 1 : place + _REACH] for place in places):
                return False
    return True


def without_identifiers(sentence: str, text: str) -> str:
    """Return a sentence without names such as `group_id`, whose parts are no words of it, but for those in a text."""
    return _IDENTIFIER.sub(lambda name: name[0] if name[0].lower() in text else " ", sentence)
