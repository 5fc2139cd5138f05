"""The head of every screen: the eight rooms, and a rule that says where you are and how far you have read."""

from __future__ import annotations

from itertools import accumulate
from typing import ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Offset
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from content.site_map import SiteScreen


class NavBar(Widget):
    """Two lines in one widget: room names (clickable), and the rule with the breadcrumbs and the reading progress."""

    ALLOW_SELECT = False
    auto_links = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "nav--room", "nav--key", "nav--here", "nav--rule", "nav--read", "nav--crumb", "nav--last-crumb",
    }  # fmt: skip

    crumbs: reactive[tuple[str, ...]] = reactive(())
    progress: reactive[float | None] = reactive(None)

    shown: reactive[tuple[SiteScreen, ...]] = reactive(())
    """The rooms that have something to show."""

    def __init__(self, room: str, shown: tuple[SiteScreen, ...]) -> None:
        super().__init__(id="nav")
        self.room = room
        self.set_reactive(NavBar.shown, shown)

    def render(self) -> Content:
        """Draw both lines."""
        return Content("\n").join([self._rooms(), self._rule()])

    def _labels(self) -> tuple[list[str], str]:
        """The room names, in full where they fit, and the gap between two of them."""
        width, labels = self.size.width, [""]
        rooms, gaps = self.shown, len(self.shown) - 1
        for form in (_full, _short):
            labels = [form(room, here=room.name == self.room) for room in rooms]
            if sum(map(cell_len, labels)) + 2 * gaps <= width:
                break
        spare = max(0, width - sum(map(cell_len, labels)) - 2 * gaps)
        return labels, " " * (2 + min(2, spare // gaps))

    def _rooms(self) -> Content:
        labels, gap = self._labels()
        return Content(gap).join(self._label(room, label) for room, label in zip(self.shown, labels, strict=True))

    @property
    def room_offsets(self) -> dict[str, Offset]:
        """Where each room's name begins on the screen."""
        labels, gap = self._labels()
        begins = accumulate((cell_len(label) + len(gap) for label in labels), initial=0)
        return {
            room.name: self.content_region.offset + Offset(begin, 0)
            for room, begin in zip(self.shown, begins, strict=False)
        }

    def _label(self, room: SiteScreen, label: str) -> Content:
        here = room.name == self.room
        click = Style.from_meta({"@click": f"app.show_screen('{room.name}')"})
        key = self._style("nav--here" if here else "nav--key") + click
        name = self._style("nav--here" if here else "nav--room") + click
        return Content.assemble((label[:1], key), (label[1:], name))

    def _rule(self) -> Content:
        width = self.size.width
        crumbs = [crumb for crumb in self.crumbs if crumb]
        percent = "" if self.progress is None else f" {self.progress:4.0%} "
        trail = _fitted(crumbs, width - 8 - len(percent))
        head = Content("")
        if trail:
            separator = Content.styled(" › ", self._style("nav--crumb"))
            parts = [Content.styled(crumb, self._style("nav--crumb")) for crumb in trail[:-1]]
            parts.append(Content.styled(trail[-1], self._style("nav--last-crumb")))
            head = Content(" ") + separator.join(parts) + Content(" ")
        line = max(0, width - head.cell_length - len(percent) - 2)
        read = 0 if self.progress is None else round(line * self.progress)
        rule, done = self._style("nav--rule"), self._style("nav--read")
        return Content.assemble(
            ("━━" if self.progress else "──", done if self.progress else rule),
            head,
            ("━" * read, done),
            ("─" * (line - read), rule),
            (percent, self._style("nav--crumb")),
        )

    def _style(self, name: str) -> Style:
        return Style.from_rich_style(self.get_component_rich_style(name, partial=True))


def _full(room: SiteScreen, *, here: bool) -> str:  # noqa: ARG001 -- both forms are called alike
    return f"{room.key} {room.title}"


def _short(room: SiteScreen, *, here: bool) -> str:
    return f"{room.key} {room.title}" if here else room.key


def _fitted(crumbs: list[str], width: int) -> list[str]:
    """Return the crumbs that fit: the last one is kept, cut if it must be."""
    while len(crumbs) > 1 and sum(cell_len(crumb) + 3 for crumb in crumbs) > width:
        crumbs = crumbs[1:]
    if crumbs and cell_len(crumbs[-1]) > max(width, 1):
        crumbs = [f"{crumbs[-1][: max(width - 1, 1)]}…"]
    return crumbs
