"""The one reader of settings: defaults < TOML file < environment < options, each value read as its field declares.

A class of settings is a frozen dataclass whose annotations are types, not strings: text, paths, numbers, words of a
`Literal`, secrets, and tuples of them. What `Annotated` adds to a type are checks: functions that return the value, or
raise ValueError with what was expected. Written by hand, since pydantic-settings takes 110 ms of every start.
"""

import difflib
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, ClassVar, Literal, Self, get_args, get_origin

Network = IPv4Network | IPv6Network
YES, _NO = ("true", "1", "yes", "on", "t", "y"), ("false", "0", "no", "off", "f", "n")


class SettingsError(Exception):
    """A setting that cannot be used, in one sentence."""


class Secret:
    """A text that is never printed."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def get_secret_value(self) -> str:
        """Return the text itself."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"


@dataclass(frozen=True)
class Configuration:
    """What classes of settings have in common: where they are read from, and how."""

    CALLED: ClassVar[str]
    """What errors call one of them."""
    PREFIX: ClassVar[str]
    """What the names of environment variables begin with, before the setting's name in capitals."""
    FILE: ClassVar[Path]
    ENVIRONMENT_ONLY: ClassVar[tuple[str, ...]] = ()
    """Settings that the file may not hold, since files are copied and shared."""

    @classmethod
    def load(cls, **options: Any) -> Self:
        """Return the settings; `options` that are None were not given. Raises SettingsError."""
        given = cls._in_file() | cls._in_environment()
        given |= {name: value for name, value in options.items() if value is not None}
        kinds = {field.name: field.type for field in fields(cls)}
        values: dict[str, Any] = {}
        faults = []
        for name, value in given.items():
            try:
                if name not in kinds:
                    raise ValueError(_unknown(name, list(kinds)))
                values[name] = value_of(kinds[name], value)
            except ValueError as error:
                faults.append(f"{name}: {error}")
        if not faults:
            settings = cls(**values)
            faults = list(settings.conflicts())
        if faults:
            raise SettingsError(f"{cls.CALLED} cannot be used: {'; '.join(faults)}")
        return settings

    def conflicts(self) -> Iterator[str]:
        """Yield what is wrong with settings that are right by themselves and do not go together."""
        yield from ()

    @classmethod
    def _in_file(cls) -> dict[str, Any]:
        try:
            if not cls.FILE.is_file():
                return {}
            import tomllib

            found = tomllib.loads(cls.FILE.read_text(encoding="utf-8"))
        except UnicodeDecodeError as error:
            raise SettingsError(f"{cls.FILE} cannot be read: it is no UTF-8 text") from error
        except ValueError as error:
            raise SettingsError(f"{cls.FILE}{_toml_fault(str(error))}") from error
        except OSError as error:
            raise SettingsError(f"{cls.FILE} cannot be read: {error.strerror}") from error
        for name in cls.ENVIRONMENT_ONLY:
            if name in found:
                variable = f"{cls.PREFIX}{name.upper()}"
                raise SettingsError(
                    f"{cls.FILE} cannot be read: {name} is taken from the environment only, as {variable}; take it out"
                )
        home = cls.FILE.parent
        paths = {field.name for field in fields(cls) if Path in (field.type, *get_args(field.type))}
        return {name: _beside(home, value) if name in paths else value for name, value in found.items()}

    @classmethod
    def _in_environment(cls) -> dict[str, Any]:
        names = {f"{cls.PREFIX}{field.name}".upper(): field.name for field in fields(cls)}
        return {names[key.upper()]: value for key, value in os.environ.items() if key.upper() in names}


