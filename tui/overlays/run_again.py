"""A question and a way to answer it, for the Pipeline screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.types import CSSPathType
from textual.widgets import Input, Static

from engine.settings import Settings
from tui.exchange import Variant
from tui.widgets.line_input import LineInput
from tui.widgets.shelf import Entry, Shelf

_PASSAGES = (1, 2, 4, 6, 8)
HINT = "↑↓ choose   ⏎ run   esc close"


@dataclass(frozen=True, slots=True)
class Wish:
    """What to ask, and how."""

    question: str
    variant: Variant


class RunAgain(ModalScreen[Wish | None]):
    """Takes a question and offers the ways in which it can be answered.

    Other models are for local apps alone: behind a door one model serves all visitors.
    """

    CSS_PATH: ClassVar[CSSPathType | None] = ["../styles/overlays.tcss", "../styles/pipeline.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.back", "close", id="run.close"),
        Binding("down,ctrl+n", "move(1)", "next", show=False, id="run.next"),
        Binding("up", "move(-1)", "previous", show=False, id="run.previous"),
    ]

    def __init__(self, question: str, settings: Settings, *, local: bool, again: bool) -> None:
        super().__init__()
        self._question, self._settings = question, settings
        self._ways = list(ways(settings, local=local)) if again else [("As it is set", Variant())]
        self._again = again

    def compose(self) -> ComposeResult:
        """The question, and the ways."""
        with Vertical(id="panel"):
            words = LineInput(
                self._question, max_length=self._settings.question_limit, id="words", select_on_focus=True
            )
            words.cursor_blink = False
            yield words
            shelf = Shelf(id="ways", compact=True)
            shelf.can_focus = False
            yield shelf
            yield Static(HINT, id="hint", markup=False)

    def on_mount(self) -> None:
        """Offer the ways."""
        self.query_one("#panel").border_title = "Run it again, and compare" if self._again else "Run a question"
        self.query_one(Shelf).fill(Entry(str(number), name) for number, (name, _) in enumerate(self._ways))

    def action_move(self, step: int) -> None:
        """Move the mark; it stops at both ends."""
        self.query_one(Shelf).action_move(step)

    @on(Input.Submitted)
    def _enter(self) -> None:
        self._wish(self.query_one(Shelf).chosen)

    @on(Shelf.Opened)
    def _opened(self, event: Shelf.Opened) -> None:
        self._wish(int(event.entry.path))

    def _wish(self, number: int) -> None:
        question = self.query_one(Input).value.strip()
        if question:
            self.dismiss(Wish(question, self._ways[number][1]))


def ways(settings: Settings, *, local: bool) -> Iterator[tuple[str, Variant]]:
    """Yield the ways to answer: as it is set, with other numbers of passages, with the other models that are here."""
    from models.catalogue import load_catalogue
    from models.store import State, status_of

    yield "Again, as it is set, with probabilities", Variant()
    for count in _PASSAGES:
        if count != settings.passages:
            yield (
                f"With {count} passage{'' if count == 1 else 's'} in place of {settings.passages}",
                Variant(passages=count),
            )
    for artefact in load_catalogue().artefacts if local else ():
        here = artefact.role == "llm" and status_of(artefact, settings.cache_dir).state is State.PRESENT
        if here and artefact.key != settings.model:
            yield f"With {artefact.key}", Variant(model=artefact.key)
    if not settings.quotes:
        yield "Quoted, without a language model", Variant(model="none")
