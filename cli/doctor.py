"""`portfolio doctor`: what this machine has, what is here, what was chosen, what is missing."""

from __future__ import annotations

import locale
import os
import shutil
import sys
import textwrap
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.options import Content, Json, Model
from cli.output import PROSE_WIDTH, columns, put, put_json
from cli.resources import settings_for

if TYPE_CHECKING:
    from content.loader import Portfolio
    from engine.llama.machine import Machine
    from engine.settings import Settings
    from models.catalogue import Artefact

_SMALLEST = (80, 24)
_Rows = list[tuple[str, str]]


def doctor(content: Content = None, model: Model = None, json: Json = False) -> None:
    """Tell what is here, what was chosen and why, and what is missing.

    The machine, the terminal, the model files, the index, whether llama.cpp runs on this processor and with which
    kernels, the threads that it takes.

    Sizes of model files are compared, their bytes are not: `portfolio models verify` reads them all.
    """
    from content.loader import load_portfolio
    from engine.llama.machine import read_machine
    from engine.llama.tuning import choices

    settings = settings_for(content=content, model=model)
    portfolio = load_portfolio(settings.content)
    machine = read_machine()
    terminal = _terminal()
    models = _models(portfolio, settings)
    index = _index(portfolio, settings)
    library = _library(settings)
    chosen = choices(settings, machine)
    missing = [*library["missing"], *_missing(models, index)]
    advice = _advice(missing, models, machine, terminal)
    if json:
        put_json(
            {
                "machine": asdict(machine), "terminal": terminal, "answers": _maker(settings), "models": models,
                "index": index, "library": library,
                "choices": [asdict(choice) for choice in chosen], "missing": missing, "advice": advice,
            }
        )  # fmt: skip
        return
    _section("Machine", [*_machine_rows(machine), *_open_files()])
    _section("Terminal", [(name, str(value)) for name, value in terminal.items()])
    _section("Answers", [("made by", _maker(settings))])
    _section("Models", [(item["key"] + (" (in use)" if item["used"] else ""), item["told"]) for item in models])
    _section("Index", [("search index", index["told"]), ("answer cache", _cache(settings))])
    _section("llama.cpp", list(map(tuple, library["told"])))
    _section("Chosen", [(choice.name, f"{choice.value}: {choice.why}") for choice in chosen])
    _section("Missing", [("", sentence) for sentence in missing] or [("", "nothing")])
    put(f"Advice: {advice}")


def _section(title: str, rows: _Rows) -> None:
    put(title)
    width = max((len(name) for name, _ in rows), default=0)
    for name, value in rows:
        lead = f"  {name:<{width}}  " if width else "  "
        put(textwrap.fill(value, min(columns(), PROSE_WIDTH), initial_indent=lead, subsequent_indent=" " * len(lead),
                          break_long_words=False, break_on_hyphens=False))  # fmt: skip
    put()


def _machine_rows(machine: Machine) -> _Rows:
    cores = f"{machine.physical} physical of {machine.allowed} that may be used"
    quota = f", limited to {machine.quota:g} by the container" if machine.quota else ""
    load = "" if machine.load is None else f"{machine.load:.1f} processes want a core"
    memory = "unknown" if machine.memory is None else _gigabytes(machine.memory)
    free = "" if machine.free is None else f", {_gigabytes(machine.free)} free"
    return [
        ("system", f"{machine.system}, Python {machine.python}"),
        ("processor", machine.processor),
        ("cores", cores + quota),
        *([("load", load)] if load else []),
        ("memory", memory + free),
        ("compiler", machine.compiler or "none; llama.cpp is compiled when it is installed, which needs one"),
    ]


def _open_files() -> _Rows:
    """Return whether the limit of open files fits the seats of the doors; nothing on Windows, which has no doors."""
    if sys.platform == "win32":
        return []
    from tui.hosting.operations.open_files import hard_limit, seats_in_words
    from tui.hosting.settings import load_hosting_settings

    return [("open files", seats_in_words(load_hosting_settings(), hard_limit())[0])]


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB"


def _terminal() -> dict[str, Any]:
    """Return what is known of the terminal without asking it."""
    size = shutil.get_terminal_size((0, 0)) if sys.stdout.isatty() else None
    truecolor = os.environ.get("COLORTERM", "") in ("truecolor", "24bit")
    return {
        "interactive": sys.stdin.isatty() and sys.stdout.isatty(),
        "size": f"{size.columns}x{size.lines}" if size else "no terminal",
        "TERM": os.environ.get("TERM", ""),
        "colours": "none (NO_COLOR)" if "NO_COLOR" in os.environ else "truecolor" if truecolor else "16 or 256",
        "encoding": locale.getpreferredencoding(False),
    }


def _runs_here(settings: Settings) -> bool:
    """Return whether a language model of this machine answers."""
    return not settings.quotes and not settings.llm_url


def _maker(settings: Settings) -> str:
    """Return who writes the answers."""
    if settings.quotes:
        return "no language model: the portfolio's own sentences are quoted"
    if settings.llm_url:
        named = f", where it is {settings.llm_model}" if settings.llm_model else ""
        return f"the model behind {settings.llm_url} (llm_url){named}; it has not been asked whether it is there"
    return f"{settings.model}, on this machine"