def value_of(kind: Any, given: Any) -> Any:
    """Return what was `given` in a file, the environment or by code as a value of type `kind`. Raises ValueError."""
    arguments = get_args(kind)
    if get_origin(kind) is Annotated:
        value = value_of(arguments[0], given)
        for check in arguments[1:]:
            value = check(value)
        return value
    if get_origin(kind) is Literal:
        if given not in arguments:
            raise ValueError(f"expected {', '.join(arguments[:-1])} or {arguments[-1]}")
        return given
    if get_origin(kind) is tuple:
        return tuple(value_of(arguments[0], item) for item in _items(given))
    if NoneType in arguments:
        return value_of(arguments[0], given)
    return READERS[kind](given)


def between(least: float, most: float) -> Callable[[Any], Any]:
    """Return the check that a number is at least `least` and at most `most`."""

    def check(value: Any) -> Any:
        if not least <= value <= most:
            raise ValueError(f"expected {least:,} to {most:,}")
        return value

    return check


def seconds(most: float) -> Callable[[float], float]:
    """Return the check that a time is more than none, and at most `most`."""

    def check(value: float) -> float:
        if not 0 < value <= most:
            raise ValueError(f"expected more than 0 and at most {most:,} seconds")
        return value

    return check


def no_longer_than(most: int) -> Callable[[str], str]:
    """Return the check that a text has at most so many characters."""

    def check(value: str) -> str:
        if len(value) > most:
            raise ValueError(f"expected at most {most:,} characters")
        return value

    return check


def _text(given: Any) -> str:
    if not isinstance(given, str):
        raise ValueError("expected text")
    return given


def _path(given: Any) -> Path:
    if not isinstance(given, str | Path):
        raise ValueError("expected a path")
    try:
        return Path(given).expanduser()
    except RuntimeError:
        raise ValueError(f"there is no home folder that the ~ of {given} could stand for") from None


def _beside(folder: Path, value: Any) -> Any:
    """Return a path of a settings file, which is relative to that file."""
    return folder / value if isinstance(value, str) and not value.startswith("~") else value


def _toml_fault(said: str) -> str:
    """Return what tomllib says of a fault, with its line in front."""
    match = re.search(r"^(?P<wrong>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$", said)
    if match is None:
        return f" cannot be read: {said[:1].lower()}{said[1:]}"
    line = f":{match['line']}" if match["line"] else ""
    wrong = f"{match['wrong'][:1].lower()}{match['wrong'][1:]}"
    over_its_end = wrong.startswith("illegal character") and r"\n" in wrong
    wrong = "a quotation mark is not closed" if over_its_end else wrong
    return f"{line}: bad TOML: {wrong}; expected `name = value`, text in quotes"


def _flag(given: Any) -> bool:
    word = str(given).strip().lower()
    if word not in (*YES, *_NO):
        raise ValueError("expected true or false")
    return word in YES


def _whole(given: Any) -> int:
    try:
        if isinstance(given, str | int) and not isinstance(given, bool):
            return int(given)
    except ValueError:
        pass
    raise ValueError("expected a whole number")


def _number(given: Any) -> float:
    try:
        if isinstance(given, str | int | float) and not isinstance(given, bool):
            return float(given)
    except ValueError:
        pass
    raise ValueError("expected a number")


def _secret(given: Any) -> Secret:
    return given if isinstance(given, Secret) else Secret(_text(given))


def _network(given: Any) -> Network:
    try:
        return ip_network(given)
    except ValueError as error:
        raise ValueError("expected an address or a network such as 10.0.0.0/8") from error


def _items(given: Any) -> list[Any]:
    """Return a list's items; the environment gives a list as JSON."""
    try:
        items = json.loads(given) if isinstance(given, str) else given
    except ValueError:
        items = None
    if not isinstance(items, list | tuple):
        raise ValueError('expected a list; in the environment as JSON, such as ["one", "two"]')
    return list(items)


def _unknown(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"there is no such setting; expected {near[0]}?" if near else "there is no such setting"


READERS: dict[Any, Callable[[Any], Any]] = {
    str: _text, Path: _path, bool: _flag, int: _whole, float: _number, Secret: _secret, Network: _network,
}  # fmt: skip
