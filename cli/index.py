"""`portfolio index`: builds the search index now instead of at the first question."""

from __future__ import annotations

from cli.options import Content
from cli.output import talk
from cli.resources import settings_for


def index(content: Content = None) -> None:
    """Build the search index now, where it is not there."""
    from cli.progress import PullReport
    from content.loader import load_portfolio
    from engine.assistant import Assistant

    settings = settings_for(content=content)
    assistant = Assistant.open(load_portfolio(settings.content), settings, report=PullReport())
    try:
        passages = len(assistant.retriever.index.passages)
    finally:
        assistant.close()
    talk(f"{passages} passages are indexed in {settings.cache_dir / 'indexes'}")
