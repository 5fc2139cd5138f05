"""The box in which a visitor asks: several lines, with the questions before at hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from tui.widgets.line_input import ASK_ME, COMMAND_KEY

_ELSEWHERE = "i types a question here"
"""Stands in the empty box while keys go elsewhere."""

_EMPTY = "Type a question; ⇥ leads to what is offered above"
"""Stands in the box once Enter was pressed with nothing typed."""


class AskBox(TextArea):
    """Takes one question. Enter asks, ctrl+j breaks the line; ↑ in the first line brings earlier questions back.

    While it is empty, `ways` lead elsewhere, if they are all that is typed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "ask", id="ask-box.submit"),
        Binding("ctrl+j,shift+enter,alt+enter", "new_line", "new line", show=False, id="ask-box.new-line"),
        Binding("escape", "clear", "clear", id="ask-box.clear"),
        Binding("up", "earlier", "earlier question", show=False, id="ask-box.earlier"),
        Binding("down", "later", "later question", show=False, id="ask-box.later"),
        Binding("ctrl+x", "trace", "x-ray", id="ask-box.trace", tooltip="How this answer was made, stage by stage"),
    ]

    @dataclass
    class Submitted(Message):
        """A question was asked."""

        box: AskBox
        question: str

        @property
        def control(self) -> AskBox:
            """The box."""
            return self.box

    def __init__(self, limit: int, ways: Collection[str] = (), *, id: str | None = None) -> None:
        super().__init__(
            id=id, placeholder=ASK_ME, soft_wrap=True, show_line_numbers=False, compact=True,
            highlight_cursor_line=False, tab_behavior="focus",
        )  # fmt: skip
        self.cursor_blink = False
        self._limit, self._ways = limit, ways
        self._past: tuple[str, ...] = ()
        self._at = 0
        self._draft = ""

    def remember(self, questions: Sequence[str]) -> None:
        """Keep the questions before at hand, oldest first."""
        self._past = tuple(questions)
        self._at = len(self._past)

    # -- what is typed

    def may_lead(self, key: str) -> bool:
        """Whether a key leads elsewhere if nothing is typed after it."""
        return not self.text and key in self._ways

    def begin(self, character: str) -> None:
        """Type the key, as a text begins."""
        self._type(character)

    def take_back(self) -> None:
        """Take it back: it leads elsewhere."""
        self.text = ""

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """Leave the ways to other places alone while there is nothing typed."""
        leads = self.may_lead(key) or (key == COMMAND_KEY and not self.text)
        return not leads and super().check_consume_key(key, character)

    async def on_key(self, event: events.Key) -> None:
        """Ask with Enter; type nothing that leads elsewhere, or that is more than a question may hold."""
        if event.key == "enter":  # not by the binding, which is looked up before the keys typed ahead have arrived
            event.prevent_default()
            event.stop()
            self.action_submit()
        elif event.is_printable and not self.check_consume_key(event.key, event.character):
            event.prevent_default()  # TextArea would type it; the key bubbles on to the rooms instead
        elif event.is_printable and len(self.text) >= self._limit and self.selection.is_empty:
            event.prevent_default()
            event.stop()
            self._say_full()

    async def on_paste(self, event: events.Paste) -> None:
        """Take as much of what is pasted as a question may hold."""
        event.prevent_default()
        event.stop()
        room = self._limit - len(self.text) + len(self.selected_text)
        if room < len(event.text):
            self._say_full()
        self._type(event.text[: max(0, room)])

    def _type(self, text: str) -> None:
        self.replace(text, *self.selection, maintain_selection_offset=False)

    def _say_full(self) -> None:
        self.notify(f"A question may have {self._limit} characters.", severity="warning", timeout=3, markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """With nothing typed there is nothing to ask, to clear or to walk through: Esc leads back then, and → on."""
        if action == "submit":
            return bool(self.text.strip())
        if action in ("clear", "cursor_right"):
            return bool(self.text)
        if action == "trace":
            return not self.text and bool(self.screen.check_action("trace", ()))
        return super().check_action(action, parameters)

    def on_focus(self) -> None:
        """Say what the box takes."""
        self.placeholder = ASK_ME

    def on_blur(self) -> None:
        """Say how one goes on typing: letters are keys elsewhere."""
        self.placeholder = _ELSEWHERE

    def on_text_area_changed(self) -> None:
        """Let the footer follow: some keys work only while nothing is typed."""
        self.screen.refresh_bindings()

    # -- keys

    def action_submit(self) -> None:
        """Ask; with nothing typed, say what the box takes."""
        question = self.text
        if not question.strip():
            self.placeholder = _EMPTY
        else:
            self.text = ""
            self.post_message(self.Submitted(self, question))

    async def action_trace(self) -> None:
        """Look into the newest answer."""
        await self.screen.run_action("trace")

    def action_new_line(self) -> None:
        """Break the line."""
        if len(self.text) < self._limit:
            self._type("\n")

    def action_clear(self) -> None:
        """Take back what was typed."""
        self.text = ""
        self._at = len(self._past)

    def action_earlier(self) -> None:
        """Bring the question before back, from the first line; elsewhere go a line up."""
        if not self.cursor_at_first_line:
            self.action_cursor_up()
        elif self._at > 0:
            if self._at == len(self._past):
                self._draft = self.text
            self._at -= 1
            self._bring_back(self._past[self._at])
        elif not self._past:
            raise SkipAction()

    def action_later(self) -> None:
        """Bring the question after back, from the last line; behind the last one, what was being typed."""
        if not self.cursor_at_last_line:
            self.action_cursor_down()
        elif self._at < len(self._past):
            self._at += 1
            self._bring_back(self._past[self._at] if self._at < len(self._past) else self._draft)

    def _bring_back(self, text: str) -> None:
        self.text = text
        self.move_cursor(self.document.end)
