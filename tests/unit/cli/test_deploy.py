"""`portfolio deploy`: what is written for each kind, judged by the tool that reads it, and what is never written."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.exit_codes import ExitCode
from cli.main import run
from content.loader import load_portfolio
from engine.settings import Settings, load_settings
from tests.places import ROOT
from tui.hosting.deployment.carried import carried
from tui.hosting.deployment.deployment import containerfile
from tui.hosting.settings import HostingSettings, load_hosting_settings

KINDS = ("systemd", "container", "fly", "static")


@pytest.fixture(autouse=True)
def _defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings of this machine, and folders of its own."""
    for name in [name for name in os.environ if name.startswith("PORTFOLIO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PORTFOLIO_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(Settings, "FILE", tmp_path / "none.toml")
    monkeypatch.setattr(HostingSettings, "FILE", tmp_path / "none.toml")


def deployed(kind: str, pack: Path, folder: Path, *options: str) -> dict[str, str]:
    """Deploy, and return every file by its path."""
    assert run(["deploy", "--to", kind, str(folder), "--content", str(pack), *options]) == ExitCode.DONE
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8", "replace") for path in files}


def judge(name: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a tool of the environment or the system; skip where it is not installed."""
    program = shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip(f"{name} is not installed")
    return subprocess.run([program, *words], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", KINDS)
def test_three_commands_follow_and_nothing_is_written_over(
    kind: str, tiny_pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "my site"
    files = deployed(kind, tiny_pack, folder)
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 3
    assert any(shlex.quote(str(folder)) in line or f"'{folder}" in line for line in out.splitlines())
    assert f"wrote {len(files)} files" in err
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    command = ["deploy", "--to", kind, str(folder), "--content", str(tiny_pack)]
    assert run(command) == ExitCode.USAGE
    assert "the folder is not empty" in capsys.readouterr().err
    assert run([*command, "--replace"]) == ExitCode.DONE
    assert (folder / "mine.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("kind", ["systemd", "container", "fly"])
def test_the_pack_goes_along_whole(kind: str, tiny_pack: Path, tmp_path: Path) -> None:
    (tiny_pack / ".import.json").write_text("{}", encoding="utf-8")
    files = deployed(kind, tiny_pack, tmp_path / "out")
    [below] = {path.partition("profile.yaml")[0] for path in files if path.endswith("profile.yaml")}
    assert load_portfolio(tmp_path / "out" / below).digest == load_portfolio(tiny_pack).digest
    assert not [path for path in files if path.endswith(".import.json")]


@pytest.mark.parametrize("kind", ["systemd", "container", "fly"])
def test_settings_go_along_and_secrets_do_not(
    kind: str, tiny_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = tmp_path / "keys"
    keys.write_text("ssh-ed25519 AAAA me\n", encoding="utf-8")
    given = {
        "PORTFOLIO_LLM_KEY": "s3cret",
        "PORTFOLIO_LLM_URL": "http://localhost:9/v1",
        "PORTFOLIO_DATABASE_URL": "postgresql://me:pa55@db/x",
        "PORTFOLIO_VISITS": "true",
        "PORTFOLIO_HOSTING_BANNER": 'It\'s $5 "here"',
        "PORTFOLIO_HOSTING_WEB_ORIGINS": '["https://example.org"]',
        "PORTFOLIO_HOSTING_AUTHORIZED_KEYS": str(keys),
        "PORTFOLIO_HOSTING_HOST_KEY_FILE": str(tmp_path / "key"),
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    files = deployed(kind, tiny_pack, tmp_path / "out")
    said = capsys.readouterr()
    everything = "".join([*files.values(), *files, said.out])
    assert not [secret for secret in ("s3cret", "pa55", str(tmp_path / "key")) if secret in everything]
    assert all(name in everything for name in ("PORTFOLIO_LLM_KEY", "PORTFOLIO_DATABASE_URL"))
    assert "host_key_file: the key stays here" in said.err
    assert ("the container itself" in said.err) == (kind != "systemd")
    found = variables(kind, tmp_path / "out")
    assert found["PORTFOLIO_HOSTING_BANNER"] == given["PORTFOLIO_HOSTING_BANNER"]
    assert found["PORTFOLIO_VISITS"] == "true"
    assert json.loads(found["PORTFOLIO_HOSTING_WEB_ORIGINS"]) == ["https://example.org"]
    where = found["PORTFOLIO_HOSTING_AUTHORIZED_KEYS"].lstrip("/")
    assert files[where] == "ssh-ed25519 AAAA me\n", "who may come in is as narrow there"


def variables(kind: str, folder: Path) -> dict[str, str]:
    """What the deployed portfolio finds in its environment."""
    match kind:
        case "systemd":
            text = (folder / "etc" / "portfolio" / "hosting.env").read_text(encoding="utf-8")
            return dict(word.split("=", 1) for word in shlex.split(text, comments=True))
        case "container":
            service = yaml.safe_load((folder / "compose.yaml").read_text(encoding="utf-8"))["services"]["portfolio"]
            return {name: value.replace("$$", "$") for name, value in service["environment"].items()}
    env: dict[str, str] = tomllib.loads((folder / "fly.toml").read_text(encoding="utf-8"))["env"]
    return env


@pytest.mark.parametrize("kind", ["systemd", "container", "fly"])
def test_what_goes_along_is_what_a_host_reads(
    kind: str, tiny_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTFOLIO_PASSAGES", "2")
    monkeypatch.setenv("PORTFOLIO_HOSTING_SESSIONS", "12")
    monkeypatch.setenv("PORTFOLIO_HOSTING_PROXY_PROTOCOL", '["192.0.2.0/24"]')
    deployed(kind, tiny_pack, tmp_path / "out")
    found = variables(kind, tmp_path / "out")
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    assert load_settings().passages == 2
    hosting = load_hosting_settings()
    assert hosting.sessions == 12
    assert str(hosting.proxy_protocol[0]) == ("172.16.0.0/12" if kind == "fly" else "192.0.2.0/24")


def test_what_lies_on_this_machine_alone_is_refused(
    tiny_pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["deploy", "--to", "fly", str(tmp_path / "out"), "--content", str(tiny_pack)]
    assert run([*command, "--model", "/models/mine.gguf"]) == ExitCode.USAGE
    assert "lies on this machine and does not go along" in capsys.readouterr().err
    assert run([*command, "--url", "https://example.org"]) == ExitCode.USAGE
    assert "--url is for static pages" in capsys.readouterr().err
    assert run(["deploy", "--to", "static", *command[3:], "--url", "example.org"]) == ExitCode.USAGE
    assert "example.org is no address of pages" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_drafts_are_counted_where_they_go_along(
    tiny_pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    essay = tiny_pack / "essays" / "observability.md"
    essay.write_text(essay.read_text(encoding="utf-8").replace("title:", "draft: true\ntitle:", 1), encoding="utf-8")
    deployed("container", tiny_pack, tmp_path / "out")
    assert "1 drafts go along; no visitor is shown one" in capsys.readouterr().err
    pages = deployed("static", tiny_pack, tmp_path / "pages")
    assert not [name for name in pages if "observability" in name]


@pytest.mark.parametrize(("host", "address"), [("", "22"), ("192.0.2.1", "192.0.2.1:22"), ("::1", "[::1]:22")])
def test_systemd_takes_the_units(
    host: str, address: str, tiny_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTFOLIO_HOSTING_PORT", "22")
    monkeypatch.setenv("PORTFOLIO_HOSTING_HOST", host)
    files = deployed("systemd", tiny_pack, tmp_path / "out")
    folder = tmp_path / "out" / "etc" / "systemd" / "system"
    assert f"\nListenStream={address}\n" in files["etc/systemd/system/portfolio-ssh.socket"]
    for unit in folder.glob("*.service"):
        unit.write_text(unit.read_text("utf-8").replace("/opt/portfolio/bin/portfolio", "/bin/true"), "utf-8")
    done = judge("systemd-analyze", "verify", "--man=no", *map(str, sorted(folder.iterdir())))
    assert [line for line in done.stderr.splitlines() if "portfolio" in line] == []
    done = judge(
        "systemd-analyze", "security", "--offline=yes", "--threshold=20", str(folder / "portfolio-ssh.service")
    )
    assert done.returncode == 0, done.stdout[-400:]


@pytest.mark.parametrize("kind", ["container", "fly"])
def test_hadolint_finds_nothing_in_what_an_image_is_built_of(kind: str, tiny_pack: Path, tmp_path: Path) -> None:
    files = deployed(kind, tiny_pack, tmp_path / "out")
    done = judge("hadolint", "--no-color", str(tmp_path / "out" / "Containerfile"))
    assert done.returncode == 0, done.stdout + done.stderr
    copied = {
        word for line in re.findall(r"^COPY (?!--from)(.+) \S+$", files["Containerfile"], re.M) for word in line.split()
    }
    allowed = {line[1:] for line in files[".dockerignore"].splitlines() if line.startswith("!")}
    there = {name.partition("/")[0] for name in files}
    assert copied == allowed
    assert copied - there == {"program"}, "the first command makes it"


def test_compose_is_as_its_schema_says(tiny_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTFOLIO_LLM_KEY", "s3cret")
    monkeypatch.setenv("PORTFOLIO_HOSTING_BANNER", "a: 'b' # c")
    deployed("container", tiny_pack, tmp_path / "out")
    path = str(tmp_path / "out" / "compose.yaml")
    done = judge("check-jsonschema", "--builtin-schema", "vendor.compose-spec", path, str(ROOT / "compose.yaml"))
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_container_has_no_more_rights_than_the_one_with_a_database(tiny_pack: Path, tmp_path: Path) -> None:
    written = yaml.safe_load(deployed("container", tiny_pack, tmp_path / "out")["compose.yaml"])["services"][
        "portfolio"
    ]
    beside: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]["portfolio"]
    keys = ("build", "image", "restart", "ports", "read_only", "tmpfs", "cap_drop", "security_opt", "stop_grace_period")
    assert {key: written[key] for key in keys} == {key: beside[key] for key in keys}
    assert written["volumes"] == [*beside["volumes"], "./pack:/pack:ro"]


def test_the_images_run_alike_however_they_are_built() -> None:
    own, ours = containerfile("3.13", copied=["pack"]), containerfile("3.13", source=True)
    assert (
        own.partition("\nFROM ")[2].partition("\nFROM ")[2].replace("COPY pack /pack\n", "")
        == (ours.partition("\nFROM ")[2].partition("\nFROM ")[2])
    )


def test_fly_reads_its_file_and_the_ports_are_those_of_the_image(tiny_pack: Path, tmp_path: Path) -> None:
    files = deployed("fly", tiny_pack, tmp_path / "out")
    fly = tomllib.loads(files["fly.toml"])
    exposed = re.findall(r"^EXPOSE (.*)$", files["Containerfile"], re.M)[0].split()
    assert [str(fly["services"][0]["internal_port"]), str(fly["http_service"]["internal_port"])] == exposed
    assert f'METRICS_PORT="{fly["checks"]["ready"]["port"]}"' in files["Containerfile"]
    assert fly["env"]["PORTFOLIO_CACHE_DIR"].startswith(fly["mounts"][0]["destination"])
    assert re.fullmatch(r"[a-z0-9-]{1,63}", fly["app"])


def test_static_pages_know_where_they_are_and_say_nothing_of_a_terminal(tiny_pack: Path, tmp_path: Path) -> None:
    files = deployed("static", tiny_pack, tmp_path / "out", "--url", "https://example.org/me/")
    page = files["essays/observability.html"]
    own = "https://example.org/me/essays/observability.html"
    assert f'<meta property="og:url" content="{own}">\n<link rel="canonical" href="{own}">' in page
    assert '<meta property="og:image" content="https://example.org/me/topology.svg">' in page
    assert "topology.svg" in files
    assert f"<loc>{own}</loc>" in files["sitemap.xml"]
    assert '<link rel="canonical" href="https://example.org/me/">' in files["index.html"]
    assert "feed.xml" in files
    assert not [name for name, text in files.items() if name.endswith(".html") and "in a terminal" in text]


def test_a_default_portfolio_carries_nothing() -> None:
    found = carried(Settings(), HostingSettings())
    assert (found.variables, found.secrets, found.left) == ({}, (), ())
