"""Which importer reads what an owner has."""

from __future__ import annotations

from pathlib import Path

from content.importers.markdown_folder import read_markdown_folder
from content.importers.result import Import
from content.importers.resume_forms import read_resume
from content.source import refuse_what_is_no_text


def read_source(source: Path, *, drafts: bool = False) -> Import:
    """Read a file or a folder. Nothing is written. Raises ContentError where it is of no form that is known."""
    if source.is_dir():
        return read_markdown_folder(source, drafts=drafts)
    refuse_what_is_no_text(source)
    return read_resume(source)
