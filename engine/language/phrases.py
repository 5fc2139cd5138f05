"""The notation in which a language's data says what a text looks like, and how it becomes a regular expression.

A phrase is words with one space between them, and these signs:

    word            the word itself, in any case unless the form is `cased`; ' also stands for ’
    *ed  build*     * is one or more letters: "failed", "builds"
    _               any one word
    __              words, as few as will do, within one clause
    #               any one digit: "p##" is p95
    (a|b c)         one of these
    [a|b]           one of these, or none; behind letters without a space, an ending: "rule[s]"
    (a|b)+  [a|b]+  several of these, one behind the other
    !(a|b)          where none of these follows
    (kind: a|b)     one of these, to be read by the name `kind`
    {kinds}         any word of the list `kinds`
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

ANY_WORD = r"[\w'’-]+"
_WORDS = r"[^.?!;:,]+?"
SIGNS = re.compile(
    r"(?P<open>\((?P<name>\w+): |!?\(|\[)|(?P<close>[)\]]\+?)|(?P<bar>\|)|(?P<space> )|(?P<text>[^][()| !]+)"
)
CLAUSE = r"(?:^\W*|[.!?:;,]\s+)"
"""Where a sentence or clause begins."""


class PhraseError(ValueError):
    """A phrase that is not in the notation, in one sentence."""


def expression(phrases: Iterable[str], lists: Mapping[str, frozenset[str]]) -> str:
    """Return the regular expression of what one of `phrases` matches, as whole words. Raises PhraseError."""
    return rf"\b(?:{'|'.join(_Reader(phrase, lists).read() for phrase in phrases)})\b"


class _Reader:
    """Reads one phrase from left to right."""

    def __init__(self, phrase: str, lists: Mapping[str, frozenset[str]]) -> None:
        self._phrase = phrase
        self._lists = lists
        self._signs = list(SIGNS.finditer(phrase))
        self._place = 0
        if "".join(sign[0] for sign in self._signs) != phrase:
            raise PhraseError(f"“{phrase}” holds a sign that no phrase has")

    def read(self) -> str:
        """Return the expression of the whole phrase."""
        found = self._alternatives()
        if self._place < len(self._signs):
            raise PhraseError(f"“{self._phrase}” closes what it did not open")
        return found

    def _alternatives(self) -> str:
        found = [self._sequence()]
        while self._next("bar"):
            self._place += 1
            found.append(self._sequence())
        return "|".join(found)

    def _sequence(self) -> str:
        """Read items with a space between them.

        What may be absent takes the space on its left along, or the one on its right where nothing that must be there
        stands before it.
        """
        found, needed = "", False
        while True:
            item, absent, several = self._item()
            if absent:
                found += f"(?:{f' {item}' if needed else f'{item} '}){'*' if several else '?'}"
            else:
                found += (" " if needed else "") + item + (f"(?: {item})*" if several else "")
                needed = True
            while self._next("space") and self._next("open", 1) and self._signs[self._place + 1][0] == "!(":
                self._place += 1
                found += self._group()[0]
            if not self._next("space"):
                break
            self._place += 1
        if not needed:
            raise PhraseError(f"“{self._phrase}” has a part that may be absent altogether")
        return found

    def _item(self) -> tuple[str, bool, bool]:
        """Read what stands between two spaces. Return it, whether it may be absent, and whether it may be repeated."""
        parts: list[tuple[str, str, str]] = []
        while self._next("text") or self._next("open"):
            parts.append(self._group() if self._next("open") else (self._text(), "", ""))
        if not parts:
            raise PhraseError(f"“{self._phrase}” has nothing where a word is expected")
        if len(parts) == 1:
            found, opened, closed = parts[0]
            return found, opened == "[", closed.endswith("+")
        return "".join(f"{part}?" if opened == "[" else part for part, opened, _ in parts), False, False

    def _group(self) -> tuple[str, str, str]:
        """Read a group; return it with the signs that opened and closed it."""
        opening = self._signs[self._place]
        self._place += 1
        inside = self._alternatives()
        closing = self._next("close")
        if closing is None:
            raise PhraseError(f"“{self._phrase}” opens what it does not close")
        self._place += 1
        if opening[0] == "!(":
            return rf"(?! (?:{inside})\b)", opening[0], closing[0]
        named = f"?P<{opening['name']}>" if opening["name"] else "?:"
        return f"({named}{inside})", opening[0], closing[0]

    def _text(self) -> str:
        text = self._signs[self._place][0]
        self._place += 1
        if text == "_":
            return ANY_WORD
        if text == "__":
            return _WORDS
        if text.startswith("{"):
            return self._listed(text.strip("{}"))
        return re.escape(text).replace(r"\*", r"\w+").replace(r"\#", r"\d").replace("'", "['’]")

    def _listed(self, name: str) -> str:
        if name not in self._lists:
            raise PhraseError(f"“{self._phrase}” names the list “{name}”, which is not there")
        return f"(?:{'|'.join(map(re.escape, sorted(self._lists[name])))})"

    def _next(self, kind: str, ahead: int = 0) -> re.Match[str] | None:
        place = self._place + ahead
        return self._signs[place] if place < len(self._signs) and self._signs[place][kind] else None
