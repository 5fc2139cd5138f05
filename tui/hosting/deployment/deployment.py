"""The files of a deployment, and the three commands that follow."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from content.loader import DEFAULT_PACK
from engine.settings import Settings
from tui.hosting.deployment.carried import Carried, carried, pack_files
from tui.hosting.deployment.program import constraints, llama_requirement, program_source
from tui.hosting.settings import HostingSettings

_HERE = Path(__file__).parent
_PROGRAM = "program"
"""The folder of the program's wheel, beside what a container is built of."""
_ETC = "etc/portfolio"
_FLY_PROXY = '["172.16.0.0/12"]'
"""From where Fly's proxy reaches a machine."""


@dataclass(frozen=True)
class Deployment:
    """Files by their path, three commands, and what did not go along and why."""

    files: Mapping[str, str | bytes]
    commands: tuple[str, str, str]
    left: tuple[str, ...] = ()


def systemd(settings: Settings, hosting: HostingSettings, folder: Path) -> Deployment:
    """Return the units of both doors, the settings that they read, and the pack, as they lie below /etc."""
    found = carried(settings, hosting)
    variables = dict(found.variables)
    units = sorted((_HERE / "systemd").iterdir())
    files: dict[str, str | bytes] = {f"etc/systemd/system/{unit.name}": _unit(unit, hosting) for unit in units}
    if own := _own_pack(settings):
        variables["PORTFOLIO_CONTENT"] = f"/{_ETC}/pack"
        files |= pack_files(own, f"{_ETC}/pack")
    if hosting.authorized_keys:
        variables["PORTFOLIO_HOSTING_AUTHORIZED_KEYS"] = f"/{_ETC}/authorized_keys"
        files[f"{_ETC}/authorized_keys"] = hosting.authorized_keys.read_text(encoding="utf-8")
    lines = [f"{name}={shlex.quote(value)}" for name, value in variables.items()]
    lines += [f"# {name}=   a secret: write it here on the server, and chmod 600 this file" for name in found.secrets]
    files[f"{_ETC}/hosting.env"] = "\n".join(
        ["# Settings of the portfolio and its doors: docs/hosting.md.", *lines, ""]
    )
    install = f"/opt/portfolio/bin/pip install {shlex.quote(program_source())}"
    commands = (
        f"sudo sh -c {shlex.quote(f'python3 -m venv /opt/portfolio && {install}')}",
        f"sudo cp --recursive {shlex.quote(f'{folder}/etc/.')} /etc/",
        "sudo systemctl daemon-reload && sudo systemctl enable --now portfolio-ssh.socket portfolio-ssh.service",
    )
    return Deployment(files, commands, found.left)


def container(settings: Settings, hosting: HostingSettings, folder: Path) -> Deployment:
    """Return what builds an image and runs it: the pack is mounted, so that a change of it builds nothing."""
    found = carried(settings, hosting, contained=True)
    variables, files = _image(settings, hosting, found, built_in=False)
    host = f"[{hosting.host}]:" if ":" in hosting.host else f"{hosting.host}:" if hosting.host else ""
    files["compose.yaml"] = _template("compose.yaml").render(
        variables={name: value.replace("$", "$$") for name, value in variables.items()},
        secrets=found.secrets,
        ports=[f"{host}{hosting.port}:2222", f"127.0.0.1:{hosting.web_port}:8080"],
        mounted=[f"./{name}:/{name}:ro" for name in ("pack", "authorized_keys") if _holds(files, name)],
    )
    commands = (
        _wheel_command(folder),
        f"podman compose --file {shlex.quote(f'{folder}/compose.yaml')} up --detach --build",
        f"ssh -p {hosting.port} {hosting.host or 'localhost'}",
    )
    return Deployment(files, commands, found.left)


def fly(settings: Settings, hosting: HostingSettings, folder: Path, app: str) -> Deployment:
    """Return what Fly builds and runs: one machine with a volume, SSH at port 22 and pages at 443."""
    found = carried(settings, hosting, contained=True)
    variables, files = _image(settings, hosting, found, built_in=True)
    variables |= {
        "PORTFOLIO_CACHE_DIR": "/data/cache",  # the one volume that a machine has
        "PORTFOLIO_HOSTING_METRICS_HOST": "0.0.0.0",  # who asks for /readyz is another machine; no service leads there
        "PORTFOLIO_HOSTING_PROXY_PROTOCOL": _FLY_PROXY,
        "PORTFOLIO_HOSTING_TRUSTED_PROXIES": _FLY_PROXY,
    }
    files["fly.toml"] = _template("fly.toml").render(app=app, variables=variables)
    secrets = "".join(f" && fly secrets set --app {app} {name}=…" for name in found.secrets)
    commands = (
        _wheel_command(folder),
        f"fly apps create {app} && fly ips allocate-v4 --app {app} && fly ips allocate-v6 --app {app}{secrets}",
        f"fly deploy {shlex.quote(str(folder))}",
    )
    return Deployment(files, commands, found.left)


def _image(
    settings: Settings, hosting: HostingSettings, found: Carried, *, built_in: bool
) -> tuple[dict[str, str], dict[str, str | bytes]]:
    """Return the variables of an image, and the files that it is built of."""
    variables = dict(found.variables)
    files: dict[str, str | bytes] = {"constraints.txt": constraints()}
    if own := _own_pack(settings):
        variables["PORTFOLIO_CONTENT"] = "/pack"
        files |= pack_files(own, "pack")
    if hosting.authorized_keys:
        variables["PORTFOLIO_HOSTING_AUTHORIZED_KEYS"] = "/authorized_keys"
        files["authorized_keys"] = hosting.authorized_keys.read_text(encoding="utf-8")
    inside = [name for name in ("pack", "authorized_keys") if built_in and _holds(files, name)]
    files["Containerfile"] = containerfile(f"{sys.version_info.major}.{sys.version_info.minor}", copied=inside)
    taken = (_PROGRAM, "constraints.txt", *inside)
    files[".dockerignore"] = "".join(["# Only what the Containerfile copies.\n*\n", *(f"!{name}\n" for name in taken)])
    return variables, files


def containerfile(python: str, *, copied: list[str] | None = None, source: bool = False) -> str:
    """Return the Containerfile: of a wheel beside it and what is `copied` to /, or of the `source` of the program."""
    llama = "" if source else llama_requirement()
    text: str = _template("Containerfile").render(
        python=python, copied=copied or [], source=source, llama=llama, program=_PROGRAM
    )
    return text


def _unit(unit: Path, hosting: HostingSettings) -> str:
    """Return a unit; the socket listens where the settings say."""
    address = f"[{hosting.host}]:" if ":" in hosting.host else f"{hosting.host}:" if hosting.host else ""
    return unit.read_text(encoding="utf-8").replace("ListenStream=22\n", f"ListenStream={address}{hosting.port}\n")


def _own_pack(settings: Settings) -> Path | None:
    return None if settings.content == DEFAULT_PACK else settings.content


def _holds(files: Mapping[str, str | bytes], name: str) -> bool:
    return any(path == name or path.startswith(f"{name}/") for path in files)


def _wheel_command(folder: Path) -> str:
    where = shlex.quote(f"{folder}/{_PROGRAM}")
    return f"python3 -m pip wheel --no-deps --wheel-dir {where} {shlex.quote(program_source())}"


@cache
def _templates() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # none of these is HTML
    )
    environment.filters["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)
    return environment


def _template(name: str) -> Any:
    return _templates().get_template(name)
