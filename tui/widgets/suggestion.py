"""A question that Home proposes: a button."""

from __future__ import annotations

from textual.widgets import Button


class Suggestion(Button, inherit_css=False):
    """A button without the styles of Textual's, for whose kinds and themes the first frame would wait 4 ms."""
