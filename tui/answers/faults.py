"""What went wrong with an answer, and what to do: the words of the card that stands in its place."""

from __future__ import annotations

from engine.tokenize.checks import QuestionError
from tui.exchange import Fault

READ_ON = "Every room can be read without it, and / searches all of the text."
NO_ASSISTANT = Fault(
    "No assistant here",
    "There is no assistant here: no model is installed.",
    READ_ON,
)
NO_END = Fault("No answer", "The assistant stopped without an answer.", "Ask again: ↑ brings the question back.")


def fault_of(error: Exception) -> Fault:
    """Return the card for an error of the engine. Imports what the engine has imported by then."""
    from engine.llama.context import ModelLoadError
    from engine.llama.installation import InstallationError
    from models.errors import LibraryError, ModelError

    said = _sentence(error)
    match error:
        case QuestionError():
            return Fault("Not asked", said)
        case MemoryError():
            return Fault("Out of memory", "The model does not fit into memory.", _SMALLER)
        case InstallationError():
            return Fault("No assistant yet", said, READ_ON)
        case ModelLoadError():
            return Fault("The model does not load", said, _SMALLER)
        case LibraryError():
            return Fault("The assistant cannot run here", said, READ_ON)
        case ModelError():
            return Fault(
                "A model file is missing", said,
                "`portfolio models list` says what is here, `portfolio models pull` fetches what is not.",
            )  # fmt: skip
        case ConnectionError() | EOFError() | TimeoutError():
            return Fault("The assistant is away", said, "Ask again in a moment: ↑ brings the question back.")
    if type(error).__name__ == "EngineGoneError":  # of the hosts alone; importing it would load their machinery
        return Fault("The assistant is away", said, "↑ brings the question back.")
    return Fault(
        "No answer", f"The assistant could not answer: {said}", "Ask again, or read on: / searches everything."
    )


_SMALLER = "`portfolio --model smollm2-135m` takes 330 MB; `--model none` quotes without a language model."


def _sentence(error: Exception) -> str:
    said = str(error).strip() or type(error).__name__
    said = said[:1].upper() + said[1:]
    return said if said.endswith((".", "!", "?")) else f"{said}."
