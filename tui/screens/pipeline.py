"""Pipeline: the five stages behind an answer, each with its explanation and with the data of a real question."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer
from textual.types import CSSPathType
from textual.widgets import Static

from content.site_map import SCREENS
from engine.events import STAGES, Answer, Stage
from tui.answers.conversation import Heard
from tui.drawing.prose.page import Block, Page, set_page
from tui.drawing.trace import comparison, generate
from tui.drawing.trace.boxes import boxes_of
from tui.drawing.trace.record import AnswerRecord, clean
from tui.drawing.trace.stages import data_of
from tui.exchange import Exchange
from tui.navigation import Place
from tui.overlays.run_again import RunAgain, Wish
from tui.screens.base import RoomScreen
from tui.screens.pipeline_pages import explanation, introduction, invitation
from tui.widgets.reader import Reader
from tui.widgets.stage_boxes import StageBoxes
from tui.widgets.stage_reader import STAGE_KEYS as STAGE_KEYS
from tui.widgets.stage_reader import StageReader

_FRAME = 1 / 4
"""Seconds between two drawings of an answer that is being made; drawing takes time from the model."""
TRACE_KEYS = Binding.Group("question", compact=True)


class PipelineScreen(RoomScreen):
    """Five boxes; below them the explanation of one stage and its live data, side by side where there is room."""

    NAME = "pipeline"
    TITLE = SCREENS[NAME].title
    CSS_PATH: ClassVar[CSSPathType | None] = ["../styles/pipeline.tcss", "../styles/stages.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "stage(-1)", "stage before", group=STAGE_KEYS, id="pipeline.previous"),
        Binding("right", "stage(1)", "next stage", group=STAGE_KEYS, id="pipeline.next"),
        Binding("e", "explain", "explain", id="pipeline.explain", tooltip="Explanation or live data, where one fits"),
        Binding("r", "run", "run", id="pipeline.run", tooltip="Ask, or ask again with another model or more passages"),
        Binding("c", "compare", "compare", id="pipeline.compare", tooltip="Both answers side by side, or one"),
        Binding("escape", "stop", "stop", id="pipeline.stop", tooltip="Stop the answer that is being made"),
        Binding("escape", "app.back", "back", id="room.back"),
        Binding("left_square_bracket", "trace(-1)", "question before", group=TRACE_KEYS, id="pipeline.older"),
        Binding("right_square_bracket", "trace(1)", "next question", group=TRACE_KEYS, id="pipeline.newer"),
        Binding("tab", "token(1)", "next token", show=False, id="pipeline.next-token"),
        Binding("shift+tab", "token(-1)", "token before", show=False, id="pipeline.previous-token"),
        Binding("tab", "app.focus_next", "next", show=False, id="pipeline.focus-next"),
        Binding("shift+tab", "app.focus_previous", "previous", show=False, id="pipeline.focus-previous"),
    ]

    stage: reactive[Stage] = reactive(STAGES[0])

    def __init__(self) -> None:
        super().__init__()
        self._exchange: Exchange | None = None
        self._record: AnswerRecord | None = None
        self._beside: AnswerRecord | None = None
        self._comparing = False
        self._following = True
        self._token: int | None = None
        self._frames: Timer | None = None
        self._in_view = True
        self._offered: object = None
        self._explained: dict[tuple[Stage, int], Page] = {}

    def compose_body(self) -> ComposeResult:
        """The question, the boxes, and the two sides."""
        yield Static(id="asked", markup=False)
        yield StageBoxes(id="stages")
        with Horizontal(id="sides"):
            yield StageReader(id="data")
            yield StageReader(id="explanation")

    def on_mount(self) -> None:
        """Show the newest answer, and follow those that come."""
        super().on_mount()
        self.portfolio_app.heard.subscribe(self, self._heard, immediate=True)
        if not self.explanation.page.lines:
            self._explain()
        self._look()
        self.data.focus()

    @property
    def data(self) -> StageReader:
        """The live data."""
        return self.query_one("#data", StageReader)

    @property
    def explanation(self) -> Reader:
        """The explanation."""
        return self.query_one("#explanation", Reader)

    @property
    def exchanges(self) -> list[Exchange]:
        """The last answers, oldest first."""
        return self.portfolio_app.conversation.exchanges

    @property
    def is_wide(self) -> bool:
        """Whether both sides fit."""
        return self.has_class("-wide") or self.has_class("-huge")

    # -- places

    def open_place(self, place: Place) -> None:
        """Select a stage and explain it; without one, show the data of the newest answer."""
        if place.slug in STAGES:
            self.stage = place.slug
            self._following = False
            self.set_class(place.line is None, "-explaining")
            self._explain(place.anchor, place.line, place.words)
            (self.explanation if self.has_class("-explaining") else self.data).focus()
        elif place.words:  # of the room's own words, which live data has taken the place of
            self._following = False
            self.add_class("-explaining")
            self.explanation.show_page(partial(set_page, tuple(introduction(self.portfolio))), words=place.words)
            self.explanation.focus()
        else:
            self._look(newest=True)

    def place(self) -> Place:
        """The stage that is selected, and whether it is explained."""
        reading = self.has_class("-explaining") or not self.exchanges
        return Place(self.NAME, self.stage if reading else "", line=self.explanation.line if reading else None)

    def crumb_titles(self) -> tuple[str, ...]:
        """The room and the stage."""
        side = "explained" if self.has_class("-explaining") else "live data" if self._record else ""
        return (self.title or "", self._titles()[self.stage], "" if self.is_wide else side)

    def copyable(self) -> tuple[str, str]:
        """The live data as text, or a link to the stage."""
        if self._record is not None and not self.has_class("-explaining"):
            return self.data.text, "the live data"
        return f"pipeline/{self.stage}", "link"

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 -- the base has its own, which Textual calls too
        """Say which side is shown, where only one fits."""
        self.call_after_refresh(self.update_crumbs)

    def on_screen_suspend(self) -> None:
        """Nothing moves out of view."""
        self._in_view = False
        self._move(False)

    def on_screen_resume(self) -> None:
        """Catch up with what came meanwhile."""
        self._in_view = True
        if self.is_mounted:
            self._look(newest=bool(self.exchanges) and self.exchanges[-1].is_running)

    # -- what is shown

    def _heard(self, message: Heard) -> None:
        if not self._in_view:
            return
        if message.exchange is not self._exchange and message.exchange is self.exchanges[-1]:
            self._take(message.exchange)
            self._following = True  # even where the answer is over already: it came in one burst
            self._look()
        elif message.event is None or isinstance(message.event, Answer):  # all else is drawn with the next frame
            self._show()

    def _frame(self) -> None:
        """Draw what has come since the last frame."""
        if self.app.animation_level != "none":
            self.query_one(StageBoxes).step()
        if self._record is not None and self._record.is_behind:
            self._show()

    def _move(self, moving: bool) -> None:
        """Draw frames, or leave off."""
        if moving and self._frames is None:
            self._frames = self.set_interval(_FRAME, self._frame)
        elif not moving and self._frames is not None:
            self._frames.stop()
            self._frames = None

    def _look(self, *, newest: bool = False) -> None:
        """Look at the newest answer, or again at the one that was looked at."""
        known, opened = self.exchanges, self.portfolio_app.conversation.opened
        if opened in known and opened is not None:
            self._take(opened)
            self.portfolio_app.conversation.opened = None
        elif known and (newest or self._exchange not in known):
            self._take(known[-1])
        elif not known:
            self._exchange = self._record = self._beside = None
        if self._exchange is not None:
            self._exchange.looked_at = True
        self._show()

    def _take(self, exchange: Exchange) -> None:
        if exchange is not self._exchange:
            self._exchange, self._record = exchange, AnswerRecord.of(exchange)
            self._beside = AnswerRecord.of(exchange.beside) if exchange.beside else None
            self._comparing = exchange.beside is not None
            self._following = exchange.is_running
            self._token = None
            self.set_class(False, "-explaining")

    def _show(self) -> None:
        record = self._record
        if record is not None:
            record.catch_up()
            if self._following and not record.is_over:
                self.stage = record.running or self.stage
            elif self._following:
                self.stage, self._following = "stream", False
            if self._token is None:
                self._token = next(iter(generate.chosen(record.drafts)), None)
        self.set_class(self._comparing and self._beside is not None, "-comparing")
        self.query_one(StageBoxes).show(boxes_of(record, self._titles()), self.stage)
        running = record is not None and not record.is_over
        self._move(running and self._in_view)
        self.data.show(self._data(), line=self.data.line)
        offered = (self.stage, running, self._comparing, self._exchange, len(self.exchanges))
        if offered != self._offered:  # asking every binding whether it is on takes longer than drawing a page
            self._offered = offered
            self.query_one("#asked", Static).update(self._asked(), layout=False)
            self.update_crumbs()

    def _asked(self) -> Content:
        """The question, which of the kept ones it is, and how it was asked."""
        if self._exchange is None:
            return Content(self.portfolio.heading(self.NAME).title)
        count = f"{self._number + 1} of {len(self.exchanges)}" if self._exchange in self.exchanges else ""
        how = f"  {self._exchange.variant}" if self._exchange.variant else ""
        note = f"{how}   {count}" if len(self.exchanges) > 1 else how
        return Content.assemble((f"“{clean(self._exchange.question)}”", "$strong bold"), (clean(note), "$faint"))

    def _data(self) -> Iterable[Block]:
        if self._record is None:
            return invitation(self.portfolio)
        if self._comparing and self._beside is not None:
            return comparison.blocks(self._beside, self._record)
        return data_of(self._record, self.stage, self._token)

    def _explain(self, anchor: str = "", line: int | None = None, words: tuple[str, ...] = ()) -> None:
        self.explanation.show_page(partial(self._explanation_of, self.stage), anchor, line, words)

    def _explanation_of(self, stage: Stage, width: int) -> Page:
        """Set an explanation; once for each width, since an answer on its way passes all five."""
        if (stage, width) not in self._explained:
            self._explained[stage, width] = set_page(explanation(self.portfolio, stage), width)
        return self._explained[stage, width]

    def content_changed(self) -> None:
        """Explain in the new words."""
        self._explained.clear()
        self._explain()
        super().content_changed()

    def _titles(self) -> dict[str, str]:
        named = {stage.slug: stage.title for stage in self.portfolio.pipeline.stages}
        return {str(stage): stage.capitalize() for stage in STAGES} | named

    def watch_stage(self) -> None:
        """Explain the stage that is selected."""
        if self.is_mounted:
            self._explain()

    # -- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only the keys that do something now."""
        if action == "stage":
            return 0 <= STAGES.index(self.stage) + int(str(parameters[0])) < len(STAGES)
        if action == "trace" and parameters:
            return 0 <= self._number + int(str(parameters[0])) < len(self.exchanges)
        offered = {
            "explain": not self.is_wide,
            "compare": self._beside is not None,
            "stop": self.portfolio_app.conversation.is_running,
            "token": self.stage == "generate" and bool(self._record and self._record.drafts) and not self._comparing,
        }
        return offered.get(action, True)

    def action_stage(self, step: int) -> None:
        """Select the stage before or after."""
        self._select(STAGES[STAGES.index(self.stage) + step])

    def _select(self, stage: Stage) -> None:
        self._following = self._comparing = False
        self.stage = stage
        self.data.scroll_to(y=0, animate=False, force=True, immediate=True)
        self._show()

    def action_explain(self) -> None:
        """Change between live data and explanation."""
        self.toggle_class("-explaining")
        (self.explanation if self.has_class("-explaining") else self.data).focus()
        self.update_crumbs()

    def action_compare(self) -> None:
        """Change between both answers and the one."""
        self._comparing = not self._comparing
        self._show()

    def action_stop(self) -> None:
        """Stop the answer that is being made."""
        self.portfolio_app.conversation.stop()

    def action_trace(self, step: int) -> None:
        """Look at the question before or after."""
        self._take(self.exchanges[self._number + step])
        self._look()

    @property
    def _number(self) -> int:
        """Which of the kept questions this is, from 0."""
        return self.exchanges.index(self._exchange) if self._exchange in self.exchanges else 0

    def action_token(self, step: int) -> None:
        """Go to the next token that the model decided on; past the last one, on to the next widget."""
        places = generate.chosen(self._record.drafts) if self._record else []
        at = places.index(self._token) + step if self._token in places else 0
        if not 0 <= at < len(places) or self.has_class("-explaining"):
            raise SkipAction()
        self._token = places[at]
        self._show()

    def action_run(self) -> None:
        """Ask a question, or this one again in another way."""
        suggested = next(iter(self.portfolio.profile.suggested_questions), "")
        question = self._exchange.question if self._exchange else suggested
        app = self.portfolio_app
        again = self._exchange is not None and self._exchange.answer is not None
        app.push_screen(RunAgain(question, app.settings, local=app.local, again=again), self._run)

    def _run(self, wish: Wish | None) -> None:
        conversation = self.portfolio_app.conversation
        if wish is None:
            return
        same = self._exchange is not None and wish.question == self._exchange.question
        if same and self._exchange is not None and self._exchange.answer is not None:
            conversation.repeat(self._exchange, wish.variant)
        else:
            conversation.ask(wish.question, probabilities=True)
        self._look(newest=True)

    @on(StageBoxes.Selected)
    def _clicked(self, event: StageBoxes.Selected) -> None:
        self._select(event.stage)

    @on(Reader.LinkOpened)
    def _follow(self, event: Reader.LinkOpened) -> None:
        kind, _, number = event.href.partition(":")
        if kind == "token":
            self._token = int(number)
            self._show()
        elif kind == "ask":
            self.portfolio_app.conversation.ask(
                self.portfolio.profile.suggested_questions[int(number)], probabilities=True
            )
            self._look(newest=True)
        else:
            self.portfolio_app.open_href(event.href)
