"""Turns what a user calls a language model (a catalogue key, or the path of any GGUF file) into a file to open."""

from dataclasses import dataclass
from pathlib import Path

from models.catalogue import Artefact, Mode, find, load_catalogue
from models.errors import ModelError, UnknownModelError
from models.progress import Report, silent
from models.pull import REAL, Fetchers, ensure
from models.store import path_of

UNKNOWN_MODE: Mode = "copy"  # faithful by construction: the freedom to write must be earned in the evaluation
UNKNOWN_CONTEXT = 4096
MAGIC = b"GGUF"  # the first bytes of every GGUF file


@dataclass(frozen=True, slots=True)
class LlmFile:
    """A language model's file and how to use it. ``artefact`` is None for a file that is not in the catalogue.

    A catalogue model's file need not exist yet: ``ensure_llm`` pulls it.
    """

    path: Path
    key: str
    mode: Mode
    context: int
    artefact: Artefact | None = None

    @property
    def judges(self) -> bool:
        """Whether the model may be asked if passages answer a question: only where that was measured."""
        return self.artefact is not None and self.artefact.judges


def resolve_llm(name_or_path: str | Path | None, cache: Path) -> LlmFile:
    """Find the language model by catalogue key or by path; None is the recommended one. Pulls nothing.

    Raises:
        UnknownModelError: a path that is no GGUF file, or a name that is not in the catalogue.
        ModelError: the key of an artefact that is not a language model.
    """
    if name_or_path is None:
        return _of_artefact(load_catalogue().recommended_llm, cache)
    name = str(name_or_path)
    keys = {artefact.key for artefact in load_catalogue().artefacts}
    if name.strip().lower() in keys or not _looks_like_path(name):
        return _of_artefact(find(name), cache)
    path = model_path(name)
    require_gguf(path)
    return LlmFile(path.resolve(), path.stem, UNKNOWN_MODE, UNKNOWN_CONTEXT)


def ensure_llm(
    name_or_path: str | Path | None, cache: Path, report: Report = silent, fetchers: Fetchers = REAL
) -> LlmFile:
    """Like ``resolve_llm``, and pull the model when the catalogue has it and the store has not.

    Raises:
        UnknownModelError: as ``resolve_llm``.
        PullError: as ``models.pull.pull``.
    """
    llm = resolve_llm(name_or_path, cache)
    if llm.artefact:
        ensure(llm.artefact, cache, report, fetchers)
    return llm


def model_path(name: str) -> Path:
    """Return the path that a model is named by. Raises UnknownModelError where its ~ stands for nobody's home."""
    try:
        return Path(name).expanduser()
    except RuntimeError:
        raise UnknownModelError(f"there is no home folder that the ~ of {name} could stand for") from None


def require_gguf(path: Path) -> None:
    """Raise UnknownModelError, saying why, unless the file begins as GGUF files do."""
    try:
        with path.open("rb") as stream:
            start = stream.read(len(MAGIC))
    except IsADirectoryError:
        raise UnknownModelError(f"{path} is a folder; give the path of a .gguf file in it.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UnknownModelError(f"{path} cannot be opened as a model: {reason}.") from error
    if start != MAGIC:
        raise UnknownModelError(f"{path} is not a GGUF file: it does not begin as one.")


def _looks_like_path(name: str) -> bool:
    return "/" in name or "\\" in name or name.lower().endswith(".gguf") or Path(name).exists()


def _of_artefact(artefact: Artefact, cache: Path) -> LlmFile:
    if artefact.role != "llm" or artefact.mode is None or artefact.context is None:
        raise ModelError(f"{artefact.key} is an {artefact.role}, not a language model; see: portfolio models list")
    return LlmFile(path_of(artefact, cache), artefact.key, artefact.mode, artefact.context, artefact)
