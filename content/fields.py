"""What the models of a pack are made of: kinds of text, and a frozen dataclass that compares by its values."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeVar, dataclass_transform

from content.limits import SHORT_PATTERN, SLUG_LENGTH, SLUG_PATTERN, TAG_PATTERN, Form, Limit
from content.links import parse_link
from content.site_map import PLACES, DocumentKind, path_of


def _as_link(text: str) -> str:
    if parse_link(text) is None:
        raise ValueError("expected a link such as `essays/my-essay` or `topology/my-box#role`")
    return text


def _as_place(text: str) -> str:
    return text if text in PLACES else _as_link(text)


def _as_slug(text: str) -> str:
    from content.slugs import check_slug

    return check_slug(text)


Text = Annotated[str, Limit(1, strip=True)]
Setting = Annotated[str, Limit(strip=True)]
Short = Annotated[str, Limit(most=30, pattern=SHORT_PATTERN)]
Slug = Annotated[str, Limit(most=SLUG_LENGTH, pattern=SLUG_PATTERN), Form(_as_slug)]
LinkText = Annotated[str, Form(_as_link)]
PlaceText = Annotated[str, Form(_as_place)]
Tag = Annotated[str, Limit(most=30, pattern=TAG_PATTERN)]
Kind = Literal["request", "event"]


def spelled(field: str) -> str:
    """Return the key by which files spell a field: `from` for `from_`, which Python keeps for itself."""
    return field.removesuffix("_")


Part = TypeVar("Part")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def part(model: type[Part]) -> type[Part]:
    """Make a frozen dataclass whose comparison and text are Model's: to make them for each takes half of the import."""
    return dataclass(frozen=True, kw_only=True, repr=False, eq=False)(model)


@part
class Model:
    """What every part of a pack has in common: how its keys are spelled, and that it takes no others."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid", "alias_generator": spelled}

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, field.name) for field in fields(self))

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._values() == self._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        named = (f"{field.name}={getattr(self, field.name)!r}" for field in fields(self))
        return f"{type(self).__name__}({', '.join(named)})"


@part
class Readable(Model):
    """What a visitor can open as a document."""

    KIND: ClassVar[DocumentKind]

    if TYPE_CHECKING:
        slug: str  # a field of each kind, which says what its slug is

    @property
    def path(self) -> str:
        """Its link, such as ``essays/slug``."""
        return path_of(self.KIND, self.slug)


@part
class Titled(Model):
    """A heading of a screen, and the sentence below it. A screen without a heading shows its own name."""

    title: Setting = ""
    text: Setting = ""
