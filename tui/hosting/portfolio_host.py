"""Puts the portfolio behind the doors: one portfolio and one engine for all, an app of their own for each visitor."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from content.site_map import SITE
from tui.hosting.engine.questions import Engine, Questions
from tui.hosting.host import CommandRunner, Host, Visitor
from tui.hosting.operations.metrics import Metrics

if TYPE_CHECKING:
    from content.loader import Portfolio
    from engine.settings import Settings
    from tui.hosting.operations.log import Log
    from tui.hosting.settings import HostingSettings


def open_host(
    portfolio: Portfolio,
    settings: Settings,
    hosting: HostingSettings,
    engine: Engine,
    log: Log,
    commands: Callable[[Questions], CommandRunner],
    opened: Callable[[str], None] | None = None,
    sought: Callable[[list[str]], None] | None = None,
    watch: bool = False,
) -> Host:
    """Return a host of PortfolioApps and of the commands that `commands` makes from the visitors' questions.

    `opened` hears of every place that a visitor opens, `sought` of what advertisements ask for and is not said. With
    `watch` the screens follow changes of the content.
    """
    metrics = Metrics()
    questions = Questions(
        engine,
        per_minute=hosting.questions_per_minute,
        addresses=hosting.addresses,
        metrics=metrics,
        log=log,
        log_text=hosting.log_questions,
    )

    def make_app(visitor: Visitor, start: str | None) -> Any:
        from tui.app import PortfolioApp
        from tui.rooms import import_rooms

        if not visitor.address:  # the app that only warms the host up is nobody's visit
            import_rooms()
        assistant = questions.assistant_for(visitor)
        heard = opened if visitor.address else None
        app = PortfolioApp(
            portfolio, settings, assistant, start=start, watch=watch, local=False, opened=heard, around=visitor.around
        )
        app.sought = sought
        app.tour_after, app.terminal_page = hosting.tour_after, host.terminal_page
        if hosting.public_figures:
            app.count_others = host.others
        return app

    warm = [f"show_screen('{room.name}')" for room in SITE]
    host = Host(hosting, log, make_app, commands(questions), left=questions.stop, metrics=metrics, warm_actions=warm)
    return host
