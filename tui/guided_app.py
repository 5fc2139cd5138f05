"""What is done in the rooms beside pressing keys: finds, commands, codes, drills, and the tour that plays by itself."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual.screen import ModalScreen

from content.links import LinkError
from tui.deep_links import as_sentence
from tui.idle_tour import IdleTour
from tui.navigation import Place
from tui.screens.base import RoomScreen
from tui.textual_internals.apps import opened_screens
from tui.visitor_app import VisitorApp

if TYPE_CHECKING:
    from tui.command_line import Ordered
    from tui.guide import Guide
    from tui.simulation.state import TopologyState


class GuidedApp(VisitorApp):
    """An app that takes commands and plays the tour of the pack.

    `tour_pace`, where it is set, has the tour played at once, at so many times its own seconds; with `ends_with_tour`
    the app then ends. It begins by itself after `tour_after` seconds of idleness on Home; with 0, never.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.tour_pace: float | None = None
        self.ends_with_tour = False
        self.guide: Guide | None = None
        self._guided: Guide | None = None
        self.tour_after = 0.0
        self.idle = IdleTour(self, self._may_begin_tour, self.action_tour)

    @property
    def room(self) -> RoomScreen:
        """The room below whatever lies over it."""
        return cast("RoomScreen", self.screen_stack[0])

    @property
    def rooms(self) -> list[RoomScreen]:
        """The rooms that are there so far."""
        return [screen for screen in opened_screens(self) if isinstance(screen, RoomScreen) and screen.is_ready]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a tour where the pack has one, and a scan code where it has an address."""
        if action == "scan":
            return bool(self.addresses)
        if action == "tour":
            return self.portfolio.has_tour
        return super().check_action(action, parameters)

    # -- what lies over a room

    def lay_over(self, overlay: ModalScreen[Any], chosen: Callable[[Any], Any] | None = None) -> None:
        """Lay something over the room, where nothing lies there."""
        if not isinstance(self.screen, ModalScreen):
            self.push_screen(overlay, chosen)

    # -- what is typed into a line

    def action_find(self) -> None:
        """Find words on the page in focus."""
        from tui.overlays.find import FindOverlay
        from tui.widgets.reader import Reader

        if isinstance(reader := self.focused, Reader):
            self.push_screen(FindOverlay(), reader.find)

    def action_command_line(self) -> None:
        """Take a command."""
        from tui.overlays.command import CommandOverlay

        def typed(ordered: Ordered | None) -> None:
            if ordered is not None:
                self._do(ordered)

        self.lay_over(CommandOverlay(self._topology_state), typed)

    def run_line(self, line: str) -> None:
        """Do what a command line says, or say what is wrong with it."""
        from tui.command_line import read_line

        try:
            self._do(read_line(line, self.portfolio, self._topology_state))
        except LinkError as error:
            self.notify(as_sentence(str(error)), severity="warning", markup=False)

    @property
    def _topology_state(self) -> TopologyState:
        """What is set on the topology, whichever room the visitor is in."""
        from tui.simulation.state import TopologyState

        return next((room.state for room in self.rooms if room.state is not None), TopologyState())

    def _do(self, ordered: Ordered) -> None:
        if ordered.place is not None:
            self.go(ordered.place, remember=ordered.place.document != self.room.where.document)
            return
        match ordered.verb:
            case "theme":
                self.use_theme(ordered.value)
            case "ask":
                self.ask(ordered.value)
            case "tour":
                self.action_tour()
            case "quit":
                self.exit()

    def takes_line(self, line: str) -> bool:
        """Do what a line that was sent whole says, where it is a command and no text is begun; False otherwise."""
        focused = self.focused
        commands = line.startswith(":") and not (focused and focused.check_consume_key("colon", ":"))
        if commands:
            self.run_line(line)
        return commands

    # -- scan codes

    def action_scan(self) -> None:
        """Show an address of the owner as a code for a phone: on Contact the one that is marked."""
        from tui.overlays.scan import ScanOverlay

        addresses = self.addresses
        if addresses:
            marked, _ = self.room.copyable()
            name = next((name for name, address in addresses.items() if address == marked), "")
            self.lay_over(ScanOverlay(addresses, name))

    @property
    def addresses(self) -> dict[str, str]:
        """The addresses of the owner that a phone can open, by their names: first of all where to book a call."""
        links = self.portfolio.profile.contact.links
        names = sorted(links, key=lambda name: {"calendar": 0, "website": 1}.get(name, 2))
        return {name: f"mailto:{links[name]}" if name == "email" else links[name] for name in names}

    # -- drills

    def action_drill(self, code: str = "new") -> None:
        """Begin a drill on the topology, any or the one of that code; or say why there is none."""
        from tui.simulation.state import read_state

        try:
            read_state({"drill": code}, self.portfolio.topology)
        except LinkError as error:
            self.notify(as_sentence(str(error)), severity="warning", markup=False)
            return
        if self.room.NAME != "topology":
            self.go(Place("topology"))
        self.uncover()
        self.call_later(self.open_drill, code)

    def open_drill(self, code: str) -> None:
        """Put a drill over the topology."""
        from tui.overlays.drill import DrillOverlay
        from tui.simulation.drill import read_code
        from tui.simulation.incident import NEW_DRILL, SEEDS

        topology = self.portfolio.topology
        seed, taken = read_code(code, topology) if code != NEW_DRILL else (secrets.randbelow(SEEDS), ())
        self.push_screen(DrillOverlay(topology, seed, taken))

    # -- the tour

    def action_tour(self, pace: float = 1.0) -> None:
        """Play the tour of the pack, from Home."""
        from content.problems import ContentError
        from content.tour import load_tour
        from tui.guide import Guide

        try:
            tour = load_tour(self.portfolio.root)
        except ContentError as error:
            self.notify(f"The tour cannot be played: {error.problems[0]}", severity="warning", markup=False)
            return
        if tour is not None and self.guide is None:
            self.go(Place(self.DEFAULT_MODE))
            self.guide = self._guided = Guide(self, tour, self._tour_ended, pace=pace)
            self.guide.start()

    @property
    def tour_left(self) -> int:
        """The steps of the last tour that were not played to their end."""
        return self._guided.left if self._guided is not None else 0

    def _tour_ended(self) -> None:
        self.guide = None
        if self.ends_with_tour:
            self.exit()

    def play_tour_at_once(self) -> None:
        """Play the tour as soon as the first frame is there, where that is wanted."""
        if self.tour_pace is not None:
            self.call_after_refresh(self.action_tour, self.tour_pace)
        else:
            self.idle.wait(self.tour_after)

    def _may_begin_tour(self) -> bool:
        """Say whether a visitor sees Home, has typed nothing anywhere, and wants things to move."""
        at_home = self.room.NAME == self.DEFAULT_MODE and len(self.screen_stack) == 1
        looks = self.app_focus and self.animation_level != "none"
        is_free = self.guide is None and not self.conversation.is_running and not (self.drafts or self.drafts_now())
        return at_home and looks and is_free and self.portfolio.has_tour

    def gives_way(self, event: events.Event) -> bool:
        """Have the tour give way to what the visitor presses; return whether that was all that it was pressed for."""
        self.idle.heard()
        return self.guide is not None and self.guide.takes(event)