def _models(portfolio: Portfolio, settings: Settings) -> list[dict[str, Any]]:
    """Return a line for each model of the catalogue, and one for a file outside of it."""
    from cli.progress import size_text
    from models.catalogue import load_catalogue
    from models.resolve import model_path
    from models.store import folder_of, status_of

    found: list[dict[str, Any]] = []
    embedder = settings.embedder_of(portfolio.profile.language)
    for artefact in load_catalogue().artefacts:
        status = status_of(artefact, settings.cache_dir)
        own = artefact.key == embedder
        used = own or (_runs_here(settings) and artefact.key == settings.model.strip().lower())
        told = f"{status.state.value}, {size_text(artefact.bytes)}{_way_of(artefact, settings)}"
        found.append(
            {
                "key": artefact.key, "role": artefact.role, "used": used, "state": status.state.value,
                "bytes": artefact.bytes, "folder": str(folder_of(artefact, settings.cache_dir)),
                "told": f"{told}: {status.detail}" if status.detail else told,
                "remedy": f"the first question fetches it, or `portfolio models pull {artefact.key}`",
            }
        )  # fmt: skip
    if _runs_here(settings) and not any(item["used"] and item["role"] == "llm" for item in found):
        path = model_path(settings.model)
        state = "present" if path.is_file() else "absent"
        size = path.stat().st_size if path.is_file() else 0
        told = f"{state}, {size_text(size)}, not in the catalogue: nothing to compare it with{_way(path, settings)}"
        found.append(
            {"key": settings.model, "role": "llm", "used": True, "state": state, "bytes": size,
             "folder": str(path.parent), "told": told,
             "remedy": "give the path of a GGUF file, or a name that `portfolio models list` shows"}
        )  # fmt: skip
    return found


def _way_of(artefact: Artefact, settings: Settings) -> str:
    """Return how a model of the catalogue is loaded, and why; nothing where that has not been measured."""
    from models.store import path_of

    return _way(path_of(artefact, settings.cache_dir), settings) if artefact.role == "llm" else ""


def _way(path: Path, settings: Settings) -> str:
    from engine.llama.tuning import way_taken
    from engine.llama.ways import known_speeds

    speeds = known_speeds(path, settings.cache_dir)
    return f"; {way_taken(speeds)}" if speeds else ""


def _index(portfolio: Portfolio, settings: Settings) -> dict[str, Any]:
    """Return whether the search index of this content is here."""
    from engine.retrieve.index import MANIFEST
    from engine.retrieve.library import index_here
    from engine.settings import is_built_in

    if not is_built_in(settings.embedder):
        return {"state": "unknown", "folder": None, "told": f"made by {settings.embedder}, which is not loaded here"}
    folder = index_here(portfolio, settings)
    if folder is None:
        return {"state": "absent", "folder": None, "told": "absent, since it takes the embedding model to build it"}
    if not (folder / MANIFEST).is_file():
        told = "not built for this content; the first question builds it, or `portfolio index`"
        return {"state": "absent", "folder": str(folder), "told": told}
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    told = f"present for this content, {size / 1e6:.0f} MB in {folder}"
    return {"state": "present", "folder": str(folder), "bytes": size, "told": told}


def _library(settings: Settings) -> dict[str, Any]:
    """Return whether llama.cpp runs on this processor, tried in another process, and what it says of itself."""
    from engine.llama.processor import lacking, processor_features
    from engine.llama.trust import examined, refusal
    from engine.llama.tuning import library
    from models.convert import embedder_here
    from models.errors import LibraryError

    files = embedder_here(settings.cache_dir)
    if files is None:
        return {"told": [("tried", "not yet, since it takes the embedding model to try it")], "missing": []}
    try:
        verdict = examined(files.gguf, settings.cache_dir)
    except LibraryError as error:
        return {"told": [("tried", str(error))], "missing": [str(error)]}
    features = processor_features()
    return {
        **asdict(verdict), "works": verdict.works, "extra_buffers": verdict.extra_buffers,
        "lacking": lacking(verdict.compiled_for, features), "told": library(verdict, features),
        "missing": [] if verdict.works else [refusal(verdict)],
    }  # fmt: skip


def _cache(settings: Settings) -> str:
    from engine.keep.answers import AnswerCache

    if not settings.answer_cache:
        return "off (answer_cache)"
    stat = AnswerCache(settings.cache_dir).stat()
    return f"{stat.answers} answers, {stat.bytes / 1e6:.1f} MB in {stat.path}"


def _missing(models: list[dict[str, Any]], index: dict[str, Any]) -> list[str]:
    """Return a sentence for everything that an answer needs and that is not here."""
    lost = [
        f"{item['key']} is {item['state']}: {item['remedy']}"
        for item in models
        if item["used"] and item["state"] != "present"
    ]
    return lost if index["state"] != "absent" else [*lost, f"the search index is {index['told']}"]


def _advice(missing: list[str], models: list[dict[str, Any]], machine: Machine, terminal: dict[str, Any]) -> str:
    """Return the one thing to do first."""
    if missing:
        return missing[0]
    model = next((item for item in models if item["used"] and item["role"] == "llm"), None)
    if model is not None and machine.free is not None and machine.free < 2 * model["bytes"]:
        return f"{_gigabytes(machine.free)} of memory are free, and {model['key']} wants about twice its size: close " \
            "something, or take --model smollm2-135m"  # fmt: skip
    if machine.busy:
        return f"{machine.load:.1f} processes want {machine.physical} cores: answers take longer until they end"
    if terminal["interactive"] and terminal["encoding"].lower().replace("-", "") != "utf8":
        return "the terminal's encoding is not UTF-8: set LANG to a UTF-8 locale, or frames will look broken"
    if terminal["interactive"] and (columns() < _SMALLEST[0] or shutil.get_terminal_size().lines < _SMALLEST[1]):
        return f"make the terminal at least {_SMALLEST[0]}x{_SMALLEST[1]}"
    return 'all is here: `portfolio` opens the screens, `portfolio ask "…"` answers'
