"""What a driver knows of its app: Textual hands it over privately."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App
    from textual.driver import Driver
    from textual.drivers.linux_driver import LinuxDriver
    from textual.geometry import Size


def app_behind(driver: Driver) -> App[Any]:
    """Return the app that a driver draws."""
    return driver._app


def loop_of(driver: Driver) -> asyncio.AbstractEventLoop:
    """Return the loop that the app of a driver runs on."""
    return driver._loop


def is_debugging(driver: Driver) -> bool:
    """Whether a driver logs what its parser finds."""
    return driver._debug


def size_of(driver: Driver) -> tuple[int, int] | None:
    """Return the size that a driver was made with, or was last told, in columns and rows."""
    return driver._size


def set_size(driver: Driver, size: tuple[int, int]) -> None:
    """Tell a driver the size of its terminal."""
    driver._size = size


def window_of(driver: LinuxDriver) -> Size | None:
    """Return the size of a driver's window, in columns and rows; None where the terminal tells it in its input."""
    from textual.geometry import Size

    return None if driver._in_band_window_resize else Size(*driver._get_terminal_size())


def can_write(driver: LinuxDriver) -> bool:
    """Whether a driver has its terminal, and writes to it."""
    return driver._writer_thread is not None
