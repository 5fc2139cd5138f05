"""An advertisement that was pasted, held against the portfolio: requirement, verdict and evidence as a page."""

from __future__ import annotations

from typing import ClassVar

from textual import events, work
from textual.binding import Binding, BindingType

from content.files import write_beside
from engine.fit.advert import AdvertError
from engine.fit.evidence import Pages
from engine.fit.fit import Fit, fit_of
from tui.deep_links import way_into
from tui.drawing.fit import fit_page, fit_to_take_along, kept_of_it
from tui.drawing.prose.page import Block, Gap, Links, Text, Title
from tui.page_overlay import PageOverlay
from tui.widgets.reader import Reader

_TITLE = "An advertisement"
_INVITATION = (
    Title("Do you have a job to fill?", 2),
    Text(
        "Paste its advertisement here, as it is. Each requirement is looked for in this portfolio, by its words alone."
    ),
    Gap(),
)
_QUOTED = "What is found is quoted with its place; what is not said here is called that. "
_NEXT = (Gap(), Links((("Leave a message", "contact"),)))


class FitOverlay(PageOverlay):
    """Takes an advertisement as it is pasted, and shows what the portfolio says to each requirement.

    `w` begins a message with the advertisement in it, and `y` copies what was found as Markdown; on the visitor's own
    machine `s` writes that into the folder that the program runs in.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "app.back", "close", id="fit.close"),
        Binding("y", "copy", "copy", id="fit.copy", tooltip="Copy it as Markdown"),
        Binding("w", "message", "write", id="fit.message", tooltip="Write a message with this advertisement in it"),
        Binding("s,ctrl+s", "save", "save", key_display="s", id="fit.save", tooltip="Save it as Markdown"),
    ]

    def __init__(self, advert: str) -> None:
        """`advert` is read at once; without one, it is to be pasted."""
        super().__init__()
        self._advert = advert
        self._fit: Fit | None = None

    def on_mount(self) -> None:
        """Read what was pasted, or say what to paste."""
        self.query_one("#panel").border_title = _TITLE
        self.query_one(Reader).focus()
        if self._advert:
            self._read(self._advert)
        else:
            self._show(*self._invitation)

    def on_paste(self, event: events.Paste) -> None:
        """Take another advertisement."""
        event.stop()
        self._read(event.text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to copy before something was read, and a visitor behind a door has no folder here."""
        if action in ("copy", "message"):
            return self._fit is not None
        if action == "save":
            return self._fit is not None and self.portfolio_app.local
        return super().check_action(action, parameters)

    @work(thread=True, exclusive=True, group="fit", exit_on_error=False)
    def _read(self, advert: str) -> None:
        """Hold an advertisement against the portfolio, out of the way of the screen."""
        try:
            fit = fit_of(Pages.of(self.portfolio_app.portfolio), advert)
        except AdvertError as error:
            said = str(error)
            self.app.call_from_thread(self._show, Text(f"{said[:1].upper()}{said[1:]}."), Gap(), *self._invitation)
        else:
            self.app.call_from_thread(self._found, fit, advert)

    @property
    def _invitation(self) -> tuple[Block, ...]:
        return (*_INVITATION, Text(_QUOTED + kept_of_it(self.portfolio_app.sought is not None), "muted"))

    def _found(self, fit: Fit, advert: str) -> None:
        self._fit = fit
        if self.portfolio_app.sought is not None and advert != self.portfolio_app.advert:
            self.portfolio_app.sought(fit.unsaid)
        self.portfolio_app.advert = advert
        self._show(*fit_page(fit), *_NEXT)

    def _show(self, *blocks: Block) -> None:
        if not self.is_attached:
            return
        self.query_one(Reader).show(blocks)
        keys = "w write   y copy   " if self._fit else ""
        keys += "s save   " if self._fit and self.portfolio_app.local else ""
        self.query_one("#panel").border_subtitle = f"{keys}esc close"

    def _taken_along(self, fit: Fit) -> str:
        app = self.portfolio_app
        return fit_to_take_along(
            fit, app.terminal_page, way_into("PLACE", "", local=app.local, in_page=app.is_in_a_page)
        )

    def action_copy(self) -> None:
        """Copy the selection, or all of it as Markdown."""
        if self._fit is not None:
            self.portfolio_app.copy_from(self, self._taken_along(self._fit), "it as Markdown")

    def action_message(self) -> None:
        """Go to the form, with the advertisement in the message for the visitor to read over before it is sent."""
        if self._fit is not None:
            self.portfolio_app.write_message(self.portfolio_app.advert)

    def action_save(self) -> None:
        """Write it into a new file of the folder that the program runs in, and say its name."""
        if self._fit is None:
            return
        try:
            path = write_beside("fit", "md", f"{self._taken_along(self._fit)}\n")
        except OSError as error:
            self.notify(f"It was not saved: {error.strerror or error}.", severity="warning", markup=False)
        else:
            self.notify(f"Saved as {path}", markup=False)
