"""The résumé as a page over the screen, to read, to copy, and to take along as a PDF."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from content.blocks import page_blocks
from content.exporters.resume.document import Resume, resume_of
from content.exporters.resume.markdown import resume_markdown
from content.exporters.resume.shortening import left_out
from content.files import write_beside
from tui.drawing.prose.page import Written
from tui.page_overlay import PageOverlay
from tui.widgets.reader import Reader

_TITLE = "Résumé"


class ResumeOverlay(PageOverlay):
    """Shows the résumé; its entries lead to the documents that tell them in full.

    `y` copies it as Markdown; on the visitor's own machine `s` writes it as a PDF into the folder that the program runs
    in. Over SSH that takes a command, which the frame names.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "app.back", "close", id="resume.close"),
        Binding("y", "copy", "copy", id="resume.copy", tooltip="Copy it as Markdown"),
        Binding("s,ctrl+s", "save", "save", key_display="s", id="resume.save", tooltip="Save it as a PDF"),
    ]

    def on_mount(self) -> None:
        """Show it."""
        local = self.portfolio_app.local
        panel, reader = self.query_one("#panel"), self.query_one(Reader)
        panel.border_title = _TITLE
        panel.border_subtitle = f"y copy   {'s save as PDF   ' if local else ''}esc close"
        reader.show([Written(page_blocks(resume_markdown(self._resume, inside=True)))])
        reader.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A visitor behind a door has no folder here."""
        return self.portfolio_app.local if action == "save" else super().check_action(action, parameters)

    @property
    def _resume(self) -> Resume:
        return resume_of(self.portfolio_app.portfolio)

    def action_copy(self) -> None:
        """Copy the selection, or all of it as Markdown."""
        self.portfolio_app.copy_from(self, resume_markdown(self._resume), "it as Markdown")

    def action_save(self) -> None:
        """Write it as a PDF."""
        self._save(self._resume)

    @work(thread=True, exclusive=True, group="resume", exit_on_error=False)
    def _save(self, resume: Resume) -> None:
        """Have it typeset out of the way of the screen, and say the name of the file, and what does not stand in it."""
        from content.exporters.resume.pdf import FontError, resume_pdf

        try:
            data, short = resume_pdf(resume)
            path = write_beside("resume", "pdf", data)
        except (FontError, OSError) as error:
            said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            self.app.call_from_thread(self.notify, f"It was not saved: {said}.", severity="warning", markup=False)
        else:
            missing = left_out(resume, short)
            rest = f"; two pages hold all but {missing} of its entries and points" if missing else ""
            self.app.call_from_thread(self.notify, f"Saved as {path}{rest}", markup=False)
