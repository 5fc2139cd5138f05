"""What an app has of its visitor, whichever rooms there are: content, conversation, theme, links, copying.

The rooms and what lies over them know the app as this; `tui.app` knows them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from textual import on
from textual.app import App
from textual.command import Command, CommandPalette
from textual.driver import Driver
from textual.filter import LineFilter, Monochrome, NoColor
from textual.reactive import reactive
from textual.screen import Screen
from textual.signal import Signal
from textual.theme import Theme

from content.links import Link, LinkError
from content.loader import Portfolio
from content.problems import Problem
from content.site_map import SCREENS
from engine.settings import Settings
from tui.answers.conversation import Answers, Conversation, Heard
from tui.deep_links import as_sentence, read_link, way_into
from tui.drafts import Drafts, read_drafts, typed_in, write_drafts
from tui.leaving import AGAIN_SECONDS, Presses, what_is_lost, why_it_stays
from tui.navigation import Place
from tui.preferences import Preferences
from tui.terminal.background import BackgroundTold
from tui.terminal.clipboard import takes_copies
from tui.terminal.pictures import TerminalNamed, draws_pictures
from tui.textual_internals.apps import opened_screens
from tui.textual_internals.opening import OpeningApp
from tui.textual_internals.painting import TightApp
from tui.textual_internals.switch import is_patched
from tui.themes import INK, PAPER, THEMES, own_theme, theme_command, theme_for, theme_names, theme_of_command
from tui.widgets.key_bar import KeyBar
from tui.widgets.lines_view import OUTSIDE_LINKS

if TYPE_CHECKING:
    from engine.assistant import Assistant
    from tui.search.finder import Finder

_PLAIN = NoColor()
_OTHERS_SECONDS = 5
"""Seconds between two looks who else is here; only a change is drawn."""
_LINK_SECONDS = 8
"""How long a link stands that was copied: with it stands a command, which one reads twice."""


class Around(Protocol):
    """What lies around a visitor's terminal and can do more than it: the page of a browser."""

    def open_url(self, url: str) -> bool:
        """Open an address for the visitor; False where it is not one that may be opened."""

    def show_place(self, place: str, title: str) -> None:
        """Show where in the portfolio the visitor is, as a link that leads back there, and by its title."""

    def listen(self, go: Callable[[str], None]) -> None:
        """Have `go` called with the places that are asked for around the terminal, as by a browser's back button."""


