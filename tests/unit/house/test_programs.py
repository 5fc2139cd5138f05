"""What scripts/test installs to judge by: all that there is, and no service with it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.fakes.programs import program
from tests.places import ROOT

TOLD = "Some could not be installed; the tests that need them are skipped."
PROXIES = {"nginx", "caddy", "haproxy"}


def installs(folder: Path, lacks: str = "") -> tuple[list[str], str]:
    """Install what is missing as root, where nothing is there; return what was asked of apt-get and of the policy, by
    turns, and what was said. A command that asks for what the system lacks fails."""
    (programs := folder / "bin").mkdir()
    for name in ("rm", "chmod"):
        (programs / name).symlink_to(f"/bin/{name}")
    program(programs / "id", "echo 0")
    program(
        programs / "apt-get",
        f'echo "$@" >>{folder}/calls\n{folder}/policy nginx start\necho $? >>{folder}/calls\n'
        f'case "$*" in *{lacks or "nothing"}*) exit 100;; esac\n',
    )
    script = (f". {ROOT}/scripts/programs.sh; say() {{ echo \"$@\"; }}; POLICY={folder}/policy SYSTEM={programs} "
              f"PATH={programs}; install_programs")  # fmt: skip
    done = subprocess.run(
        ["/bin/bash", "-euc", script], check=True, env={"PATH": "/bin"}, capture_output=True, text=True
    )
    return (folder / "calls").read_text().splitlines(), done.stdout


def test_every_proxy_is_installed_and_none_is_started(tmp_path: Path) -> None:
    (*_, installed, policy), said = installs(tmp_path)
    assert {*installed.split()} >= PROXIES
    assert policy == "101"
    assert not (tmp_path / "policy").exists()
    assert TOLD not in said


def test_a_policy_of_the_machine_is_left_as_it_is(tmp_path: Path) -> None:
    program(tmp_path / "policy", "exit 104")
    assert installs(tmp_path)[0][-1] == "104"
    assert (tmp_path / "policy").exists()


def test_a_package_that_the_system_lacks_keeps_no_other_away(tmp_path: Path) -> None:
    calls, said = installs(tmp_path, lacks="caddy")
    alone = {call.split()[-1] for call in calls[4::2]}
    assert alone >= PROXIES
    assert TOLD in said
