"""A llama.cpp of another processor: the package `llama_cpp` in a folder that comes before the real one.

Whoever imports it, or loads a model with it, ends by a signal, as by an instruction that the processor does not have.
"""

from __future__ import annotations

from pathlib import Path

DIES = """
import os, signal

os.kill(os.getpid(), signal.{name})
"""

DIES_OF_EXTRA_BUFFERS = """
import os, signal, sys
from pathlib import Path

here = Path(__file__).parents[1]
real = next(
    folder for folder in (Path(path) / "llama_cpp" for path in sys.path if path and Path(path) != here)
    if (folder / "llama_cpp.py").is_file()
)
sys.modules["llama_cpp"].__path__ = [str(real)]
__file__ = str(real / "llama_cpp.py")
exec(compile(Path(__file__).read_text(encoding="utf-8"), __file__, "exec"))
load = llama_model_load_from_file


def llama_model_load_from_file(path, parameters):
    if parameters.use_extra_bufts:
        os.kill(os.getpid(), signal.{name})
    return load(path, parameters)
"""


def other_processor(folder: Path, code: str, name: str = "SIGILL") -> dict[str, str]:
    """Put the package into `folder`; return the environment in which it is found."""
    package = folder / "other" / "llama_cpp"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "llama_cpp.py").write_text(code.format(name=name), encoding="utf-8")
    return {"PYTHONPATH": str(package.parent)}
