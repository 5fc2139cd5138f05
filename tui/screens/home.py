"""Home: who this is, and one line in which to ask."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Input, Static

from tui.screens.base import Room
from tui.widgets.ask_input import AskInput


class HomeScreen(Room):
    """The headline, the question, and the ways on."""

    NAME = "home"
    TITLE = "Home"

    def compose_body(self) -> ComposeResult:
        """Headline, input, suggestions."""
        profile = self.portfolio.profile
        yield Static(Content(f"{profile.headline} {profile.endings[0]}"), id="headline", markup=False)
        yield Static(Content(profile.subheadline), id="subheadline", markup=False)
        yield AskInput(self.portfolio_app.settings.question_limit, id="question")
        for number, question in enumerate(profile.suggested_questions[:3]):
            yield Button(Content(question), id=f"suggestion-{number}", classes="suggestion")

    def on_mount(self) -> None:
        """Begin in the input."""
        super().on_mount()
        self.query_one(AskInput).focus()

    @on(Input.Submitted)
    def _ask(self, event: Input.Submitted) -> None:
        if event.value.strip():
            event.input.clear()
            self.portfolio_app.ask(event.value)

    @on(Button.Pressed, ".suggestion")
    def _ask_suggestion(self, event: Button.Pressed) -> None:
        self.portfolio_app.ask(str(event.button.label))
