"""The baseline of the first frame: the smallest Textual app that has a header, a text and a footer."""

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, Static


class MinimalApp(App[None]):
    """Three widgets."""

    BINDINGS = [("q", "quit", "quit")]  # noqa: RUF012 -- as Textual's own tutorial writes it

    def compose(self) -> ComposeResult:
        """Make the three."""
        yield Header()
        yield Static("The first frame is here.")
        yield Footer()


if __name__ == "__main__":
    MinimalApp().run()
