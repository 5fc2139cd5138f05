"""What the SSH door offers."""

from __future__ import annotations

from tui.hosting.ssh.channel import ALGORITHMS


def test_the_first_key_exchange_is_the_one_that_dropbear_guesses() -> None:
    """Dropbear 2022.83 sends its first packet ahead; asyncssh 2.24.1 understands that only where both put the same
    first (findings/dropbear-guess-meets-asyncssh.sh)."""
    assert ALGORITHMS["kex_algs"][0] == "curve25519-sha256"
