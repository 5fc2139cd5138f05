"""Ask: the assistant, sentence by sentence."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from engine.events import Sentence, Waiting
from tui.conversation import Exchange, Heard
from tui.prose.page import Block, Gap, Links, Text, Title
from tui.screens.base import Room
from tui.widgets.ask_input import AskInput
from tui.widgets.reader import Reader


class AskScreen(Room):
    """The conversation, and the line in which to ask."""

    NAME = "ask"
    TITLE = "Ask"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "stop_or_back", "stop or back", id="ask.stop")]

    def compose_body(self) -> ComposeResult:
        """The conversation above, the question below."""
        yield Reader(id="reader")
        yield AskInput(self.portfolio_app.settings.question_limit, id="question")

    def on_mount(self) -> None:
        """Follow the answers."""
        super().on_mount()
        self.portfolio_app.heard.subscribe(self, self._heard, immediate=True)
        self._show()
        self.query_one(AskInput).focus()

    def _heard(self, _: Heard) -> None:
        self._show()

    def _show(self) -> None:
        blocks: list[Block] = []
        for exchange in self.portfolio_app.conversation.exchanges:
            blocks += _exchange_blocks(exchange)
        if not blocks:
            assistant = self.portfolio.profile.assistant
            blocks = [Title(assistant.title), Gap(), Text(assistant.text)]
        self.query_one(Reader).show(blocks, line=10**6)

    async def action_stop_or_back(self) -> None:
        """Stop the answer that is being made; go back where there is none."""
        if not self.portfolio_app.conversation.stop():
            await self.portfolio_app.action_back()

    @on(Input.Submitted)
    def _ask(self, event: Input.Submitted) -> None:
        if event.value.strip():
            event.input.clear()
            self.portfolio_app.ask(event.value)
            self._show()

    @on(Reader.LinkOpened)
    def _follow(self, event: Reader.LinkOpened) -> None:
        self.portfolio_app.open_href(event.href)


def _exchange_blocks(exchange: Exchange) -> list[Block]:
    blocks: list[Block] = [Title(exchange.question, 2), Gap()]
    shown = [event.text for event in exchange.events if isinstance(event, Sentence) and event.shown]
    blocks.append(Text(exchange.answer.text if exchange.answer else " ".join(shown)))
    if exchange.answer:
        cited = tuple(
            (f"[{item.number}] {item.title}: {item.section}", item.link) for item in exchange.answer.citations
        )
        blocks += [Gap(), Links(cited), Links(tuple((step.label, step.link) for step in exchange.answer.next_steps))]
    elif exchange.fault:
        blocks.append(Text(str(exchange.fault), "muted"))
    elif exchange.stopped:
        blocks.append(Text("Stopped.", "muted"))
    else:
        waiting = next((event for event in reversed(exchange.events) if isinstance(event, Waiting)), None)
        working = f"Your place in the queue: {waiting.place}" if waiting and not shown else "…"
        blocks.append(Text(working, "muted"))
    return [*blocks, Gap()]
