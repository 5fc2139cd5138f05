"""The essays as an Atom feed (RFC 4287), for whoever wants to hear of the next one; its links are relative, too."""

from __future__ import annotations

import uuid
from datetime import date

from content.documents import Document
from content.exporters.html.frame import FEED, Frame
from content.exporters.html.templates import site_templates


def feed_of(essays: list[Document], title: str, frame: Frame) -> str:
    """Return the feed, newest first."""
    dated = [(essay, essay.day) for essay in essays if essay.day is not None]
    return (
        site_templates()
        .get_template("feed.xml")
        .render(
            language=frame.language,
            heading=frame.heading(title),
            owner=frame.owner,
            name=FEED,
            id=_id(frame.owner, FEED),
            updated=_moment(max((day for _, day in dated), default=date.min)),
            entries=[
                {
                    "id": _id(frame.owner, essay.path),
                    "title": essay.title,
                    "updated": _moment(day),
                    "page": f"{essay.path}.html",
                    "summary": " ".join(essay.summary.split()),
                    "tags": essay.tags,
                }
                for essay, day in dated
            ],
        )
    )


def _id(owner: str, path: str) -> str:
    """Return a name that stays, wherever the site is."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{owner}/{path}").urn


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
