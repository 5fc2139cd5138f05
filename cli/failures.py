"""What ended a command, in words and as an exit code: sentences on stderr, and JSON on stdout for who asked for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cli.exit_codes import CommandError, ExitCode
from cli.output import put_json, talk

if TYPE_CHECKING:
    from content.problems import Problem


@dataclass(frozen=True)
class Failure:
    """Why a command ended, in a sentence, and with which code; `problems` are those of the pack."""

    words: str
    code: ExitCode
    problems: tuple[Problem, ...] = ()

    def tell(self, *, json: bool) -> int:
        """Print it, and return its code."""
        for problem in self.problems:
            talk(str(problem))
        talk(self.words)
        if json:
            told: dict[str, Any] = {"code": int(self.code), "message": self.words.strip().removeprefix("portfolio: ")}
            if self.problems:
                told["problems"] = [problem_data(problem) for problem in self.problems]
            put_json({"error": told})
        return self.code


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether a command line asks for JSON, whatever else of it can be used."""
    words = list(arguments)
    return "--json" in words[: words.index("--") if "--" in words else None]


def in_words(error: Exception) -> str:
    """Return in words why Typer cannot use a command line."""
    return str(getattr(error, "format_message", error.__str__)()).rstrip(".")


def problem_data(problem: Problem) -> dict[str, Any]:
    """Return a problem of a pack as JSON-ready data."""
    return {"file": str(problem.file), "line": problem.line, "wrong": problem.wrong, "expected": problem.expected}


def failure_of(error: BaseException) -> Failure:
    """Return what an exception means to whoever ran the command."""
    from content.problems import ContentError

    if isinstance(error, CommandError):
        return Failure(f"portfolio: {error}", error.code)
    if isinstance(error, ContentError):
        words = f"portfolio: the content has {len(error.problems)} problem(s)"
        return Failure(words, ExitCode.BAD_CONTENT, error.problems)
    if isinstance(error, KeyboardInterrupt):
        return Failure("\nportfolio: stopped", ExitCode.INTERRUPTED)
    return Failure(f"portfolio: {_words(error)}", _code(error))


def _code(error: BaseException) -> ExitCode:
    from engine.configuration import SettingsError
    from engine.tokenize.checks import QuestionError
    from models.errors import LibraryError, ModelError, UnknownModelError

    match error:
        case QuestionError() | SettingsError():
            return ExitCode.USAGE
        case UnknownModelError():
            return ExitCode.NOT_FOUND
        case LibraryError():
            return ExitCode.FAILED
        case ModelError():
            return ExitCode.NO_MODEL
    return ExitCode.FAILED


def _words(error: BaseException) -> str:
    from engine.configuration import SettingsError
    from engine.llama.installation import InstallationError
    from engine.tokenize.checks import QuestionError
    from models.errors import ModelError

    match error:
        case QuestionError() | SettingsError() | ModelError() | InstallationError():
            return str(error)
        case OSError():
            where = f" ({error.filename})" if error.filename else ""
            return f"{error.strerror or error}{where}"
    return (
        f"something unexpected failed ({type(error).__name__}: {error}).\n"
        "Set PORTFOLIO_DEBUG=1 and run it again to see where."
    )
