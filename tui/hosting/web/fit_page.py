"""The page that holds an advertisement against the portfolio in a browser: a form, and what came of it.

It works without a script: the form sends the text, and the answer is a page that nobody keeps.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs

from markupsafe import Markup

from content.blocks import page_blocks
from content.exporters.documents import exported, owner_of
from content.exporters.html.frame import POLICY, Frame
from content.exporters.html.markup import blocks_html, href_from
from content.loader import Portfolio
from engine.fit.advert import MOST_CHARACTERS, AdvertError
from engine.fit.evidence import Pages
from engine.fit.fit import fit_of
from tui.drawing.fit import fit_markdown, kept_of_it

FIT = "fit"
"""The path of the page, beside the pages of the site."""
FIT_POLICY = POLICY.replace("form-action 'none'", "form-action 'self'")
MOST_BYTES = 256 * 1_024
"""Bytes of a form that are read: an advertisement of Latin letters at its longest, with room for their signs."""
_FIELD = "advert"
_FORM = Markup("""\
<form method="post" action="{action}">
<p><label for="{field}">Paste the advertisement of a job or a project. What it asks for is
looked for in this portfolio. {kept}</label></p>
<p><textarea id="{field}" name="{field}" rows="16" maxlength="{most}" required></textarea></p>
<p><button>Hold it against this portfolio</button></p>
</form>
""")


class FitPage:
    """Writes the page for one portfolio. Any thread may call it."""

    def __init__(self, portfolio: Portfolio, terminal: str, sought: Callable[[list[str]], None] | None = None) -> None:
        """`terminal` is the path of the terminal's page; `sought` hears of what is asked for and is not said."""
        self._portfolio, self.sought = portfolio, sought
        self._frame = Frame(owner_of(portfolio), portfolio.profile.language, terminal, exported(portfolio), FIT)
        self._pages: Pages | None = None

    def form(self, said: str = "") -> str:
        """Return the page with the form, below a sentence on what was sent before, where there is one to say."""
        told = Markup("<p><strong>{}</strong></p>\n").format(said) if said else Markup()
        kept = kept_of_it(self.sought is not None)
        form = _FORM.format(action=FIT, field=_FIELD, most=MOST_CHARACTERS, kept=kept)
        return self._page(Markup("<h1>Do you have a job to fill?</h1>\n") + told + form)

    def answer(self, body: bytes) -> str:
        """Return the page that answers a form as it was sent."""
        fields = parse_qs(body.decode("utf-8", "replace"), encoding="utf-8", errors="replace")
        if self._pages is None:
            self._pages = Pages.of(self._portfolio)
        try:
            fit = fit_of(self._pages, fields.get(_FIELD, [""])[0])
        except AdvertError as error:
            said = str(error)
            return self.form(f"{said[:1].upper()}{said[1:]}.")
        if self.sought is not None:
            self.sought(fit.unsaid)
        found = blocks_html(page_blocks(fit_markdown(fit)), href_from(f"{FIT}.html"))
        return self._page(found + Markup('<p><a href="contact.html">Leave a message</a></p>\n'))

    def _page(self, body: Markup) -> str:
        return self._frame.page(f"{FIT}.html", "Fit", "An advertisement held against this portfolio.", body, FIT_POLICY)
