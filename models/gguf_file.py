"""Writes a GGUF file of architecture ``bert``, and reads it back before anybody else does."""

from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import PullError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from gguf import GGMLQuantizationType, GGUFReader

    Tensors = dict[str, tuple[npt.NDArray[np.generic], GGMLQuantizationType]]

Keys = dict[str, bool | int | float | str | list[str] | list[int]]

_ARCHITECTURE = "bert"


def write_gguf(target: Path, keys: Keys, tensors: "Tensors") -> None:
    """Write the file, and read it back: gguf 0.19.0 leaves out an empty text or list and flattens a list of lists."""
    import gguf

    writer = gguf.GGUFWriter(target, _ARCHITECTURE)
    add = {bool: writer.add_bool, int: writer.add_uint32, float: writer.add_float32, str: writer.add_string}
    for key, value in keys.items():
        add.get(type(value), writer.add_array)(key, value)
    for name, (data, kind) in tensors.items():
        writer.add_tensor(name, data, raw_dtype=kind)
    try:
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()
    if wrong := sorted(differing(gguf.GGUFReader(target), keys, tensors)):
        raise PullError(f"the converted embedder does not hold what was written: {', '.join(wrong)}")


def differing(reader: "GGUFReader", keys: Keys, tensors: "Tensors") -> set[str]:
    """Return the names of keys and tensors that a file does not hold as they were meant, and of those it adds."""
    meant = {"general.architecture": _ARCHITECTURE, **keys}
    read = {key: field.contents() for key, field in reader.fields.items() if not key.startswith("GGUF.")}
    held = {tensor.name: tensor.data.tobytes() for tensor in reader.tensors}
    wrong = {key for key, value in meant.items() if not _same(read.get(key), value)} | read.keys() - meant.keys()
    return wrong | {name for name, (data, _) in tensors.items() if held.get(name) != data.tobytes()}


def _same(read: object, meant: object) -> bool:
    if isinstance(read, float) and isinstance(meant, float):
        return abs(read - meant) <= 1e-6 * abs(meant)  # it is kept in 32 bits
    return read == meant
