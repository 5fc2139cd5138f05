"""What several exporters need of a portfolio."""

from __future__ import annotations

from content.loader import Portfolio
from content.references import OUTSIDE
from content.site_map import EXPORTED


def exported(portfolio: Portfolio) -> tuple[str, ...]:
    """Return the screens that an export shows: those on which there is something to read."""
    return tuple(
        name for name in EXPORTED if portfolio.has(name) and (name != "pipeline" or portfolio.documents_on(name))
    )


def owner_of(portfolio: Portfolio) -> str:
    """Return the owner's name, or the headline's subject where the owner has given none."""
    return portfolio.profile.name or "Portfolio"


def address_of(name: str, value: str) -> str:
    """Return the web or mail address that a contact setting holds, or an empty text where it is none to be linked."""
    if value.startswith(OUTSIDE):
        return value
    return f"mailto:{value}" if name == "email" and "@" in value and not set(value) & set(' <>"\n') else ""
