"""One frozen configuration object with one loader: defaults < config file < PORTFOLIO_* environment < options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_cache_path, user_config_path, user_data_path
from pydantic import Field, ValidationError
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
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


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
