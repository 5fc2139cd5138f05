"""The foot of every screen: the keys that work right now, in one widget."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import ActiveBinding
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget

GLOBAL = ("search", "help", "quit", "jump")
"""Actions that every screen has; they stand at the right and give way first."""


class KeyBar(Widget):
    """Draws the active bindings that ask to be shown. What it shows is what Textual would run."""

    ALLOW_SELECT = False
    auto_links = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key", "keys--text"}

    def __init__(self) -> None:
        super().__init__(id="keys")
        self._shown: list[ActiveBinding] = []

    def on_mount(self) -> None:
        """Follow the screen's bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)
        self._bindings_changed(self.screen)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        if screen is self.screen:
            self._shown = shown_bindings(screen)
            self.refresh()

    def render(self) -> Content:
        """Draw this screen's keys at the left and those of every screen at the right, as many as fit."""
        own = [item for item in self._shown if _action(item) not in GLOBAL]
        everywhere = [item for item in self._shown if _action(item) in GLOBAL]
        everywhere.sort(key=lambda item: GLOBAL.index(_action(item)))
        width = self.size.width
        left, right = self._row(own), self._row(everywhere)
        while everywhere and left.cell_length + right.cell_length + 3 > width and len(everywhere) > 2:
            everywhere.pop()
            right = self._row(everywhere)
        while own and left.cell_length + right.cell_length + 3 > width:
            own.pop()
            left = self._row(own)
        return left + Content(" " * max(0, width - left.cell_length - right.cell_length)) + right

    def _row(self, items: list[ActiveBinding]) -> Content:
        return Content("   ").join(self._key(item) for item in items)

    def _key(self, item: ActiveBinding) -> Content:
        binding = item.binding
        action = binding.action if "." in binding.action.partition("(")[0] else f"screen.{binding.action}"
        click = Style.from_meta({"@click": action}) if item.node is item.node.screen else Style.null()
        if item.node is item.node.app:
            click = Style.from_meta({"@click": f"app.{binding.action.removeprefix('app.')}"})
        key, text = self._style("keys--key") + click, self._style("keys--text") + click
        return Content.assemble((self.app.get_key_display(binding), key), (f" {binding.description}", text))

    def _style(self, name: str) -> Style:
        return Style.from_rich_style(self.get_component_rich_style(name, partial=True))


def shown_bindings(screen: Screen[object]) -> list[ActiveBinding]:
    """Return the bindings of a screen that its footer may show: active, enabled, one for each action."""
    found: dict[str, ActiveBinding] = {}
    for item in screen.active_bindings.values():
        if item.binding.show and item.enabled:
            found.setdefault(f"{item.binding.action}{item.binding.description}", item)
    return list(found.values())


def _action(item: ActiveBinding) -> str:
    return item.binding.action.removeprefix("app.").removeprefix("screen.")
