"""Work: case studies in five parts, which can be compared, and projects."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.reactive import reactive

from content.headings import GLANCE_FIELDS
from content.markdown import anchor_of
from content.schema import PARTS, CaseStudy, Glance
from content.site_map import KINDS, SCREENS
from tui.drawing.pages import chapter
from tui.drawing.prose.glances import GlanceColumn, set_glances
from tui.drawing.prose.page import Page
from tui.drawing.prose.side_by_side import Column, columns_in, set_side_by_side
from tui.navigation import AT_A_GLANCE, COMPARE, Place
from tui.screens.library import LibraryScreen
from tui.widgets.shelf import Entry, Label

PART_KEYS = tuple(title[0] for title in PARTS)
"""Keys of the five parts: their first letters, as capitals. Small ones mean the same in every room."""

ANCHORS = tuple(anchor_of(title) for title in PARTS)
PARTS_GROUP = Binding.Group("part", compact=True)
STUDIES_GROUP = Binding.Group("studies", compact=True)


class WorkScreen(LibraryScreen):
    """The shelf, a study or project, or the comparison of studies."""

    NAME = "work"
    TITLE = SCREENS[NAME].title
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "compare", "compare", id="work.compare", tooltip="Put the case studies side by side"),
        Binding("c", "full_texts", "full texts", id="work.full-texts", tooltip="Put their texts side by side"),
        Binding("left", "studies(-1)", "studies before", priority=True, group=STUDIES_GROUP, id="work.previous-study"),
        Binding("right", "studies(1)", "next studies", priority=True, group=STUDIES_GROUP, id="work.next-study"),
        *(
            Binding(key, f"part('{anchor}')", title, id=f"work.{anchor}", group=PARTS_GROUP, tooltip=f"To the {title}")
            for key, anchor, title in zip(PART_KEYS, ANCHORS, PARTS, strict=True)
        ),
    ]

    comparing: reactive[str] = reactive("", bindings=True)
    """The part at which studies are compared, or `AT_A_GLANCE`; an empty text outside the comparison."""

    first: reactive[int] = reactive(0, bindings=True)
    """The number of the study in the first column, where not all fit."""

    def items(self) -> Iterable[Entry | Label]:
        """Case studies first, newest first, then projects."""
        profile = self.portfolio.profile
        if self.portfolio.case_studies:
            yield Label(self.portfolio.heading(self.NAME).title, 1)
        for study in self.portfolio.case_studies:
            minutes = self.portfolio.by_path[study.path].minutes
            yield Entry(study.path, study.title, f"{study.year} · {minutes} min", study.summary)
        if self.portfolio.projects:
            yield Label(profile.projects.title or KINDS["project"].plural.capitalize(), 1)
        for project in self.portfolio.projects:
            yield Entry(project.path, project.title, "project", project.tagline)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Parts are those of a study or of the comparison; to compare takes two studies."""
        match action:
            case "part":
                return bool(self.comparing) or self.path in self._studies
            case "compare":
                return not self.comparing and len(self._studies) > 1
            case "full_texts":
                return self.comparing == AT_A_GLANCE
            case "studies":
                return (
                    bool(self.comparing)
                    and self.comparing != AT_A_GLANCE
                    and self._columns > 1
                    and 0 <= self.first + int(str(parameters[0])) <= len(self._studies) - self._columns
                )
            case "section" if self.comparing == AT_A_GLANCE:
                return False
            case "section" if self.comparing:
                step = int(str(parameters[0]))
                at = ANCHORS.index(self.comparing) + step
                return self.section_line(step) is not None if self._side_by_side else 0 <= at < len(ANCHORS)
        return super().check_action(action, parameters)

    @property
    def _glances(self) -> list[GlanceColumn]:
        """The studies that say what they are at a glance; none where there is nothing to compare."""
        columns = [
            GlanceColumn(study.title, path, _lines_of(path, study.at_a_glance))
            for path, study in self._studies.items()
            if study.at_a_glance is not None
        ]
        return columns if len(columns) > 1 else []

    @property
    def _studies(self) -> dict[str, CaseStudy]:
        return {study.path: study for study in self.portfolio.case_studies}

    # -- comparing

    @property
    def is_reading(self) -> bool:
        """The comparison is read, too."""
        return bool(self.comparing) or super().is_reading

    @property
    def can_split(self) -> bool:
        """The comparison takes all the room."""
        return not self.comparing and super().can_split

    @property
    def why_whole(self) -> str:
        """The comparison takes all the room."""
        return "The comparison takes the whole window." if self.comparing else super().why_whole

    def open_place(self, place: Place) -> None:
        """Show the comparison too: its place has no slug, and `compare` or `compare-part` as its anchor."""
        kind, _, anchor = place.anchor.partition("-")
        first = AT_A_GLANCE if self._glances else ANCHORS[0]
        self.comparing = "" if place.slug or kind != COMPARE else anchor if anchor in ANCHORS else first
        if not self.comparing:
            self.remove_class("-comparing")
            super().open_place(place)
            return
        self._keep_line()
        self.slug = ""
        self.add_class("-comparing")  # the contents and the shelf give their room to the columns
        self.show_halves()
        self._show_comparison(place.line)
        self.reader.focus()

    def _show_comparison(self, line: int | None = None) -> None:
        if self.comparing == AT_A_GLANCE:
            labels = [label for label, _ in GLANCE_FIELDS.values()]
            self.reader.show_page(
                partial(set_glances, self._glances, labels, "At a glance", AT_A_GLANCE), AT_A_GLANCE, line
            )
            return
        columns = [
            Column(study.title, path, {title: chapter(self.portfolio.by_path[path], title) for title in PARTS})
            for path, study in self._studies.items()
        ]
        names = tuple(zip(ANCHORS, PARTS, strict=True))
        self.reader.show_page(partial(self._set, columns, names), self.comparing, line)

    def _set(self, columns: list[Column], names: tuple[tuple[str, str], ...], width: int) -> Page:
        self.first = min(self.first, len(columns) - columns_in(width, len(columns)))
        return set_side_by_side(columns, names, self.comparing, self.first, width)

    def place(self) -> Place:
        """The comparison and the line in it, or what a library shows."""
        if self.comparing:
            return Place(self.NAME, anchor=f"{COMPARE}-{self.comparing}", line=self.reader.line)
        return super().place()

    def copyable(self) -> tuple[str, str]:
        """A link to the comparison, or what a library copies."""
        return (self.place().path, "link") if self.comparing else super().copyable()

    def crumb_titles(self) -> tuple[str, ...]:
        """The part in view is that of all studies."""
        if not self.comparing:
            return super().crumb_titles()
        heading = self.reader.page.heading_at(self.reader.line)
        return (self.title or "", "Case studies compared", heading.title if heading else "")

    def action_compare(self) -> None:
        """Put the studies side by side: at the part in view, or else in a table, where they say what they are."""
        heading = self.reader.page.heading_at(self.reader.line) if self.path in self._studies else None
        anchor = heading.anchor if heading and heading.anchor in ANCHORS else ""
        self.portfolio_app.go(Place(self.NAME, anchor=f"{COMPARE}-{anchor}" if anchor else COMPARE))

    def action_full_texts(self) -> None:
        """Put their texts side by side."""
        self.portfolio_app.go(Place(self.NAME, anchor=f"{COMPARE}-{ANCHORS[0]}"))

    def action_part(self, anchor: str) -> None:
        """Go to one of the five parts."""
        if self.comparing == AT_A_GLANCE:
            self.portfolio_app.go(Place(self.NAME, anchor=f"{COMPARE}-{anchor}"))
            return
        if self.comparing:
            self.comparing = anchor
            if not self._side_by_side:
                self._show_comparison()
                return
        self.reader.go_to(anchor)

    def action_section(self, step: int) -> None:
        """In a comparison that shows one part at a time, go to the next part."""
        if self.comparing and not self._side_by_side:
            at = ANCHORS.index(self.comparing) + step
            if 0 <= at < len(ANCHORS):
                self.action_part(ANCHORS[at])
            return
        super().action_section(step)

    def action_studies(self, step: int) -> None:
        """Show the next studies beside each other, at the same line."""
        self.first += step
        self._show_comparison(self.reader.line)

    @property
    def _columns(self) -> int:
        return columns_in(self.reader.text_width, len(self._studies))

    @property
    def _side_by_side(self) -> bool:
        return self._columns > 1


def _lines_of(path: str, glance: Glance) -> dict[str, tuple[str, str]]:
    """Return the lines of a study by their labels, each with the link to the part that tells it in full."""
    return {
        label: (str(getattr(glance, field)), f"{path}#{anchor_of(part)}")
        for field, (label, part) in GLANCE_FIELDS.items()
    }
