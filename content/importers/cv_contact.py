"""The lines of a CV that say how to reach somebody."""

from __future__ import annotations

import re
from typing import Any

from content.importers.cv_lines import is_role
from content.importers.cv_text import CvLine
from content.importers.result import Left

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"\+?\(?\d[\d ()/.-]{6,}\d")
_ADDRESS = re.compile(r"https?://[^\s<>()|,]+|\b(?:www\.|github\.com/|linkedin\.com/)[\w./-]+")
_PLACE = re.compile(r"[^\W\d_][\w .'’-]*, ?[^\W\d_][\w .'’-]*")
_NETWORKS = {"github.com/": "GitHub", "linkedin.com/in/": "LinkedIn"}
_MOST_WORDS = 6
"""Where more words stand around an address, the line is a sentence."""


class Contacts:
    """The ways to reach somebody, as the `basics` of a JSON Résumé, what somebody is beside them, and what was left."""

    def __init__(self) -> None:
        self.basics: dict[str, Any] = {}
        self.left: list[Left] = []
        self.roles: list[str] = []

    def take(self, line: CvLine) -> bool:
        """Take what a line holds of it; say whether the line is one of contacts."""
        linked = [link.removeprefix("mailto:") for link in line.links]
        found = [*linked, *(match for pattern in (_ADDRESS, _EMAIL) for match in pattern.findall(line.unlinked))]
        rest = _EMAIL.sub("", _ADDRESS.sub("", line.unlinked))
        phones = _PHONE.findall(rest)
        pieces = [piece.strip(" ,") for piece in re.split(r"[|·•–—]|  +", _PHONE.sub("", rest))]
        pieces = [piece for piece in pieces if any(map(str.isalnum, piece)) and not piece.endswith(":")]
        if not (found or phones) or len(" ".join(pieces).split()) > _MOST_WORDS or rest.endswith((".", "!")):
            self.mentioned(line)
            return False
        for address in found:
            self._address(address)
        self.left += [Left(phone, "everybody could read the number") for phone in phones]
        for piece in pieces:
            if _PLACE.fullmatch(piece) and "location" not in self.basics:
                self.basics["location"] = {"city": piece}
            elif is_role(piece):
                self.roles.append(piece)
            else:
                self.left.append(Left(piece, "it stands among the ways to reach you, and is none"))
        return True

    def mentioned(self, line: CvLine) -> None:
        """Take the first address for mail that a sentence holds, which stays."""
        if "email" not in self.basics and (emails := _EMAIL.findall(line.text)):
            self.basics["email"] = emails[0]

    def _address(self, address: str) -> None:
        if _EMAIL.fullmatch(address):
            self._first("email", address)
            return
        url = address if address.startswith("http") else f"https://{address}"
        network = next((name for home, name in _NETWORKS.items() if home in url), "")
        if network:
            self.basics.setdefault("profiles", []).append({"network": network, "url": url})
        else:
            self._first("url", url)

    def _first(self, name: str, value: str) -> None:
        if self.basics.setdefault(name, value) != value:
            self.left.append(Left(value, f"a résumé has one {name}, and another came first"))