class VisitorApp(OpeningApp, TightApp):
    """Everything of one visitor lives on this object: history, conversation, positions, theme.

    With `local=False` the app runs behind a door: it writes nothing to the host's disk but messages for the inbox.
    `around` is the page that the terminal lies in, where there is one.
    """

    draws_pictures: reactive[bool] = reactive(False)
    """Whether the visitor's terminal has said that it can draw the owner's picture itself."""

    def __init__(
        self,
        portfolio: Portfolio,
        settings: Settings,
        assistant: Answers | None,
        *,
        local: bool,
        around: Around | None,
        **options: Any,
    ) -> None:
        self.preferences = Preferences.read(settings.data_dir) if local else Preferences()
        own = portfolio.profile.theme
        self.themes = (own_theme(own), *THEMES) if own else THEMES
        remembered = self.preferences.theme
        told = own.name if own else theme_for(os.environ if local else {})
        self._theme_is_chosen = remembered in theme_names(own)
        self._theme_kept = remembered if self._theme_is_chosen else told
        # Known before Textual builds its stylesheet: a theme that is chosen afterwards has it parse all of that again.
        self.set_reactive(App.theme, self._theme_kept)
        super().__init__(**options)
        self.portfolio = portfolio
        self.settings = settings
        self.local = local
        self.problems: tuple[Problem, ...] = ()
        self.sought: Callable[[list[str]], None] | None = None
        """Hears of what an advertisement asks for and the portfolio does not say, where the owner wants to know."""
        self.advert = ""  # the last one that was held against the portfolio, for whoever comes back from a source
        self.splits = True  # whether wide windows show something beside lists and answers, for the visit
        self.drafts = read_drafts(settings.data_dir) if local else {}
        self._kept_drafts = dict(self.drafts)
        self._presses = Presses()
        self.conversation = Conversation(self, assistant, self._open_with)
        self.heard: Signal[Heard] = Signal(self, "heard")
        self._around = around
        self._shown_place = ""
        self.count_others: Callable[[], int] | None = None
        """Counts who else is here, where visitors are told."""
        self.others_here = 0
        self.terminal_page = ""
        """Where these screens are in a browser, where a host knows that."""
        self._takes_copies = not local or takes_copies(os.environ)

    def _open_with(self, model: str) -> Assistant:
        """Return an assistant with another model. Only local apps have the memory for it."""
        from engine.assistant import Assistant

        return Assistant.open(self.portfolio, replace(self.settings, model=model))

    # -- ways

    def go(self, place: Place, *, remember: bool = True) -> None:
        """Go to a place; what lies over the room is closed. With `remember`, Esc comes back."""
        raise NotImplementedError

    def uncover(self) -> None:
        """Close whatever lies over the room."""
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def action_show_screen(self, name: str) -> None:
        """Go to a room where the visitor left it; from inside it, to its list."""
        raise NotImplementedError

    def ask(self, question: str, **options: Any) -> None:
        """Ask a question and go to where it is answered."""
        raise NotImplementedError

    def write_message(self, text: str) -> None:
        """Go to the form for messages, with `text` in it."""
        raise NotImplementedError

    def open_link(self, link: Link | str) -> bool:
        """Open a deep link in its room, at its section. False, with the nearest links named, where it leads nowhere."""
        try:
            place = read_link(str(link), self.portfolio)
        except LinkError as error:
            self.notify(as_sentence(str(error)), severity="warning", markup=False)
            return False
        self.go(place)
        return True

    def show_place(self, path: str) -> None:
        """Show where the visitor is in what lies around the terminal, where there is something."""
        if self._around is not None and path != self._shown_place:
            from content.exporters.documents import owner_of

            self._shown_place = path
            place = path.partition("#")[0].partition("?")[0]
            document = self.portfolio.by_path.get(place)
            title = document.title if document else SCREENS[place.partition("/")[0]].title
            self._around.show_place(path, f"{title} — {owner_of(self.portfolio)}")

    def open_href(self, href: str) -> None:
        """Follow a link of a text: inside the portfolio to its room, outside to the visitor's browser or clipboard."""
        if not href.startswith(OUTSIDE_LINKS):
            self.open_link(href)
        elif not self.browse(href):
            self.copy(href.removeprefix("mailto:"), "address")

    @property
    def is_in_a_page(self) -> bool:
        """Whether the terminal lies in the page of a browser."""
        return self._around is not None

    def browse(self, address: str) -> bool:
        """Open an address in the browser that the terminal lies in; False where there is none.

        No other browser is opened: behind a door that would be the browser of the host.
        """
        return self._around is not None and self._around.open_url(address)

    def copy(self, text: str, what: str = "text") -> None:
        """Put text on the visitor's clipboard (OSC 52, which works over SSH), and say so; or that it cannot be done."""
        if what == "link":
            self.notify(self.copy_link(text), timeout=_LINK_SECONDS, markup=False)
            return
        self.copy_to_clipboard(text)
        shown, lines = " ".join(text.split()), len(text.splitlines())
        if lines > 1:
            told = f"Copied {what}: {lines} lines." if self._takes_copies else "This terminal takes no copies."
            self.notify(told, timeout=3, markup=False)
        elif not self._takes_copies:
            self.notify(f"This terminal takes no copies. The {what.removeprefix('the ')}: {shown}", markup=False)
        else:
            self.notify(f"Copied {what}: {shown[:60]}{'…' if len(shown) > 60 else ''}", timeout=3, markup=False)

    def copy_link(self, link: str) -> str:
        """Put a link on the visitor's clipboard, and return what to say of it, with how it is opened."""
        self.copy_to_clipboard(link)
        leads = way_into(link, self.terminal_page, local=self.local, in_page=self.is_in_a_page)
        copied = "Copied link" if self._takes_copies else "This terminal takes no copies. The link"
        return f"{copied}: {link}\n{leads}"

    def copy_from(self, screen: Screen[Any], text: str, what: str) -> None:
        """Copy what is selected on a screen, or else `text`."""
        selected = screen.get_selected_text()
        self.copy(*((selected, "selection") if selected else (text, what)))

    @property
    def finder(self) -> Finder:
        """The search over the content as it is now; built at the first search."""
        from tui.search.finder import finder_of

        return finder_of(self.portfolio.documents)

    @property
    def is_settled(self) -> bool:
        """Whether all that was typed has done what it does."""
        return True

    # -- company

    def look_for_others(self) -> None:
        """Tell in the footer, from now on, how many others are here, where visitors are told."""
        if self.count_others is not None:
            self._look_at_others()
            self.set_interval(_OTHERS_SECONDS, self._look_at_others)

    def _look_at_others(self) -> None:
        assert self.count_others is not None
        if (count := self.count_others()) != self.others_here:
            self.others_here = count
            for keys in self.screen.query(KeyBar):
                keys.refresh()

    # -- leaving

    def drafts_now(self) -> Drafts:
        """What is typed and not sent, in every room that was opened."""
        return typed_in(screen for screen in opened_screens(self) if screen.name in SCREENS and screen.is_mounted)

    def keep_drafts(self) -> None:
        """Keep what is typed and not sent, on the visitor's own machine alone."""
        if self.local and (drafts := self.drafts | self.drafts_now()) != self._kept_drafts:
            write_drafts(self.settings.data_dir, drafts)
            self._kept_drafts = drafts

    def interrupt(self, code: int = 0) -> None:
        """Take Ctrl-C, or the signal for it: copy what is selected, stop the answer, or ask; the second press leaves.

        Where it leaves, the app returns `code`.
        """
        if selected := self.screen.get_selected_text():
            self.copy(selected, "selection")
        elif self.conversation.stop():
            self.notify("The answer is stopped.", timeout=AGAIN_SECONDS)
        elif self._presses.is_second():
            self.exit(return_code=code)
        else:
            lost = what_is_lost(self.drafts_now(), local=self.local)
            self.notify(f"Ctrl-C again leaves{lost}.", timeout=AGAIN_SECONDS, markup=False)

    def action_interrupt(self) -> None:
        """Take Ctrl-C."""
        self.interrupt()

    def action_suspend(self) -> None:
        """Suspend the program, or say why that is not possible."""
        if reason := why_it_stays(local=self.local, in_page=self.is_in_a_page):
            self.notify(reason, severity="warning", markup=False)
        else:
            self.action_suspend_process()

    @on(Driver.SignalResume)
    def _draw_anew(self) -> None:
        """Draw everything again: what the terminal showed is gone."""
        self.screen.refresh(layout=True)

    def on_heard(self, message: Heard) -> None:
        """Pass an event of the answer on to the rooms that listen."""
        self.heard.publish(message)

    # -- what it looks like

    def get_driver_class(self) -> type[Driver]:
        """Return a driver that asks the terminal for its background, where Textual would take its own for one."""
        usual = super().get_driver_class()
        if usual.__name__ != "LinuxDriver" or not is_patched():
            return usual
        from tui.terminal.local_driver import LocalDriver

        return LocalDriver

    @cached_property
    def available_themes(self) -> dict[str, Theme]:
        """Textual's themes and ours. Textual asks for them at every line that it draws."""
        return super().available_themes | {theme.name: theme for theme in self.themes}

    def register_theme(self, theme: Theme) -> None:
        """Take one more theme."""
        super().register_theme(theme)
        vars(self).pop("available_themes", None)

    @property
    def theme_names(self) -> tuple[str, ...]:
        """The themes to choose from: the owner's own, where there is one, and ours."""
        return theme_names(self.portfolio.profile.theme)

    def action_toggle_theme(self) -> None:
        """Change to the next theme, and remember it."""
        at = self.theme_names.index(self.theme) if self.theme in self.theme_names else -1
        self.use_theme(self.theme_names[(at + 1) % len(self.theme_names)])
        self.notify(theme_command(self.theme), timeout=2, markup=False)

    def on_background_told(self, message: BackgroundTold) -> None:
        """Follow the terminal's background, unless the visitor has chosen."""
        if not self._theme_is_chosen and self.portfolio.profile.theme is None:
            self.theme = self._theme_kept = (PAPER if message.light else INK).name

    @property
    def has_picture(self) -> bool:
        """Whether the owner has a portrait."""
        return self.portfolio.profile.portrait is not None

    def on_terminal_named(self, message: TerminalNamed) -> None:
        """Have the owner's picture drawn by the visitor's own terminal, where it can and its colours are whole."""
        whole = self.console.color_system == "truecolor" and not self.no_color
        self.draws_pictures = self.local and whole and draws_pictures(message.name)

    def use_theme(self, name: str) -> None:
        """Change to a theme; on the visitor's own machine it is remembered."""
        self.theme = self._theme_kept = name
        self._theme_is_chosen = True
        if self.local:
            self.preferences = Preferences(theme=name)
            self.preferences.write(self.settings.data_dir)

    def on_command_palette_option_highlighted(self, event: CommandPalette.OptionHighlighted) -> None:
        """Show a theme as soon as the palette's mark stands on it."""
        option = event.highlighted_event.option
        named = theme_of_command(option.hit.text or "") if isinstance(option, Command) else ""
        self.theme = named or self._theme_kept

    def on_command_palette_closed(self) -> None:
        """Go back to the theme that was kept: one that is chosen is kept first."""
        self.theme = self._theme_kept

    def get_line_filters(self) -> Sequence[LineFilter]:
        """With NO_COLOR send no colour at all, where Textual would send greys; choose among sixteen as the doors do."""
        usual = super().get_line_filters()
        if self.no_color:
            return [_PLAIN if isinstance(each, Monochrome) else each for each in usual]
        if self.local and not self.is_headless and self.console.color_system == "standard":
            from tui.terminal.colour import SIXTEEN

            return [*usual, SIXTEEN]
        return usual

    # -- what Textual would do to the host

    def open_url(self, url: str, *, new_tab: bool = True) -> None:  # noqa: ARG002 -- the signature is Textual's
        """Copy the address: the browser of the machine that runs the app may not be the visitor's."""
        self.open_href(url)
