#!/usr/bin/env bash
# textual 8.2.8
# Most expect: a thread worker begins when it is started; apps in one process do not wait for each other.
# What happens: thread workers of all apps of an event loop share that loop's default executor, which has min(32, processors + 4) threads. Where
# as many workers wait for something, the worker of the next app does not begin, and nothing says so: its state is RUNNING.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q textual==8.2.8
venv/bin/python - <<'PY'
import asyncio
import os
import threading

from textual.app import App

threads = min(32, (os.cpu_count() or 1) + 4)
go, begun = threading.Event(), []


class Waiting(App):
    def on_mount(self) -> None:
        self.waiting = self.run_worker(self.wait, thread=True)

    def wait(self) -> None:
        begun.append(self)
        go.wait()


async def main() -> tuple[int, str]:
    apps = [Waiting() for _ in range(threads + 1)]
    tasks = [asyncio.create_task(app.run_async(headless=True)) for app in apps]
    while not all(hasattr(app, "waiting") for app in apps) or len(begun) < threads:
        await asyncio.sleep(0.05)
    await asyncio.sleep(1)
    (last,) = set(apps) - set(begun)
    seen = len(begun), last.waiting.state.name
    go.set()
    for app in apps:
        app.exit()
    await asyncio.gather(*tasks)
    return seen


seen = asyncio.run(main())
print(f"begun of {threads + 1}, and the state of the other:", seen)
assert seen == (threads, "RUNNING")
PY
