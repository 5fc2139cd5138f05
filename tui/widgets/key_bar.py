"""The foot of every screen: the keys that work right now, in one widget."""

from __future__ import annotations

from itertools import groupby
from typing import ClassVar

from textual.binding import ActiveBinding, Binding
from textual.content import Content
from textual.keys import key_to_character
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget

from tui.textual_internals.opening import is_held

GLOBAL = ("search", "help", "quit", "jump")
"""Actions that every screen has; they stand at the right and give way first."""
_LEAST = 2
"""How many of these stay."""

_OF_BROWSERS = frozenset({"ctrl+n", "ctrl+q", "ctrl+t", "ctrl+w"})
"""Keys that browsers keep for themselves: a page with the terminal never hears of them, so none is offered there."""


class KeyBar(Widget):
    """Draws the active bindings that ask to be shown. What it shows is what Textual would run."""

    ALLOW_SELECT = False
    auto_links = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key", "keys--text"}

    def __init__(self) -> None:
        super().__init__(id="keys")
        self._shown: list[ActiveBinding] = []
        self._is_stale = True

    def on_mount(self) -> None:
        """Follow the screen's bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)
        self._bindings_changed(self.screen)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        if screen is not self.screen:
            return
        if is_held(self.app):  # as while a room opens, nine times
            self._is_stale = True
            self.refresh()
            return
        shown = shown_bindings(screen)
        if [_drawn(item) for item in shown] != [_drawn(item) for item in self._shown]:
            self.refresh()
        self._shown, self._is_stale = shown, False

    def render(self) -> Content:
        """Draw this screen's keys at the left and those of every screen at the right: what fits, closer if need be."""
        if self._is_stale:
            self._shown, self._is_stale = shown_bindings(self.screen), False
        own = [item for item in self._shown if _action(item) not in GLOBAL]
        everywhere = [item for item in self._shown if _action(item) in GLOBAL]
        everywhere.sort(key=lambda item: GLOBAL.index(_action(item)))
        width = self.size.width
        left, right = self._row(own), self._row(everywhere)
        while len(everywhere) > _LEAST and left.cell_length + right.cell_length + 3 > width:
            everywhere.pop()
            right = self._row(everywhere)
        apart = 3 if left.cell_length + right.cell_length + 3 <= width else 2
        left, right = self._row(own, apart), self._row(everywhere, apart)
        while own and left.cell_length + right.cell_length + 3 > width:
            own.pop()
            left = self._row(own, apart)
        company = self._company()
        if company and left.cell_length + company.cell_length + right.cell_length + 6 <= width:
            right = company + Content("   ") + right
        return left + Content(" " * max(0, width - left.cell_length - right.cell_length)) + right

    def _company(self) -> Content:
        """Return how many others are here, where visitors are told and somebody is."""
        others = getattr(self.app, "others_here", 0)
        said = f"{others} other{' is' if others == 1 else 's are'} here" if others else ""
        return Content.styled(said, self._style("keys--text"))

    def _row(self, items: list[ActiveBinding], apart: int = 3) -> Content:
        rows = []
        for group, members in groupby(items, lambda item: item.binding.group):
            if group is None:
                rows += [self._key(item, item.binding.description) for item in members]
            else:
                keys = Content(" ").join(self._key(item) for item in members)
                rows.append(Content.assemble(keys, (f" {group.description}", self._style("keys--text"))))
        return Content(" " * apart).join(rows)

    def _key(self, item: ActiveBinding, description: str = "") -> Content:
        binding = item.binding
        action = binding.action if "." in binding.action.partition("(")[0] else f"screen.{binding.action}"
        click = Style.from_meta({"@click": action}) if item.node is item.node.screen else Style.null()
        if item.node is item.node.app:
            click = Style.from_meta({"@click": f"app.{binding.action.removeprefix('app.')}"})
        key, text = self._style("keys--key") + click, self._style("keys--text") + click
        return Content.assemble(
            (self.app.get_key_display(binding), key), (f" {description}" if description else "", text)
        )

    def _style(self, name: str) -> Style:
        return Style.from_rich_style(self.get_component_rich_style(name, partial=True))


def usable_bindings(screen: Screen[object]) -> dict[str, ActiveBinding]:
    """Return the bindings that a key would run now, by key: enabled, and not typed into the field in focus."""
    focused = screen.focused
    kept = _OF_BROWSERS if getattr(screen.app, "is_in_a_page", False) else frozenset()
    return {
        key: item
        for key, item in screen.active_bindings.items()
        if item.enabled
        and key not in kept
        and (focused is None or item.node is focused or not focused.check_consume_key(key, _character(key)))
    }


def _character(key: str) -> str | None:
    # Textual knows this key by a name that is not its Unicode one, and so takes it for unprintable
    return "/" if key == "slash" else key_to_character(key)


def shown_bindings(screen: Screen[object]) -> list[ActiveBinding]:
    """Return the bindings that the footer of a screen may show, one for each action."""
    found: dict[str, ActiveBinding] = {}
    for item in usable_bindings(screen).values():
        if item.binding.show:
            found.setdefault(f"{item.binding.action}{item.binding.description}", item)
    return list(found.values())


def _drawn(item: ActiveBinding) -> tuple[Binding, bool, bool]:
    """Return what the look of a key depends on: where the focus is matters only between screen, app and the rest."""
    return item.binding, item.node is item.node.screen, item.node is item.node.app


def _action(item: ActiveBinding) -> str:
    return item.binding.action.removeprefix("app.").removeprefix("screen.")
