"""Ask: the assistant, sentence by sentence, each with the place that it comes from."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.types import CSSPathType

from content.site_map import SCREENS
from engine.events import Drafted, Sentence
from engine.llama.installation import Installation, installation
from engine.tokenize.checks import QuestionError, check_question
from tui.answers.beside import anchor_of_source, has_sources, said_from, searched_blocks, source_blocks, xray_blocks
from tui.answers.conversation import Heard
from tui.answers.exchange_page import CITE, transcript_of
from tui.answers.follow_ups import OFFERED, follow_ups, tell_more
from tui.answers.transcripts import save
from tui.drawing.prose.page import Block, Gap, Links, Text, Title, set_made
from tui.exchange import Exchange
from tui.navigation import Place, parse_place
from tui.screens.split import SplitScreen
from tui.widgets.ask_box import AskBox
from tui.widgets.dialogue import Dialogue
from tui.widgets.line_input import ways_from
from tui.widgets.reader import Reader
from tui.widgets.stage_reader import StagePreview

REDRAW = 1 / 12
"""Seconds between two drawings of a draft."""
_LOOK = 1.0
"""Seconds between two looks at how far llama.cpp is, while it is being installed."""
FADE = 1.5
"""Seconds for which a withheld sentence is still seen."""


class AskScreen(SplitScreen):
    """The conversation, and the box in which to ask."""

    NAME = "ask"
    TITLE = SCREENS[NAME].title
    CSS_PATH: ClassVar[CSSPathType | None] = ["../styles/ask.tcss", "../styles/stages.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "stop", id="ask.stop"),
        Binding("escape", "app.back", "back", id="ask.back"),
        Binding(
            "tab", "read", "sources", id="ask.read", tooltip="To the answer, where the number of a source opens it"
        ),
        Binding("tab", "app.focus_next", "next", show=False, id="ask.focus-next"),
        Binding("right", "beside", "beside", id="ask.beside", tooltip="To what stands beside the answer"),
        Binding("ctrl+x", "trace", "x-ray", show=False, id="ask.trace",
                tooltip="How this answer was made, on the Pipeline screen"),
        Binding("i", "ask", "ask", id="ask.write", tooltip="Back to the question line"),
        Binding("m", "more", "more", show=False, id="ask.more", tooltip="Tell more, below this answer"),
        Binding(
            "Y", "copy_all", "copy all", show=False, id="ask.copy-all", tooltip="Copy the conversation as Markdown"
        ),
        Binding("S", "card", "card", show=False, id="ask.card", tooltip="Save the newest answer as a picture (SVG)"),
        Binding("s,ctrl+s", "save", "save", show=False, id="ask.save", tooltip="Save the conversation as Markdown"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._pending = False
        self._in_view = True
        self._offered: object = None
        self._installing: Installation | None = None
        self._beside: object = None
        self._xray = False

    def compose_body(self) -> ComposeResult:
        """The conversation with its sources above, the question below."""
        with Horizontal(id="talk"):
            yield Dialogue(id="dialogue")
            with Container(id="beside"):
                yield StagePreview(id="preview")
        ways = ways_from(self.NAME, self.portfolio.rooms, has_tour=self.portfolio.has_tour)
        yield AskBox(self.portfolio_app.settings.question_limit, ways, id="question")

    def on_mount(self) -> None:
        """Follow the answers."""
        super().on_mount()
        self.portfolio_app.heard.subscribe(self, self._heard, immediate=True)
        if self.portfolio_app.local and (now := installation()) is not None:
            self._installing = now
            self._looking = self.set_interval(_LOOK, self._look_at_installation)
        self._show(follow=True)
        self.box.focus()

    @property
    def dialogue(self) -> Dialogue:
        """The conversation."""
        return self.query_one(Dialogue)

    @property
    def beside(self) -> StagePreview:
        """What stands beside the conversation."""
        return self.query_one(StagePreview)

    @property
    def box(self) -> AskBox:
        """The box in which to ask."""
        return self.query_one(AskBox)

    @property
    def turns(self) -> list[Exchange]:
        """What was asked, oldest first."""
        return self.portfolio_app.conversation.turns

    # -- places

    def open_place(self, place: Place) -> None:
        """Come back to a line of the conversation."""
        if place.line is not None:
            self.dialogue.scroll_to(y=place.line, animate=False, force=True, immediate=True)

    def come_by_key(self) -> None:
        """Whoever comes by the room's own key goes on typing; Esc leads back to the line that was read."""
        if self.is_ready:
            self.box.focus()

    def place(self) -> Place:
        """The line of the conversation that is read."""
        return Place(self.NAME, line=self.dialogue.line)

    def copyable(self) -> tuple[str, str]:
        """The newest answer with its sources, as Markdown."""
        answered = [turn for turn in self.turns if turn.answer is not None]
        return (transcript_of(answered[-1:]), "the answer") if answered else (self.NAME, "link")

    def on_screen_suspend(self) -> None:
        """Nothing is drawn out of view."""
        self._in_view = False

    def on_screen_resume(self) -> None:
        """Catch up with what came meanwhile."""
        self._in_view = True
        if self.is_mounted:
            self._show()

    # -- what is shown

    def _heard(self, message: Heard) -> None:
        if not self._in_view or message.exchange not in self.turns:
            return
        event = message.event
        if isinstance(event, Drafted):
            self._draw_soon()
            return
        if isinstance(event, Sentence) and not event.shown and self.app.animation_level != "none":
            self._fade(message.exchange)
        self._show()

    def _fade(self, exchange: Exchange) -> None:
        place = len(self.dialogue.record_of(exchange).sentences) - 1
        self.dialogue.fade(exchange, place)

        def gone() -> None:
            self.dialogue.faded(exchange, place)
            self._redraw()

        self.set_timer(FADE, gone)

    def _draw_soon(self) -> None:
        """Draw once for all the tokens that come until then."""
        if not self._pending:
            self._pending = True
            self.set_timer(REDRAW, self._draw_draft)

    def _draw_draft(self) -> None:
        self._pending = False
        current = self.turns[-1] if self.turns else None
        if self._in_view and self.is_mounted and current is not None and current.is_running:
            if self.dialogue.is_behind(current):
                self._show()
            self._draw_soon()

    def _look_at_installation(self) -> None:
        now = installation()
        if now is None:
            self._looking.stop()
        if now != self._installing:
            self._installing = now
            self._redraw()

    def _redraw(self) -> None:
        if self._in_view and self.is_mounted:
            self._show()

    def _show(self, *, follow: bool = False) -> None:
        turns = self.turns
        self.dialogue.show_exchanges(turns, self._tail(turns), follow=follow)
        self.box.remember([turn.question for turn in turns])
        self._show_beside()
        offered = (len(turns), self.portfolio_app.conversation.is_running, tuple(self._citations()))
        if offered != self._offered:  # asking every binding whether it is on takes longer than drawing a draft
            self._offered = offered
            self.refresh_bindings()

    def action_split(self) -> None:
        """Turn from the sources to the x-ray, from there to nothing beside, and to the sources again."""
        turned = self.is_split and not self._xray and bool(self.turns)
        self._xray, self._beside = turned, None
        self._show_beside() if turned else super().action_split()

    def show_halves(self) -> None:
        """Show the sources of the newest answer or its x-ray, where they are wanted."""
        if not self.is_split and self.beside.has_focus:
            self.action_read()
        self.query_one("#beside").display = self.is_split
        self._show_beside()

    def _show_beside(self) -> None:
        """Show what the newest answer was made of, as soon as that is known; before that, what is searched."""
        if not self.is_split:
            return
        record = self.dialogue.record_of(self.turns[-1]) if self.turns else None
        come = (len(record.passages), len(record.sentences), bool(record.answer)) if record else ()
        known = (len(self.turns), self._xray, come)
        if known != self._beside:
            self._beside = known
            made_of = xray_blocks if self._xray else source_blocks
            told = record if record and (self._xray or has_sources(record)) else None
            blocks = partial(made_of, told) if told else partial(searched_blocks, self.portfolio)
            self.beside.follow(partial(set_made, blocks), now=True)

    @on(Dialogue.Pointed)
    def _follow_citation(self, event: Dialogue.Pointed) -> None:
        """Show the source that is pointed at, with what was said from it lit."""
        if not self.is_split or not event.href.startswith(CITE):
            return
        turn, sentence, number = event.href.removeprefix(CITE).split(":")
        if int(turn) < len(self.turns):
            record = self.dialogue.record_of(self.turns[int(turn)])
            words = said_from(record, int(number), sentence)
            blocks, anchor = (xray_blocks, "stream") if self._xray else (source_blocks, anchor_of_source(int(number)))
            self.beside.follow(partial(set_made, partial(blocks, record)), anchor, words)
            self._beside = None if int(turn) < len(self.turns) - 1 else self._beside

    def _tail(self, turns: list[Exchange]) -> list[Block]:
        """What stands below the newest answer: the questions that are near to it, or an invitation."""
        if turns and turns[-1].is_running:
            return []
        asked = [turn.question for turn in turns]
        more = [tell_more(self.portfolio)] if self._has_more() else []
        found = follow_ups(self.portfolio, asked, turns[-1].answer if turns else None, OFFERED - len(more))
        questions = [*more, *found]
        links = Links(tuple((question, f"ask:{question}") for question in questions), "›")
        waiting: list[Block] = [Text(_waits_for(self._installing), "muted"), Gap()] if self._installing else []
        if turns:
            return [*waiting, links] if questions else waiting
        assistant = self.portfolio.profile.assistant
        said: list[Block] = [Text(assistant.text), Gap()] if assistant.text else []
        return [Title(assistant.title or self.title or ""), Gap(), *said, *waiting, *([links] if questions else [])]

    # -- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only the keys that do something now."""
        if action == "cite":
            return int(str(parameters[0])) in self._citations()
        offered = {
            "stop": self.portfolio_app.conversation.is_running,
            "read": isinstance(self.focused, StagePreview)
            or (isinstance(self.focused, AskBox) and bool(self._citations())),
            "beside": self.is_split and not isinstance(self.focused, StagePreview),
            "trace": bool(self.turns),
            "ask": not isinstance(self.focused, AskBox),
            "more": self._has_more(),
            "copy_all": bool(self.turns),
            "card": any(turn.answer for turn in self.turns) and self.portfolio_app.local,
            "save": bool(self.turns) and self.portfolio_app.local,
        }
        return offered[action] if action in offered else super().check_action(action, parameters)

    def _citations(self) -> dict[int, str]:
        """The sources of what the newest answer has said so far: their links by number."""
        if not self.turns or not self.query(Dialogue):  # the keys are shown before the room is composed
            return {}
        record = self.dialogue.record_of(self.turns[-1])
        return {number: passage.link for number, passage in record.sources.items()}

    def action_stop(self) -> None:
        """Stop the answer that is being made."""
        self.portfolio_app.conversation.stop()

    def action_read(self) -> None:
        """Go to the answer."""
        self.dialogue.focus()

    def action_beside(self) -> None:
        """Go to what stands beside the answer."""
        self.beside.focus()

    def action_cite(self, number: int) -> None:
        """Open a source of the newest answer."""
        self._open_source(self.turns[-1], number)

    def _open_source(self, turn: Exchange, number: int, sentence: str = "-") -> None:
        """Open a passage in its screen, with what was said from it lit."""
        record = self.dialogue.record_of(turn)
        source = record.sources.get(number)
        place = parse_place(source.link) if source else None
        if place is None:
            return
        self.portfolio_app.go(replace(place, words=said_from(record, number, sentence)))

    def action_trace(self) -> None:
        """Look into the newest answer."""
        self._open_trace(len(self.turns) - 1)

    def _open_trace(self, number: int) -> None:
        if 0 <= number < len(self.turns):
            self.portfolio_app.conversation.look_at(self.turns[number])
            self.portfolio_app.go(Place("pipeline"))

    def _has_more(self) -> bool:
        """Whether the newest answer is from the portfolio, where more may stand below it."""
        answer = self.turns[-1].answer if self.turns else None
        return answer is not None and bool(answer.citations)

    def action_more(self) -> None:
        """Go on below the newest answer."""
        self._ask(tell_more(self.portfolio))

    def action_ask(self) -> None:
        """Go on typing."""
        self.box.focus()

    def action_copy_all(self) -> None:
        """Copy the conversation."""
        self.portfolio_app.copy(transcript_of(self.turns), "the conversation")

    def action_save(self) -> None:
        """Save the conversation as a file of the visitor's own."""
        try:
            path = save(transcript_of(self.turns), self.portfolio_app.settings.data_dir, datetime.now())
        except OSError as error:
            self.notify(f"The conversation is not saved: {error}", severity="error", markup=False)
        else:
            self.notify(f"Saved: {path}", timeout=5, markup=False)

    def action_card(self) -> None:
        """Save the newest answer, with its sources, as a picture in the folder that the program runs in."""
        from content.exporters.documents import owner_of
        from content.files import write_beside
        from tui.answers.answer_card import answer_card

        turn = next(turn for turn in reversed(self.turns) if turn.answer is not None)
        try:
            card = answer_card(self.dialogue.record_of(turn), owner_of(self.portfolio))
            path = write_beside("answer", "svg", card)
        except OSError as error:
            self.notify(f"The card is not saved: {error.strerror or error}.", severity="warning", markup=False)
        else:
            self.notify(f"Saved: {path}", timeout=5, markup=False)

    # -- what the widgets say

    @on(AskBox.Submitted)
    def _submitted(self, event: AskBox.Submitted) -> None:
        self._ask(event.question)

    def _ask(self, text: str) -> None:
        try:
            question = check_question(text)
        except QuestionError as error:
            said = str(error)
            self.notify(f"{said[:1].upper()}{said[1:]}.", severity="warning", markup=False)
            return
        self.portfolio_app.ask(question)
        self._show(follow=True)

    @on(Reader.LinkOpened)
    def _follow(self, event: Reader.LinkOpened) -> None:
        kind, _, rest = event.href.partition(":")
        match kind:
            case "ask":
                self._ask(rest)
            case "trace":
                self._open_trace(int(rest))
            case "cite":
                number, sentence, cited = rest.split(":")
                if int(number) < len(self.turns):
                    self._open_source(self.turns[int(number)], int(cited), sentence)
            case _:
                self.portfolio_app.open_href(event.href)


def _waits_for(now: Installation) -> str:
    """Say how far llama.cpp is, without which no question is answered."""
    if now.failed:
        return f"{now}. `scripts/run` tries again."
    return f"{now}. All can be read meanwhile, and what is asked now is answered as soon as that is done."
