"""What the fields of a pack have to keep to, declared beside their types without loading what checks them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # pydantic takes 60 ms, and only a pack that is validated needs it
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

_OF_TAG = r"[^\sA-Z,;:\"'`|/\\\[\](){}<>]+"
TAG_PATTERN = rf"^{_OF_TAG}( {_OF_TAG})*$"
"""Words in lower case: c++, c#, .net and those of any script are some."""
SLUG_LETTER = r"[a-z0-9\u0080-\uffff]"
"""A letter of a slug: titles may be in any script. Editors read it, too, so it says no more than they know."""
SLUG_LENGTH = 60
SLUG_PATTERN = rf"^{SLUG_LETTER}+(-{SLUG_LETTER}+)*$"
SHORT_PATTERN = r"^[a-z][a-z0-9]*$"
COLOUR_PATTERN = r"^#[0-9a-fA-F]{6}$"
LANGUAGE_PATTERN = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


class Limit:
    """Bounds of a text's or a tuple's length, or of a number; for a text also its pattern and what is stripped.

    Stands in `Annotated`, where pydantic finds it when a pack is validated.
    """

    __slots__ = ("least", "most", "pattern", "strip")

    def __init__(
        self, least: int | None = None, most: int | None = None, *, pattern: str | None = None, strip: bool = False
    ) -> None:
        self.least, self.most, self.pattern, self.strip = least, most, pattern, strip

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return pydantic's own schema of the type, with these bounds in it."""
        schema: dict[str, Any] = dict(handler(source))
        least, most = ("ge", "le") if schema["type"] in ("int", "float") else ("min_length", "max_length")
        bounds = {least: self.least, most: self.most, "pattern": self.pattern, "strip_whitespace": self.strip or None}
        return schema | {name: value for name, value in bounds.items() if value is not None}


class Form:
    """A form that a text has to have: `check` returns the text, or raises ValueError with what was expected."""

    __slots__ = ("check",)

    def __init__(self, check: Callable[[str], str]) -> None:
        self.check = check

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return pydantic's own schema of the type, with the check after it."""
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self.check, handler(source))
