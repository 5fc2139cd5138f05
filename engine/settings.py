"""One frozen configuration object with one loader: defaults < config file < PORTFOLIO_* environment < options."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit

from platformdirs import user_cache_path, user_config_path, user_data_path

from content.loader import DEFAULT_PACK
from engine.configuration import Configuration, Secret, between, no_longer_than, seconds

APP = "portfolio"
HOMELESS = Path("/nonexistent")
"""The home of a user who has none, by the name that Debian has for it."""


def _of_this_user(folder: Callable[[str], Path]) -> Path:
    try:
        return folder(APP)
    except RuntimeError:  # HOME is not set, and the system knows no user of that number
        return HOMELESS / APP


CONFIG_FILE = _of_this_user(user_config_path) / "config.toml"
CACHE_DIR, DATA_DIR = _of_this_user(user_cache_path), _of_this_user(user_data_path)

NO_MODEL = "none"
"""Answers are quoted, whatever else is set."""
DEFAULT_MODEL = "auto"
"""The server at `llm_url` where one is named. Else none: on the test sets no small model answers better than the quotes
that it chooses from, which are there at once (docs/quality.md)."""
ENGLISH_EMBEDDER, MULTILINGUAL_EMBEDDER = "all-minilm-l6-v2", "multilingual-e5-small"
"""The embedding models of the catalogue."""
DEFAULT_EMBEDDER = "auto"
"""The one that reads English; for a pack in another language the multilingual one, once it is here."""

_ENGLISH = "en"

AnswerMode = Literal["quote", "copy", "free"]


def _root_of_api(url: str) -> str:
    """Take an address without anything secret in it: it is shown to the owner."""
    parts = urlsplit(url)
    plain = not (parts.username or parts.password or parts.query or parts.fragment)
    if url and not (parts.scheme in ("http", "https") and parts.hostname and plain):
        raise ValueError("it is an address such as http://host:8000/v1, and the key is not a part of it")
    return url


def _postgres(url: Secret) -> Secret:
    if urlsplit(url.get_secret_value()).scheme not in ("postgresql", "postgres"):
        raise ValueError("it is an address such as postgresql://user@host/name")
    return url


@dataclass(frozen=True)
class Settings(Configuration):
    """Everything that can be set. Passed in, never global."""

    CALLED: ClassVar[str] = "a setting"
    PREFIX: ClassVar[str] = "PORTFOLIO_"
    FILE: ClassVar[Path] = CONFIG_FILE
    ENVIRONMENT_ONLY: ClassVar[tuple[str, ...]] = ("llm_key",)

    content: Path = DEFAULT_PACK
    """Folder of the content pack."""
    model: str = DEFAULT_MODEL
    """A key of the model catalogue, a path to a GGUF file, or `none` for quoted answers without a language model.
    `auto` is the server at `llm_url` where one is named, and none otherwise."""
    embedder: str = DEFAULT_EMBEDDER
    """A key of the model catalogue, or the name or folder of a sentence-transformers model (an extra). `auto` is
    all-minilm-l6-v2, and multilingual-e5-small for packs that are not in English, once that has been pulled."""
    llm_url: Annotated[str, _root_of_api] = ""
    """Root of an OpenAI-compatible server's API (`http://host:8000/v1`), which then generates instead of `model`."""
    llm_key: Secret | None = None
    """The key for that server; only from the environment (PORTFOLIO_LLM_KEY), since files are copied and shared."""
    llm_model: Annotated[str, no_longer_than(200)] = ""
    """What that server calls the model; empty leaves the choice to the server."""
    llm_parallel: Annotated[int, between(1, 256)] = 4
    """How many questions that server is asked at once; the others wait their turn."""
    llm_first_token: Annotated[float, seconds(600)] = 30.0
    """Seconds to wait for that server's first token."""
    mode: Literal[AnswerMode, "auto"] = "auto"
    """How answers are made; `auto` takes what the catalogue names for the model."""
    passages: Annotated[int, between(1, 10)] = 4
    """How many passages an answer may draw on."""
    threads: Annotated[int, between(0, 256)] = 0
    """Threads of the language model; 0 lets the machine decide."""
    answer_cache: bool = True
    """Whether answers are kept on disk and given again for the same question. Of a hosted portfolio only those to the
    pack's own questions are."""
    conversation_hours: Annotated[int, between(0, 8_760)] = 24
    """How long `portfolio ask -c` can go on with the last conversation, which is kept in `data_dir`; 0 keeps none."""
    question_limit: Annotated[int, between(50, 200_000)] = 20_000
    """How many characters of a question are read; a longer one is cut, and its answer says so."""
    tour_after: Annotated[int, between(0, 3_600)] = 20
    """Seconds without a key on Home after which the tour begins by itself, once a visit; 0 never begins it. A host has
    a setting of its own."""
    cache_dir: Path = CACHE_DIR
    """Models and indexes: all of it can be made again."""
    database_url: Annotated[Secret, _postgres] | None = None
    """PostgreSQL for the inbox and the log of visits (`postgresql://user@host/name`), where several machines share
    them; without it both are SQLite files in `data_dir`."""
    data_dir: Path = DATA_DIR
    """What cannot be made again: the inbox, a host key, the log of visits."""
    visits: bool = False
    """Whether to keep what visitors ask and read, without names and addresses. Visitors are then told so."""
    visits_days: Annotated[int, between(1, 3_650)] = 90
    """After how many days what was kept is deleted."""
    inbox_command: tuple[str, ...] = ()
    """A program and its arguments, run for each new message with the message on its stdin; no shell is involved."""

    def embedder_of(self, language: str) -> str:
        """Return which embedding model reads a pack in this language: the one that is named, or the best one here."""
        if self.embedder != DEFAULT_EMBEDDER:
            return self.embedder
        return MULTILINGUAL_EMBEDDER if language != _ENGLISH and self.reads_more() else ENGLISH_EMBEDDER

    def reads_more(self) -> bool:
        """Return whether an embedding model is here that reads more than English."""
        from models.catalogue import find
        from models.store import State, status_of

        return status_of(find(MULTILINGUAL_EMBEDDER), self.cache_dir).state is State.PRESENT

    @property
    def quotes(self) -> bool:
        """Whether answers are the portfolio's own sentences, chosen without a language model."""
        chosen = bool(self.llm_url) if self.model == DEFAULT_MODEL else self.model != NO_MODEL
        return self.mode == "quote" or not chosen

    @property
    def database(self) -> str:
        """The URL of the database, with its password; empty where there is none."""
        return self.database_url.get_secret_value() if self.database_url else ""

    def conflicts(self) -> Iterator[str]:
        """Yield what does not go together."""
        if self.llm_url and self.mode == "copy":
            yield "mode: copy needs a model in this process; with llm_url take free, quote or auto"
        for name, folder in (("cache_dir", self.cache_dir), ("data_dir", self.data_dir)):
            if HOMELESS in folder.parents:
                yield f"{name}: this user has no home folder; set HOME, or {self.PREFIX}{name.upper()}"


def is_built_in(embedder: str) -> bool:
    """Return whether llama.cpp runs this embedding model, since the catalogue has it."""
    return embedder in (DEFAULT_EMBEDDER, ENGLISH_EMBEDDER, MULTILINGUAL_EMBEDDER)


def load_settings(**options: Any) -> Settings:
    """Return the settings; `options` that are None were not given. Raises SettingsError."""
    return Settings.load(**options)
