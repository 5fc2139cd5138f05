"""Home: who this is, and one line in which to ask."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Grid, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from content.site_map import LINKED, SCREENS, SITE
from tui.screens.base import RoomScreen
from tui.widgets.ask_input import AskInput
from tui.widgets.card import Card
from tui.widgets.headline import Headline

SUGGESTIONS = 3
FILES_NAMED = 3


class HomeScreen(RoomScreen):
    """The headline, the question, and the ways on."""

    NAME = "home"
    TITLE = SCREENS[NAME].title

    def compose_body(self) -> ComposeResult:
        """Headline, question, suggestions, cards."""
        profile = self.portfolio.profile
        with VerticalScroll(id="home", can_focus=False):
            yield Headline(profile.opening or self.app.title, profile.endings)
            if profile.subheadline:
                yield Static(Content(profile.subheadline), id="subheadline")
            if self.portfolio_app.local and self.portfolio.unwritten:
                yield Static(Content(_still_to_write(self.portfolio.unwritten)), id="unwritten")
            yield AskInput(self.portfolio_app.settings.question_limit, id="question")
            for number, question in enumerate(profile.suggested_questions[:SUGGESTIONS]):
                yield Button(Content(f"› {question}"), id=f"suggestion-{number}", classes="suggestion")
            with Grid(id="cards"):
                sentences = self._sentences()
                for room in SITE:
                    if room.name in sentences:
                        yield Card(room, sentences[room.name])

    def _sentences(self) -> dict[str, str]:
        """What each card says: the headings of the rooms, in the owner's words."""
        titles = {name: self.portfolio.heading(name).title for name in LINKED if self.portfolio.has(name)}
        does = self.portfolio.profile.what_i_do.title
        return titles | ({"services": f"{does}. {titles['services']}."} if does and "services" in titles else {})

    def on_mount(self) -> None:
        """Begin in the question."""
        self.query_one(AskInput).focus(scroll_visible=False)

    def on_screen_suspend(self) -> None:
        """Nothing moves out of view."""
        self.query_one(Headline).pause()

    def on_screen_resume(self) -> None:
        """Go on typing."""
        if self.is_mounted:
            self.query_one(Headline).resume()

    def content_changed(self) -> None:
        """Compose the room anew."""
        self.refresh(recompose=True)

    @on(Input.Submitted)
    def _ask(self, event: Input.Submitted) -> None:
        if event.value.strip():
            event.input.clear()
            self.portfolio_app.ask(event.value)

    @on(Button.Pressed, ".suggestion")
    def _ask_suggestion(self, event: Button.Pressed) -> None:
        number = int((event.button.id or "suggestion-0").rpartition("-")[2])
        self.portfolio_app.ask(self.portfolio.profile.suggested_questions[number])

    @on(Card.Opened)
    def _open_card(self, event: Card.Opened) -> None:
        self.portfolio_app.action_show_screen(event.card.room.name)


def _still_to_write(files: tuple[str, ...]) -> str:
    """Say to the owner, who alone sees it, which files hold a template's words."""
    more = f" and {len(files) - FILES_NAMED} more" if len(files) > FILES_NAMED else ""
    named = ", ".join(files[:FILES_NAMED])
    return f"Still to write: {named}{more}. Visitors see none of it; `portfolio check` names the lines."
