"""Essays: deep dives for the curious."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.reactive import reactive

from content.site_map import SCREENS
from tui.drawing.prose.runs import Run
from tui.screens.library import LibraryScreen
from tui.widgets.shelf import Entry, Label

TAGS_SHOWN = 5
"""Tags in the line above the essays, from the one that is kept, or to the last."""

TAGS = Binding.Group("tag", compact=True)
NEIGHBOURS = Binding.Group("essay", compact=True)


class EssaysScreen(LibraryScreen):
    """Essays with their reading time and tags, newest first; `←` and `→` keep those of one tag."""

    NAME = "essays"
    TITLE = SCREENS[NAME].title
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "keep_all", "all essays", id="essays.keep-all"),
        Binding("escape", "app.back", "back", id="room.back"),
        Binding("left", "filter(-1)", "essays of the tag before", priority=True, group=TAGS, id="essays.filter-back"),
        Binding("right", "filter(1)", "essays of the next tag", priority=True, group=TAGS, id="essays.filter"),
        Binding("o", "contents", "outline", id="essays.contents", tooltip="Choose a section"),
        Binding("left_curly_bracket", "neighbour(-1)", "essay before", group=NEIGHBOURS, id="essays.previous"),
        Binding("right_curly_bracket", "neighbour(1)", "next essay", group=NEIGHBOURS, id="essays.next"),
    ]

    tag: reactive[str] = reactive("")
    """The tag whose essays are kept; an empty text keeps all."""

    @property
    def tags(self) -> list[str]:
        """All tags, those of most essays first."""
        tags = [tag for essay in self.portfolio.essays for tag in essay.tags]
        return sorted(set(tags), key=lambda tag: (-tags.count(tag), tag))

    def items(self) -> Iterable[Entry | Label]:
        """The room's heading, and the essays that the filter keeps."""
        yield Label(self.portfolio.heading(self.NAME).title, 1)
        runs = [Run("← → ", "accent"), Run("all", "strong accent" if not self.tag else "muted")]
        tags = self.tags
        at = tags.index(self.tag) if self.tag in tags else 0
        first = max(0, min(at - 1, len(tags) - TAGS_SHOWN))
        runs.append(Run("  …" if first else "", "muted"))
        for tag in tags[first : at + TAGS_SHOWN]:
            runs += [Run("  "), Run(tag, "strong accent" if tag == self.tag else "muted")]
        more = "\u00a0\u00a0…" if at + TAGS_SHOWN < len(tags) else ""  # never alone on a line
        yield Label((*runs, Run(more, "muted")))
        for essay in self.portfolio.essays:
            if not self.tag or self.tag in essay.tags:
                path = essay.path
                note = f"{essay.date:%b %Y} · {self.portfolio.by_path[path].minutes} min"
                yield Entry(path, essay.title, note, essay.summary, " · ".join(essay.tags))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tags are those of the shelf; neighbours are those of the essay that is open."""
        match action:
            case "filter":
                return not self.slug and bool(self.tags)
            case "keep_all":
                return not self.slug and bool(self.tag)
            case "contents":
                return bool(self.slug) and bool(self.reader.page.headings)
            case "neighbour":
                return bool(self.slug) and self._neighbour(int(str(parameters[0]))) is not None
        return super().check_action(action, parameters)

    def action_filter(self, step: int) -> None:
        """Keep the essays of the next tag; after the last tag, keep all."""
        tags = ["", *self.tags]
        at = tags.index(self.tag) if self.tag in tags else 0
        self._keep(tags[(at + step) % len(tags)])

    def action_keep_all(self) -> None:
        """Keep the essays of all tags."""
        self._keep("")

    def _keep(self, tag: str) -> None:
        self.tag = tag
        self.fill()
        self.update_crumbs()

    def crumb_titles(self) -> tuple[str, ...]:
        """The filter stands where a document would."""
        return (self.title or "", self.tag) if self.tag and not self.slug else super().crumb_titles()

    def _neighbour(self, step: int) -> str | None:
        slugs = [essay.slug for essay in self.portfolio.essays]
        at = slugs.index(self.slug) + step if self.slug in slugs else -1
        return f"essays/{slugs[at]}" if 0 <= at < len(slugs) else None

    def action_contents(self) -> None:
        """Choose a section from the table of contents."""
        from tui.overlays.contents import ContentsOverlay

        def chosen(anchor: str | None) -> None:
            if anchor:
                self.reader.go_to(anchor)

        self.app.push_screen(ContentsOverlay(self.reader.page, self.reader.line), chosen)

    def action_neighbour(self, step: int) -> None:
        """Open the next essay of the shelf, or the one before."""
        if path := self._neighbour(step):
            self.portfolio_app.open_link(path)
