"""llama.cpp is opened without what its package loads beside it, and the package stays as it is."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import sys
from engine.llama.bindings import bindings

llama = bindings()
assert llama.llama_print_system_info
assert not {"jinja2", "llama_cpp", "llama_cpp.llama"} & set(sys.modules), sorted(sys.modules)
assert bindings() is llama
import llama_cpp
assert llama_cpp.llama_cpp is llama
assert llama_cpp.Llama
assert bindings() is llama
print("right")
"""


def test_only_the_functions_are_loaded_and_the_package_still_can_be() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True)
    assert done.stdout.strip() == "right", done.stderr[-2000:]
