"""The SSH door with the real OpenSSH client: what comes in, and that nothing else does."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path

import asyncssh
import pytest

from tests.hosting.house import open_house
from tests.hosting.ssh_client import client, needs_ssh, on_screen
from tests.hosting.waiting import PATIENCE, until

pytestmark = needs_ssh

SCREENS = ("-tt",)


# -- screens


async def test_a_terminal_gets_the_screens_in_its_size_and_colours() -> None:
    async with (
        open_house(door=True) as house,
        on_screen(house.port, columns=93, rows=31, term="xterm-kitty") as screen,
    ):
        await screen.shows("size 93x31")
        screen.type("grüezi")
        await screen.shows("typed grüezi")
        screen.resize(71, 22)
        await screen.shows("size 71x22")
        screen.type("\x11")
        assert await screen.ended() == 0
        assert "Thanks for stopping by." in screen.text
        assert b"38;2;" in screen.data
    [began] = house.lines("session")
    assert began["term"] == "xterm-kitty"
    assert began["size"] == "93x31"
    assert began["depth"] == "truecolor"


@pytest.mark.parametrize(
    ("term", "variables", "depth"),
    [
        ("xterm-256color", {}, "256"),
        ("xterm", {}, "16"),
        ("xterm-256color", {"COLORTERM": "truecolor"}, "truecolor"),
        ("xterm-256color", {"NO_COLOR": "1"}, "none"),
    ],
)
async def test_colours_follow_the_variables_that_the_client_sends(
    term: str, variables: dict[str, str], depth: str
) -> None:
    options = ("-t", "-o", "SendEnv=COLORTERM NO_COLOR LANG")
    environment = {"COLORTERM": "", "NO_COLOR": ""} | variables
    async with (
        open_house(door=True) as house,
        on_screen(house.port, term=term, options=options, environment=environment) as screen,
    ):
        await screen.shows("size 80x24")
    assert house.lines("session")[0]["depth"] == depth


async def test_a_link_opens_there_on_a_terminal() -> None:
    async with open_house(door=True) as house, on_screen(house.port, "essays/event-driven-backbones") as screen:
        await screen.shows("welcome essays/event-driven-backbones")


async def test_a_dumb_terminal_gets_words() -> None:
    async with open_house(door=True) as house, on_screen(house.port, term="dumb") as screen:
        await screen.shows("this is the help")
        assert await screen.ended() == 0
        assert b"\x1b" not in screen.data
        assert "the screens cannot be drawn" in screen.text


async def test_the_end_of_input_and_a_vanished_terminal_end_the_session() -> None:
    async with open_house(door=True) as house:
        async with on_screen(house.port) as screen:
            await screen.shows("size 80x24")
            screen.process.terminate()
            await screen.ended()
        await until(lambda: not house.host.sessions, "the end")
        connection = await house.connect()
        async with connection:
            process = await connection.create_process(term_type="xterm", term_size=(80, 24), encoding=None)
            await until(lambda: house.host.sessions, "the session")
            process.stdin.write_eof()
            await until(lambda: not house.host.sessions, "the end")


@pytest.mark.parametrize("signal", ["HUP", "TERM"])
async def test_signals_leave(signal: str) -> None:
    async with open_house(door=True) as house, await house.connect() as connection:
        process = await connection.create_process(term_type="xterm", term_size=(80, 24), encoding=None)
        await process.stdout.readuntil(b"size 80x24")
        process.send_signal(signal)
        await asyncio.wait_for(process.wait_closed(), PATIENCE)
        assert house.lines("session ended")[0]["reason"] == "quit"


async def test_absurd_sizes_are_clamped() -> None:
    async with open_house(door=True) as house, await house.connect() as connection:
        process = await connection.create_process(
            term_type="xterm", term_size=(4_294_967_295, 4_294_967_295), encoding=None
        )
        await process.stdout.readuntil(b"size 400x150")
        process.change_terminal_size(4_294_967_295, 1)
        await process.stdout.readuntil(b"size 400x6")
        process.change_terminal_size(0, 0)
        await process.stdout.readuntil(b"size 80x24")


async def test_any_user_name_is_welcome_and_none_steers_the_log() -> None:
    async with open_house(door=True) as house:
        for user in ("root", "a b", "x\x1b]0;owned\x07", "日本"):
            async with await asyncssh.connect(
                "127.0.0.1", house.port, username=user.replace("\x1b", "").replace("\x07", ""), known_hosts=None,
                config=None, client_keys=None, agent_path=None,
            ) as connection:  # fmt: skip
                done = await connection.run("echo hi", term_type="xterm\x1b[2J\x1b]0;owned\x07"[:60])
                assert "hi" in str(done.stdout)
    assert "\x1b" not in house.log.getvalue()
    assert house.log.getvalue().isascii()


async def test_the_banner_comes_first() -> None:
    async with open_house(door=True, banner="Welcome to the portfolio.") as house:
        options = ("-o", "LogLevel=INFO")
        _, _, err = await house.ssh("echo", "hi", options=options)
    assert "Welcome to the portfolio." in err


# -- commands


async def test_a_command_has_its_own_stdout_stderr_and_exit_code() -> None:
    async with open_house(door=True) as house:
        assert await house.ssh("echo", "hi", "there") == (0, "hi there\n", "talk\n")
        assert (await house.ssh("fail", "4"))[0] == 4
        assert (await house.ssh("no-such-thing"))[0] == 2


async def test_a_command_reads_what_is_piped_into_it() -> None:
    async with open_house(door=True) as house:
        text = "line\n" * 20_000
        assert await house.ssh("cat", stdin=text.encode()) == (0, text, "")


async def test_no_command_and_no_terminal_is_help() -> None:
    async with open_house(door=True) as house:
        assert await house.ssh(options=("-T",)) == (0, "this is the help\n", "")


async def test_commands_of_many_visitors_never_mix() -> None:
    async with open_house(door=True) as house:
        answers = await asyncio.gather(*(house.ssh("echo", f"visitor{n}", user=f"user{n}") for n in range(12)))
    assert answers == [(0, f"visitor{n}\n", "talk\n") for n in range(12)]


async def test_a_command_with_a_terminal_writes_line_ends_for_it_and_hears_interrupts() -> None:
    async with open_house(door=True) as house:
        async with on_screen(house.port, "echo hi", options=SCREENS) as screen:
            assert await screen.ended() == 0
            assert b"hi\r\n" in screen.data
        async with on_screen(house.port, "forever", options=SCREENS) as screen:
            await screen.shows("tick")
            screen.type("\x03")
            assert await screen.ended() == 130
        async with on_screen(house.port, "cat", options=SCREENS) as screen:
            await until(lambda: house.lines("session")[-1]["kind"] == "command" and len(house.lines("session")) == 3)
            screen.type("typed\r\x04")
            assert await screen.ended() == 0
            assert screen.text.count("typed") == 2, "the echo, and the output"


async def test_long_output_arrives_whole() -> None:
    async with open_house(door=True) as house:
        code, out, _ = await house.ssh("flood", "4000")
    assert (code, len(out)) == (0, 4000 * 1024)


async def test_head_ends_a_command_that_never_would() -> None:
    async with open_house(door=True) as house:
        process = await asyncio.create_subprocess_exec(
            *client(house.port, "guest"), "forever", stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        assert await process.stdout.readline() == b"tick\n"
        process.kill()
        await process.wait()
        await until(lambda: not house.host.sessions, "the end of the command")


@pytest.mark.parametrize("command", ["raise", "exit"])
async def test_a_command_that_breaks_says_sorry_and_harms_no_other(command: str) -> None:
    async with open_house(door=True) as house:
        code, out, err = await house.ssh(command)
        assert (code, out) == (1, "")
        assert err.startswith("Sorry")
        assert (await house.ssh("echo", "hi"))[0] == 0
    assert len(house.lines("crash")) == 1


async def test_a_command_that_takes_too_long_is_stopped() -> None:
    async with open_house(door=True, command_seconds=0.5) as house:
        code, _, err = await house.ssh("forever")
    assert code == 1
    assert "too long" in err


async def test_a_command_that_cannot_be_read_is_told_so() -> None:
    async with open_house(door=True) as house:
        code, _, err = await house.ssh("echo " + "x" * 10_000)
    assert (code, "longer than" in err) == (2, True)


# -- nothing else


async def test_a_shell_is_not_to_be_had() -> None:
    async with open_house(door=True) as house:
        for command in ("sh", "/bin/sh -c id", "echo hi; id", "$(id)", "`id`", "scp -f /etc/passwd", "rsync --server"):
            _, out, _ = await house.ssh(command)
            assert "uid=" not in out
            assert "root:" not in out


@pytest.mark.skipif(shutil.which("sftp") is None, reason="sftp is not installed")
async def test_files_are_not_to_be_had(tmp_path: Path) -> None:
    async with open_house(door=True) as house:
        options = client(house.port, "guest")[1:-1]
        options[options.index("-p")] = "-P"
        for tool in (["sftp", *options, "guest@127.0.0.1:/etc/passwd", str(tmp_path)],
                     ["scp", *options, "guest@127.0.0.1:/etc/passwd", str(tmp_path)],
                     ["scp", "-O", *options, "guest@127.0.0.1:/etc/passwd", str(tmp_path)]):  # fmt: skip
            process = await asyncio.create_subprocess_exec(
                *tool, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
            )
            _, err = await asyncio.wait_for(process.communicate(), PATIENCE)
            assert process.returncode != 0
            if "-O" not in tool:
                assert b"there is no sftp here" in err
    assert not list(tmp_path.iterdir())


async def test_nothing_is_forwarded(unused_tcp_port: int, tmp_path: Path) -> None:
    target = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    there = target.sockets[0].getsockname()[1]
    async with open_house(door=True) as house:
        _, _, err = await house.ssh(options=("-W", f"127.0.0.1:{there}", "-o", "LogLevel=INFO"))
        assert "forwards nothing" in err
        options = (
            "-R",
            f"{unused_tcp_port}:127.0.0.1:{there}",
            "-o",
            "ExitOnForwardFailure=yes",
            "-o",
            "LogLevel=INFO",
        )
        code, _, err = await house.ssh("echo", "hi", options=options)
        assert (code, "remote port forwarding failed" in err) == (255, True)
        async with await house.connect() as connection:
            with pytest.raises(asyncssh.ChannelOpenError, match="forwards nothing"):
                await connection.open_connection("127.0.0.1", there)
            with pytest.raises(asyncssh.ChannelOpenError, match="forwards nothing"):
                await connection.open_unix_connection(str(tmp_path / "socket"))
            with pytest.raises(asyncssh.ChannelListenError):
                await connection.forward_remote_port("", 0, "127.0.0.1", there)
            with pytest.raises(asyncssh.ChannelListenError):
                await connection.forward_remote_path(str(tmp_path / "socket"), str(tmp_path / "other"))
    target.close()


async def test_no_agent_and_no_x11(tmp_path: Path) -> None:
    agent = await asyncio.start_unix_server(lambda _, writer: writer.close(), tmp_path / "agent")
    async with open_house(door=True) as house:
        options = ("-A", "-o", f"IdentityAgent={tmp_path / 'agent'}")
        code, out, err = await house.ssh("echo", "hi", options=options)
        assert (code, out) == (0, "hi\n")
        assert "agent forwarding is not offered here" in err
        async with await house.connect() as connection:
            with pytest.raises(asyncssh.ChannelOpenError, match="X11"):
                await connection.create_process("echo hi", x11_forwarding=True, x11_display="127.0.0.1:0",
                                                x11_auth_path=str(tmp_path / "auth"))  # fmt: skip
    agent.close()


async def test_variables_other_than_the_terminals_are_dropped() -> None:
    async with open_house(door=True) as house, await house.connect() as connection:
        seen: list[dict[str, str]] = []
        original = house.host.run_command

        class Spy:
            place = original.place

            def __call__(self, arguments, streams, terminal, visitor):  # type: ignore[no-untyped-def]
                seen.append(dict(os.environ))
                return 0

        house.host.run_command = Spy()  # type: ignore[assignment]
        sent = {f"V{n}": "x" * 100 for n in range(300)} | {"LD_PRELOAD": "/x.so", "PATH": "/x", "LANG": "C" * 65}
        process = await connection.create_process("echo hi", env=sent)
        await process.wait()
    assert not {"V0", "LD_PRELOAD"} & set(seen[0])
    assert seen[0]["PATH"] == os.environ["PATH"]


async def test_the_algorithms_are_narrow() -> None:
    async with open_house(door=True) as house:
        for option in ("KexAlgorithms=diffie-hellman-group14-sha1", "Ciphers=aes128-cbc", "MACs=hmac-sha1,hmac-md5"):
            options = ("-o", option, *(("-o", "Ciphers=aes128-ctr") if "MAC" in option else ()))
            code, _, err = await house.ssh("echo", "hi", options=(*options, "-o", "LogLevel=INFO"))
            assert (code, "no matching" in err) == (255, True)


async def test_only_listed_keys_come_in_where_the_owner_lists_them(tmp_path: Path) -> None:
    friend, stranger = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    (tmp_path / "authorized").write_bytes(friend.export_public_key())
    for name, key in (("friend", friend), ("stranger", stranger)):
        (tmp_path / name).write_bytes(key.export_private_key())
        (tmp_path / name).chmod(0o600)
    async with open_house(door=True, authorized_keys=tmp_path / "authorized") as house:
        assert (await house.ssh("echo", "hi", options=("-i", str(tmp_path / "friend"))))[0] == 0
        code, _, err = await house.ssh("echo", "hi", options=("-i", str(tmp_path / "stranger"), "-o", "BatchMode=yes"))
        assert (code, "Permission denied (publickey)" in err) == (255, True)
