"""One frozen configuration object with one loader: defaults < config file < PORTFOLIO_* environment < options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from platformdirs import user_cache_path, user_config_path, user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from content.loader import DEFAULT_PACK

APP = "portfolio"
CONFIG_FILE = user_config_path(APP) / "config.toml"

BUILT_IN_EMBEDDER = "all-minilm-l6-v2"

AnswerMode = Literal["quote", "copy", "free"]


class SettingsError(Exception):
    """A setting that cannot be used, in one sentence."""


class Settings(BaseSettings):
    """Everything that can be set. Passed in, never global."""

    model_config = SettingsConfigDict(env_prefix="PORTFOLIO_", frozen=True, extra="forbid", toml_file=CONFIG_FILE)

    content: Path = DEFAULT_PACK
    """Folder of the content pack."""
    model: str = "qwen2.5-coder-0.5b"
    """A key of the model catalogue, a path to a GGUF file, or `none` for quoted answers without a language model."""
    embedder: str = BUILT_IN_EMBEDDER
    """The built-in embedding model, or the name or folder of a sentence-transformers model (an extra)."""
    llm_url: str = ""
    """Root of an OpenAI-compatible server's API (`http://host:8000/v1`), which then generates instead of `model`."""
    llm_key: SecretStr | None = None
    """The key for that server; only from the environment (PORTFOLIO_LLM_KEY), since files are copied and shared."""
    llm_model: Annotated[str, Field(max_length=200)] = ""
    """What that server calls the model; empty leaves the choice to the server."""
    llm_parallel: Annotated[int, Field(ge=1, le=256)] = 4
    """How many questions that server is asked at once; the others wait their turn."""
    llm_first_token: Annotated[float, Field(gt=0, le=600)] = 30.0
    """Seconds to wait for that server's first token."""
    mode: AnswerMode | Literal["auto"] = "auto"
    """How answers are made; `auto` takes what the catalogue names for the model."""
    passages: Annotated[int, Field(ge=1, le=10)] = 4
    """How many passages an answer may draw on."""
    threads: Annotated[int, Field(ge=0, le=256)] = 0
    """Threads of the language model; 0 lets the machine decide."""
    answer_cache: bool = True
    """Whether answers are kept on disk and given again for the same question. Of a hosted portfolio only those to the
    pack's own questions are."""
    question_limit: Annotated[int, Field(ge=50, le=20_000)] = 1_000
    """Longest question, in characters."""
    cache_dir: Path = user_cache_path(APP)
    """Models and indexes: all of it can be made again."""
    database_url: SecretStr | None = None
    """PostgreSQL for the inbox and the log of visits (`postgresql://user@host/name`), where several machines share
    them; without it both are SQLite files in `data_dir`."""
    data_dir: Path = user_data_path(APP)
    """What cannot be made again: the inbox, a host key, the log of visits."""
    visits: bool = False
    """Whether to keep what visitors ask and read, without names and addresses. Visitors are then told so."""
    visits_days: Annotated[int, Field(ge=1, le=3_650)] = 90
    """After how many days what was kept is deleted."""
    inbox_command: tuple[str, ...] = ()
    """A program and its arguments, run for each new message with the message on its stdin; no shell is involved."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 -- the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Options win over the environment, which wins over the config file."""
        return init_settings, env_settings, ConfigFile(settings_cls)

    @field_validator("llm_url")
    @classmethod
    def _is_root(cls, url: str) -> str:
        """Take an address without anything secret in it: it is shown to the owner."""
        parts = urlsplit(url)
        plain = not (parts.username or parts.password or parts.query or parts.fragment)
        if url and not (parts.scheme in ("http", "https") and parts.hostname and plain):
            raise ValueError("it is an address such as http://host:8000/v1, and the key is not a part of it")
        return url

    @property
    def database(self) -> str:
        """The URL of the database, with its password; empty where there is none."""
        return self.database_url.get_secret_value() if self.database_url else ""

    @field_validator("database_url")
    @classmethod
    def _is_postgres(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and urlsplit(url.get_secret_value()).scheme not in ("postgresql", "postgres"):
            raise ValueError("it is an address such as postgresql://user@host/name")
        return url

    @model_validator(mode="after")
    def _server_cannot_copy(self) -> Self:
        if self.llm_url and self.mode == "copy":
            raise ValueError("mode: copy needs a model in this process; with llm_url take free, quote or auto")
        return self


class ConfigFile(TomlConfigSettingsSource):
    """The config file, which may not hold the key."""

    def __call__(self) -> dict[str, Any]:
        """Return what it sets. Raises ValueError for a key."""
        found = super().__call__()
        if "llm_key" in found:
            raise ValueError("llm_key is taken from the environment only, as PORTFOLIO_LLM_KEY; take it out")
        return found


def load_settings(**options: Any) -> Settings:
    """Return the settings; `options` that are None were not given. Raises SettingsError."""
    given = {name: value for name, value in options.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise SettingsError(f"a setting cannot be used: {'; '.join(faults)}") from error
    except (OSError, ValueError) as error:  # a config file that is no TOML, or cannot be read
        raise SettingsError(f"{CONFIG_FILE} cannot be read: {error}") from error
