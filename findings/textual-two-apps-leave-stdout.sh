#!/usr/bin/env bash
# textual 8.2.8
# Most expect: apps that run in one event loop give stdout back when they have ended, in whatever order.
# What happens: each app puts its own capture in place of sys.stdout and restores what it found. Where the first to begin is the first to
# end, sys.stdout stays the capture of that app: the terminal's isatty and fileno are gone, and the app that has ended is held for good.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q textual==8.2.8
venv/bin/python - <<'PY'
import asyncio
import gc
import sys
import weakref

from textual.app import App

real = sys.stdout


async def begun() -> tuple[App, asyncio.Task]:
    app = App()
    task = asyncio.create_task(app.run_async(headless=True))
    while not app.is_running:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.5)
    return app, task


async def main() -> list[weakref.ref]:
    pairs = [await begun(), await begun()]
    for app, task in pairs:
        app.exit()
        await task
    return [weakref.ref(app) for app, _ in pairs]


first, _ = asyncio.run(main())
gc.collect()
left, holds = type(sys.stdout).__name__, getattr(sys.stdout, "app", None) is first() is not None
sys.stdout = real
print("sys.stdout after both apps:", left, "- holds the first app:", holds)
assert left == "_PrintCapture"
assert holds
PY
