"""llama.cpp's functions, without the rest of llama-cpp-python."""

from __future__ import annotations

import sys
import threading
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

PACKAGE = "llama_cpp"
_importing = threading.Lock()


def bindings() -> Any:
    """Return the module `llama_cpp.llama_cpp`: llama.cpp's C functions by their names.

    Its package imports chat templates, Jinja, a class around models and what they need: 0.15 to 0.3 s, two thirds of
    the import, for nothing that is used here. So a bare package stands in for it meanwhile.
    """
    with _importing:
        if PACKAGE in sys.modules:
            return import_module(f"{PACKAGE}.llama_cpp")
        spec = find_spec(PACKAGE)
        if spec is None or spec.submodule_search_locations is None:
            raise ModuleNotFoundError(f"No module named {PACKAGE!r}", name=PACKAGE)
        bare = ModuleType(PACKAGE)
        bare.__spec__ = spec  # for whoever looks for the package meanwhile
        bare.__path__ = list(spec.submodule_search_locations)
        sys.modules[PACKAGE] = bare
        try:
            return import_module(f"{PACKAGE}.llama_cpp")
        finally:
            del sys.modules[PACKAGE]  # whoever imports the package gets all of it, around the same functions
