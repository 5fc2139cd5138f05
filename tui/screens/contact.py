"""Contact: the links, the answers about hiring, and the form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, VerticalScroll
from textual.content import Content
from textual.types import CSSPathType
from textual.widget import Widget
from textual.widgets import Input, Static

from content.site_map import SCREENS
from engine.keep.inbox import Inbox, InboxError
from engine.keep.notices import notify_soon
from tui.navigation import RESUME_LINK, Place
from tui.screens.library import LibraryScreen
from tui.widgets.contact_form import ContactForm, Draft
from tui.widgets.contents import Contents
from tui.widgets.line_input import ways_from
from tui.widgets.preview import Preview
from tui.widgets.reader import Reader
from tui.widgets.shelf import Entry, Label, Shelf

MESSAGES_A_VISIT = 3

STORED = "What you write here and the time are kept for the owner of this portfolio, and nothing else about you."
STORED_HERE = "You run this copy yourself: the message and its time are kept in the inbox on this machine."


class ContactScreen(LibraryScreen):
    """Ways to reach the owner and answers on one side, the form on the other."""

    NAME = "contact"
    TITLE = SCREENS[NAME].title
    CSS_PATH: ClassVar[CSSPathType | None] = ["../styles/library.tcss", "../styles/contact.tcss"]
    SPLIT_FROM: ClassVar[int] = 160  # the form stands there, too
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "write", "write", id="contact.write"),
        Binding(
            "h", "app.fit", "fit a job", id="contact.fit", tooltip="Hold a job advertisement against this portfolio"
        ),
        Binding("R", "app.resume", "résumé", id="contact.resume", tooltip="All of this on a page or two"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._sent = 0
        self._begun = ""

    def compose_body(self) -> ComposeResult:
        """The invitation, the shelf beside a preview and the form; and the reader."""
        contact = self.portfolio.heading(self.NAME)
        with Horizontal(id="library"):
            with VerticalScroll(id="desk", can_focus=False):
                yield Static(Content(contact.title), id="invitation")
                yield Static(Content(contact.text), id="offer")
                with Horizontal(id="sides"):
                    yield Shelf(id="shelf", compact=True)
                    with Container(id="beside"):
                        yield Preview(id="preview")
                    note = STORED_HERE if self.portfolio_app.local else STORED
                    yield ContactForm(note, ways_from(self.NAME, self.portfolio.rooms))
            with Horizontal(id="page"):
                yield Reader(id="reader")
                yield Contents(id="contents")

    def items(self) -> Iterable[Entry | Label]:
        """The links that the owner has set, then the answers."""
        contact = self.portfolio.profile.contact
        if contact.links:
            yield Label("Reach me")
            for name, value in contact.links.items():
                address = f"mailto:{value}" if name == "email" else value
                yield Entry(address, value.removeprefix("https://").removesuffix("/"), name)
            yield Label("")
        if self.portfolio.hiring:
            yield Label("If you’re hiring")
        first = {link: place for place, link in enumerate(contact.first)}
        for answer in sorted(self.portfolio.hiring, key=lambda answer: first.get(answer.path, len(first))):
            yield Entry(answer.path, answer.title)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The form is beside the shelf, not beside an answer."""
        if action == "write":
            return not self.slug
        return super().check_action(action, parameters)

    def show_halves(self) -> None:
        """Show the desk, of which the shelf alone may stay beside an answer."""
        super().show_halves()
        self.query_one("#desk").display = self.shelf.display

    def open_place(self, place: Place) -> None:
        """Show an answer, the desk, or the résumé over it. Whoever comes to the desk may write at once."""
        written = self._field_in_focus()
        super().open_place(place)
        if not self.slug and place.line is None and (written or not self.has_class("-narrow")):  # there it lies below
            (written or self.query_one("#name")).focus()
        if place.anchor == RESUME_LINK:
            self.call_after_refresh(self.app.run_action, "app.resume")

    def place(self) -> Place:
        """The answer and the line in it, or the entry that is marked; the desk alone where something is written."""
        return Place(self.NAME) if self._field_in_focus() else super().place()

    def _field_in_focus(self) -> Widget | None:
        focused = self.focused
        return focused if focused is not None and self.query_one(ContactForm) in focused.ancestors else None

    def open_entry(self, entry: Entry) -> None:
        """Answers open; links go to the visitor's browser, or else to the clipboard."""
        if entry.path in self.portfolio.by_path:
            self.portfolio_app.open_link(entry.path)
        elif not self.portfolio_app.browse(entry.path):
            self.portfolio_app.copy(entry.path.removeprefix("mailto:"), entry.note)

    def begin(self, text: str) -> None:
        """Begin a message with `text` in it; what was written before stays above it."""
        self._begun = text
        if self.is_ready:
            self._put_begun()

    def on_mount(self) -> None:
        """Open the room, and begin the message that was to begin before it was there."""
        super().on_mount()
        self._put_begun()

    def _put_begun(self) -> None:
        if self._begun:
            self.query_one(ContactForm).add(self._begun)
            self._begun = ""
            self.call_after_refresh(self.action_write)  # the room begins in its shelf

    def action_write(self) -> None:
        """Go to the form."""
        self.query_one("#name", Input).focus()

    @on(ContactForm.Left)
    def _left(self) -> None:
        self.shelf.focus()

    @on(ContactForm.Sent)
    def _send(self, event: ContactForm.Sent) -> None:
        if self._sent >= MESSAGES_A_VISIT:
            self.query_one(ContactForm).say("Three messages are enough for one visit. Thank you.")
        else:
            self.shelf.focus()  # at once: what is typed next belongs there, however long the disk takes
            self.query_one(ContactForm).say("Sending …", good=True)
            self._keep(event.draft)

    @work(thread=True, exclusive=True, group="inbox", exit_on_error=False)
    def _keep(self, draft: Draft) -> None:
        """Write the message to the disk, out of the way of the screen."""
        try:
            message = Inbox.of(self.portfolio_app.settings).add(draft.name, draft.reach, draft.text)
        except InboxError as error:
            self.app.call_from_thread(self.query_one(ContactForm).say, f"It was not kept: {error}.")
        else:
            self.app.call_from_thread(self._kept, message.id)
            notify_soon(self.portfolio_app.settings, self.portfolio.profile.contact.email)

    def _kept(self, number: int) -> None:
        self._sent += 1
        self.query_one(ContactForm).clear(f"Thank you. Your message is kept, as number {number}.")
