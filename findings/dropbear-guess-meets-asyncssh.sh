#!/usr/bin/env bash
# asyncssh 2.24.1, dropbear 2022.83 (apt-get)
# Most expect: any SSH client reaches a server of asyncssh that is made with defaults: both have curve25519.
# What happens: dropbear's client sends its first key exchange packet ahead, on a guess. By RFC 4253 the guess is right where both sides put
# the same algorithm first; asyncssh asks only whether the client's first was chosen. The server begins with mlkem768x25519, so one side
# sends the packet twice and the other disconnects. With kex_algs that begin with curve25519-sha256 it works. A disconnected dbclient exits with 0.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q asyncssh==2.24.1
apt-get download -qq dropbear-bin libtomcrypt1 libtommath1 2>/dev/null
for package in *.deb; do dpkg -x "$package" debian; done
export LD_LIBRARY_PATH=$(echo "$work"/debian/usr/lib/*-linux-gnu)
venv/bin/python - <<'PY'
import asyncio
import os

import asyncssh


class Server(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return False


async def process(session: asyncssh.SSHServerProcess) -> None:
    session.stdout.write("hello\n")
    session.exit(7)


async def visit(**options: object) -> tuple[str, int | None]:
    key = asyncssh.generate_private_key("ssh-ed25519")
    server = await asyncssh.create_server(Server, "127.0.0.1", 0, server_host_keys=[key], process_factory=process, **options)
    client = await asyncio.create_subprocess_exec(
        "debian/usr/bin/dbclient", "-y", "-y", "-p", str(server.get_port()), "me@127.0.0.1", "greet",
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env={**os.environ, "HOME": os.getcwd()},
    )
    out, talk = await client.communicate()
    server.close()
    return ("Disconnect received" if b"Disconnect received" in talk else out.decode().strip()), client.returncode


seen = asyncio.run(visit()), asyncio.run(visit(kex_algs=["curve25519-sha256", "ecdh-sha2-nistp256"]))
print("defaults:", seen[0], " curve25519 first:", seen[1])
assert seen == (("Disconnect received", 0), ("hello", 7))
PY
