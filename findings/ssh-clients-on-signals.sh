#!/usr/bin/env bash
# asyncssh 2.24.1; libssh2 through ssh2-python 1.2.0.post1; OpenSSH 9.2, dropbear 2022.83, PuTTY 0.78 (apt-get)
# Most expect: a client whose command was ended by a signal, or whose channel was closed without a status, does not exit with 0.
# What happens: OpenSSH exits with 255 for both. plink says 128 for a signal and 0 for a closed channel. dbclient says 0 for both,
# libssh2 too, and names no signal. So only a status is told to all four, in its last eight bits: 300 arrives as 44.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q asyncssh==2.24.1 ssh2-python==1.2.0.post1
apt-get download -qq dropbear-bin libtomcrypt1 libtommath1 putty-tools openssh-client libedit2 libbsd0 libmd0 libfido2-1 libcbor0.8 libgssapi-krb5-2 libkrb5-3 libk5crypto3 libkrb5support0 libkeyutils1 libcom-err2 2>/dev/null
for package in *.deb; do dpkg -x "$package" debian; done
export LD_LIBRARY_PATH=$(echo "$work"/debian/usr/lib/*-linux-gnu)
venv/bin/python - <<'PY'
import asyncio
import os
import socket

import asyncssh
from ssh2.session import Session


class Server(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return False


def status_by_libssh2(port: int, command: str) -> int:
    session = Session()
    session.handshake(socket.create_connection(("127.0.0.1", port)))
    session.userauth_list("me")  # which is how a server says that it asks for nothing
    channel = session.open_session()
    channel.execute(command)
    while channel.read()[0] > 0:
        pass
    channel.close()
    channel.wait_closed()
    assert channel.get_exit_signal()[1] is None
    return channel.get_exit_status()


async def process(session: asyncssh.SSHServerProcess) -> None:
    match session.command:
        case "signal":
            session.exit_with_signal("TERM")
        case "close":
            session.channel.close()
        case _:
            session.exit(300)


async def main() -> dict[str, list[int | None]]:
    key = asyncssh.generate_private_key("ssh-ed25519")
    server = await asyncssh.create_server(
        Server, "127.0.0.1", 0, server_host_keys=[key], process_factory=process, kex_algs=["curve25519-sha256"]
    )
    port, here = str(server.get_port()), "me@127.0.0.1"
    quiet = ["-F", "none", "-q", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"]
    clients = {
        "OpenSSH": ["ssh", *quiet, "-p", port, here],
        "dropbear": ["dbclient", "-y", "-y", "-p", port, here],
        "PuTTY": ["plink", "-batch", "-hostkey", key.get_fingerprint(), "-P", port, here],
    }
    seen = {}
    for name, (program, *arguments) in clients.items():
        seen[name] = []
        for command in ("signal", "close", "status"):
            client = await asyncio.create_subprocess_exec(
                f"debian/usr/bin/{program}", *arguments, command, stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL, env={**os.environ, "HOME": os.getcwd()},
            )
            seen[name].append(await client.wait())
    commands = ("signal", "close", "status")
    seen["libssh2"] = [await asyncio.to_thread(status_by_libssh2, server.get_port(), command) for command in commands]
    server.close()
    return seen


seen = asyncio.run(main())
print("signal, close, status 300:", seen)
assert seen == {"OpenSSH": [255, 255, 44], "dropbear": [0, 0, 44], "PuTTY": [128, 0, 44], "libssh2": [0, 0, 44]}
PY
