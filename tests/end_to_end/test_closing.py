"""A model that is closed while it computes, or while others tokenise with it, takes nothing down."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engine.settings import load_settings
from models.resolve import ensure_llm

SCRIPT = """
import sys, threading
from pathlib import Path
from engine.llama.context import Cancel, Cancelled, Llama, ModelLoadError

llama = Llama(Path(sys.argv[1]), 2048, 2, 2)
begun = threading.Event()


def until_closed(step):
    def run():
        while True:
            begun.set()
            try:
                step()
            except (Cancelled, ModelLoadError):
                return
    return threading.Thread(target=run)


def read():
    llama.cut(0)
    llama.extend(range(1000, 1400))
    llama.logits().argmax()


llama.watch(Cancel())
threads = [until_closed(read), until_closed(lambda: llama.tokenize("The outbox pattern buys. " * 200))]
for thread in threads:
    thread.start()
begun.wait()
llama.close()
for thread in threads:
    thread.join(60)
    assert not thread.is_alive()
print("alive")
"""

LEAVING = """
import sys, threading
from content.loader import load_portfolio
from engine.assistant import Assistant
from engine.settings import load_settings

settings = load_settings(model="none", cache_dir=sys.argv[1])
embedder = Assistant.open(load_portfolio(settings.content), settings).retriever.embedder
begun = threading.Event()


def embed():
    while True:
        embedder.embed(["The outbox pattern buys atomicity between a database and a broker."])
        begun.set()


for _ in range(2):
    threading.Thread(target=embed, daemon=True).start()
begun.wait()
"""


@pytest.fixture(scope="module")
def model() -> Path:
    return ensure_llm("smollm2-135m", load_settings().cache_dir).path


def test_closing_a_model_in_use_waits_for_whoever_uses_it(model: Path) -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT, str(model)], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr[-2000:]


@pytest.mark.usefixtures("model")
def test_a_process_that_ends_while_a_question_is_embedded_does_not_crash() -> None:
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", LEAVING, str(load_settings().cache_dir)], capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr[-2000:]
