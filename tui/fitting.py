"""Whether what is pasted is a job advertisement, which is held against the portfolio instead of asked."""

from __future__ import annotations

from textual.screen import ModalScreen, Screen

from engine.language.words import word_count

_ADVERT_WORDS = 40
"""Words from which a paste may be an advertisement."""


def is_advert(text: str, screen: Screen[object]) -> bool:
    """Return whether what is pasted where a question could be asked is an advertisement instead."""
    if isinstance(screen, ModalScreen) or word_count(text) < _ADVERT_WORDS:
        return False
    from textual.widgets import Input, TextArea

    from tui.widgets.ask_box import AskBox
    from tui.widgets.ask_input import AskInput

    field = screen.focused
    if isinstance(field, Input | TextArea) and not isinstance(field, AskInput | AskBox):
        return False
    from engine.fit.advert import looks_like_advert

    return looks_like_advert(text)
