"""The form that leaves a message for the owner."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Button, Input, Static, TextArea

from engine.keep.inbox import NAME_LIMIT, REACH_LIMIT, TEXT_LIMIT
from tui.widgets.line_input import LineInput

REACHABLE = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|https?://\S+|\S+\.\S{2,}/\S+|@\S{2,}")
DIGITS = 6
"""A telephone number has at least so many digits."""
_OWN_WORDS = 400
"""Characters that are left for words of a visitor's own where something long is put into the message."""
_MORE = "[…]"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is in the form."""

    name: str
    reach: str
    text: str

    @property
    def faults(self) -> dict[str, str]:
        """What is still wrong, by field, in the order of the form."""
        faults = {}
        if not self.name.strip():
            faults["name"] = "Your name is missing."
        if not self.reach.strip():
            faults["reach"] = "How can you be reached?"
        elif not REACHABLE.search(self.reach) and sum(char.isdigit() for char in self.reach) < DIGITS:
            faults["reach"] = "E-mail, number or link, please."
        if not self.text.strip():
            faults["text"] = "The message is empty."
        return faults


class MessageArea(TextArea):
    """Takes the message. Enter sends it, as it asks a question; ctrl+j breaks the line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "send", "send", id="message.send"),
        Binding("ctrl+j,shift+enter,alt+enter", "new_line", "new line", key_display="^j", id="message.new-line"),
    ]

    class Finished(Message):
        """The visitor has written the message."""

    def __init__(self) -> None:
        super().__init__(
            id="text", placeholder="Your message", soft_wrap=True, show_line_numbers=False, compact=True,
            highlight_cursor_line=False, tab_behavior="focus",
        )  # fmt: skip
        self.cursor_blink = False

    async def on_key(self, event: events.Key) -> None:
        """Take Enter before TextArea breaks the line with it."""
        if event.key == "enter":
            event.prevent_default()
            event.stop()
            self.action_send()

    def action_send(self) -> None:
        """Send the message."""
        self.post_message(self.Finished())

    def action_new_line(self) -> None:
        """Break the line."""
        self.replace("\n", *self.selection, maintain_selection_offset=False)


class ContactForm(Vertical):
    """Name, how to reach the visitor, and the message; checked as it is typed. Posts `Sent` with a whole draft.

    While no name is typed, `ways` lead elsewhere; a telephone number or a message may begin with them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "send", "send", id="contact.send"),
        Binding("escape", "leave", "answers", id="contact.leave", tooltip="Leave the form; what is typed stays"),
    ]

    @dataclass
    class Sent(Message):
        """The visitor sent the form."""

        draft: Draft

    class Left(Message):
        """The visitor left the form by key."""

    def __init__(self, note: str, ways: Collection[str] = ()) -> None:
        super().__init__(id="form")
        self._note, self._ways = note, ways
        self._touched: set[str] = set()

    def compose(self) -> ComposeResult:
        """Three fields, what is wrong with them, and the button."""
        yield _input("name", "Your name", NAME_LIMIT, self._ways)
        yield _input("reach", "E-mail, telephone or a link", REACH_LIMIT)
        yield MessageArea()
        yield Static(id="status", markup=False)
        yield Button("Send", id="send")
        yield Static(self._note, id="note", markup=False)

    def on_mount(self) -> None:
        """Begin with the word on how much fits."""
        self._check()

    def on_descendant_focus(self) -> None:
        """Show the whole form, with what it has to say, where it is one of the things below each other."""
        self.scroll_visible(animate=False, top=True)

    @property
    def draft(self) -> Draft:
        """What is in the form now."""
        name, reach = (self.query_one(f"#{field}", Input).value for field in ("name", "reach"))
        return Draft(name, reach, self.query_one(TextArea).text)

    def add(self, text: str) -> None:
        """Put `text` below what stands in the message.

        What does not fit is cut at the end of a line, with room left for words of the visitor's own, and it is said.
        """
        field = self.query_one(TextArea)
        before = f"{field.text}\n\n" if field.text else ""
        text = "\n".join(text.splitlines()).strip()  # a terminal pastes lines that end otherwise, which no inbox keeps
        room = TEXT_LIMIT - len(before)
        if len(text) > room:
            begun = text[: max(0, room - _OWN_WORDS)]
            text = "\n".join((begun.rpartition("\n")[0] or begun, _MORE))
            self.notify(f"A message has room for its beginning: {_MORE} stands for the rest.", markup=False)
        field.load_text(f"{before}{text}"[:TEXT_LIMIT])

    def clear(self, status: str) -> None:
        """Empty the form and say what became of the message."""
        self.query_one("#name", Input).clear()
        self.query_one("#reach", Input).clear()
        self.query_one(TextArea).clear()
        self._touched.clear()
        self.say(status, good=True)

    def say(self, status: str, *, good: bool = False) -> None:
        """Write a sentence below the fields."""
        line = self.query_one("#status", Static)
        line.update(status)
        line.set_class(good, "-good")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._touch(event.input.id or "", bool(event.value))

    @on(TextArea.Changed)
    def _written(self, event: TextArea.Changed) -> None:
        if len(event.text_area.text) > TEXT_LIMIT:
            event.text_area.load_text(event.text_area.text[:TEXT_LIMIT])
            event.text_area.move_cursor(event.text_area.document.end)
        self._touch("text", bool(event.text_area.text))

    @on(Input.Submitted)
    def _next(self) -> None:
        self.screen.focus_next()

    def _touch(self, field: str, filled: bool) -> None:
        if filled or field in self._touched:
            self._touched.add(field)
            self._check()

    def _check(self) -> None:
        """Say the first thing that is wrong with a field that was touched; mark all of those."""
        faults = {field: fault for field, fault in self.draft.faults.items() if field in self._touched}
        for field in ("name", "reach", "text"):
            self.query_one(f"#{field}").set_class(field in faults, "-faulty")
        left = TEXT_LIMIT - len(self.query_one(TextArea).text)
        self.say(next(iter(faults.values()), f"{left:,} characters left" if self._touched else ""))

    @on(Button.Pressed)
    @on(MessageArea.Finished)
    def _pressed(self) -> None:
        self.action_send()

    def action_send(self) -> None:
        """Send the message, or go to the first field that is not right yet."""
        draft = self.draft
        self._touched = {"name", "reach", "text"}
        self._check()
        if draft.faults:
            self.query_one(f"#{next(iter(draft.faults))}").focus()
        else:
            self.post_message(self.Sent(draft))

    def action_leave(self) -> None:
        """Leave the form; what is typed stays."""
        self.post_message(self.Left())


def _input(field: str, placeholder: str, limit: int, ways: Collection[str] = ()) -> Input:
    field_input = LineInput(
        placeholder=placeholder, max_length=limit, id=field, select_on_focus=False, compact=True, ways=ways
    )
    field_input.cursor_blink = False
    return field_input
