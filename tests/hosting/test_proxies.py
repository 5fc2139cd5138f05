"""The proxies of deploy/ before both doors, each the real program, which scripts/test installs."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_network
from pathlib import Path

import asyncssh
import pytest

from tests.hosting.page_client import Terminal, browser
from tests.hosting.waiting import until
from tests.places import TESTS
from tui.hosting.ssh import door as ssh

PROXIES = {
    "nginx": ("nginx.conf", ("nginx", "-p", "{folder}", "-c", "{file}", "-e", "stderr", "-g", "daemon off;")),
    "caddy": ("Caddyfile", ("caddy", "run", "--adapter", "caddyfile", "--config", "{file}")),
    "haproxy": ("haproxy.cfg", ("haproxy", "-db", "-f", "{file}")),
}
SYSTEM = "/usr/sbin:/usr/bin"
"""Where Debian puts them, of which the first is not in everybody's PATH."""
HERE = (ip_network("127.0.0.1"),)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port: int = sock.getsockname()[1]
        return port


@asynccontextmanager
async def proxied(name: str, folder: Path, web: int, ssh_port: int = 1) -> AsyncIterator[tuple[int, int]]:
    """Run a proxy by its file in deploy/, with other ports; yield those that it listens on."""
    if shutil.which(name, path=SYSTEM) is None:
        pytest.skip(f"{name} is not installed; on Debian or Ubuntu: apt-get install {name}")
    file, command = PROXIES[name]
    pages, shell = free_port(), free_port()
    text = (TESTS.parent / "deploy" / file).read_text()
    ports = {"8080": web, "8081": pages, "2222": ssh_port, "2223": shell}
    text = re.sub(r"(?<=:|\s)(8080|8081|2222|2223)\b", lambda match: str(ports[match[1]]), text)
    if name == "nginx":
        text = f"pid {folder}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{text}}}\n"
    if name == "caddy":
        text = f"{{\nadmin off\nauto_https off\n}}\n{text}"
    (folder / file).write_text(text)
    process = await asyncio.create_subprocess_exec(
        *(part.format(folder=folder, file=folder / file) for part in command),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        env={"HOME": str(folder), "PATH": SYSTEM},
    )
    try:
        await until(lambda: process.returncode is not None or listens(pages), f"{name} to listen")
        assert process.returncode is None
        yield pages, shell
    finally:
        process.terminate()
        await process.wait()


def listens(port: int) -> bool:
    """Say whether somebody listens on a port."""
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("name", PROXIES)
async def test_pages_and_terminals_are_reached_below_a_path(name: str, tmp_path: Path) -> None:
    async with (
        browser(web_path="/portfolio", trusted_proxies=HERE) as visitor,
        proxied(name, tmp_path, visitor.port) as (port, _),
    ):
        url = f"http://127.0.0.1:{port}"
        visitor.url = f"{url}/portfolio"
        assert (await visitor.get("/"))[:2] == (200, "<p>welcome to the pages</p>")
        assert (await visitor.get(""))[:2] == (200, "<p>welcome to the pages</p>")
        assert (await visitor.get("/essays/one"))[0] == 200
        assert f"Sitemap: {url}/portfolio/sitemap.xml" in (await visitor.get("/robots.txt"))[1]
        assert f"<loc>{url}/portfolio/essays/one.html</loc>" in (await visitor.get("/sitemap.xml"))[1]
        assert (await visitor.get("/favicon.ico"))[0] == 204
        assert 'src="terminal/terminal.mjs"' in (await visitor.get("/terminal"))[1]
        opened = await visitor.session.ws_connect(
            f"{url}/portfolio/terminal/socket", headers={"Origin": url, "X-Forwarded-For": "198.51.100.7"}
        )
        await opened.send_json({"type": "hello", "columns": 80, "rows": 24})
        await Terminal(opened).shows("welcome")
        await opened.close()


async def test_the_ssh_door_hears_of_visitors_from_a_balancer(tmp_path: Path) -> None:
    async with browser(proxy_protocol=HERE) as visitor:
        host = visitor.house.host
        acceptor = await ssh.listen(host, asyncssh.generate_private_key("ssh-ed25519"))
        async with proxied("haproxy", tmp_path, visitor.port, acceptor.get_port()) as (_, port):
            visitor.house.port = port
            async with await visitor.house.connect() as connection:
                assert (await connection.run("echo hi")).exit_status == 0
        await ssh.close(acceptor)
