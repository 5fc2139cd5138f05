"""Every private name of Textual and asyncssh that we lean on, and every change that we make to how Textual works.

Both are pinned exactly, and `tests/unit/tui/test_textual_internals.py` holds each name. The changes can be taken out by
an environment variable (`switch`); what is left is what no door could do without.
"""
