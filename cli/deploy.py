"""`portfolio deploy`: the files that put the portfolio on another machine."""

from __future__ import annotations

import shlex
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exit_codes import CommandError, ExitCode
from cli.options import Content, LlmUrl, Model
from cli.output import put, talk
from cli.resources import portfolio_of, settings_for
from cli.resume import pages_address

if TYPE_CHECKING:
    from content.loader import Portfolio
    from engine.settings import Settings
    from tui.hosting.deployment.deployment import Deployment


class Destination(StrEnum):
    """What can be deployed to."""

    SYSTEMD = "systemd"
    CONTAINER = "container"
    FLY = "fly"
    STATIC = "static"


def deploy(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is new or empty.")],
    to: Annotated[
        Destination,
        typer.Option("--to", metavar="KIND", help="`systemd`, `container`, `fly`, or `static`: pages, no server."),
    ],
    url: Annotated[
        str, typer.Option("--url", metavar="URL", help="Where the static pages will be, for previews and a sitemap.")
    ] = "",
    replace: Annotated[bool, typer.Option("--replace", help="Write over files of an earlier deployment.")] = False,
    content: Content = None,
    model: Model = None,
    llm_url: LlmUrl = None,
) -> None:
    """Write what puts this portfolio on another machine, and print the three commands that follow.

    The files are made of the settings at hand, those of the doors included, and of your pack. Secrets stand in none.
    """
    from cli.export import write_out

    settings = settings_for(content=content, model=model, llm_url=llm_url)
    portfolio = portfolio_of(settings)
    if url and to is not Destination.STATIC:
        raise CommandError("--url is for static pages; a host is told by `web_origins` where it is", ExitCode.USAGE)
    made = (
        _static(portfolio, settings, folder, url)
        if to is Destination.STATIC
        else _hosted(portfolio, settings, folder, to)
    )
    write_out(folder, made.files, replace=replace)
    for left in made.left:
        talk(f"left    {left}")
    if to is not Destination.STATIC and portfolio.drafts:
        talk(f"{len(portfolio.drafts)} drafts go along; no visitor is shown one")
    talk("Then:")
    for command in made.commands:
        put(command)


def _hosted(portfolio: Portfolio, settings: Settings, folder: Path, to: Destination) -> Deployment:
    from tui.hosting.deployment import deployment
    from tui.hosting.settings import load_hosting_settings

    for name in (settings.model, settings.embedder):
        if name.lower().endswith(".gguf") or Path(name).exists():
            message = f"{name} lies on this machine and does not go along; --model takes one of the catalogue, or none"
            raise CommandError(message, ExitCode.USAGE)
    hosting = load_hosting_settings()
    match to:
        case Destination.SYSTEMD:
            return deployment.systemd(settings, hosting, folder)
        case Destination.CONTAINER:
            return deployment.container(settings, hosting, folder)
    return deployment.fly(settings, hosting, folder, _app_name(portfolio.profile.name))


def _app_name(owner: str) -> str:
    """Return a name for an app at Fly: small Latin letters, digits and hyphens."""
    from content.slugs import slug_of

    slug = slug_of(owner, "")[:50].strip("-")
    return f"{slug}-portfolio" if slug and slug.isascii() else "my-portfolio"


def _static(portfolio: Portfolio, settings: Settings, folder: Path, url: str) -> Deployment:
    from content.exporters.html.site import site_files
    from tui.drawing.diagram.formats.svg import write
    from tui.hosting.deployment.deployment import Deployment

    address = pages_address(url)
    files = site_files(portfolio, write, address=address)
    files[".nojekyll"] = ""  # GitHub Pages takes the files as they are
    if address:
        from tui.hosting.web.pages import sitemap

        files["sitemap.xml"] = sitemap(address, files)
    where, pack = shlex.quote(str(folder)), shlex.quote(str(settings.content))
    commands = (
        f"portfolio check {pack} --strict",
        f"python3 -m http.server --bind 127.0.0.1 --directory {where} 8000",
        f"rsync --recursive --delete {where}/ HOST:/var/www/portfolio/",
    )
    return Deployment(files, commands)
