"""Reads a .safetensors file: eight bytes of header length, a JSON header, then raw little-endian buffers."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


def read_float_tensors(path: Path) -> "dict[str, npt.NDArray[np.float32]]":
    """Map each 32-bit float tensor by its name; tensors of other types (index buffers) are left out.

    Source of the format: https://github.com/huggingface/safetensors#format.
    """
    import numpy as np

    with path.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        header = json.loads(stream.read(length))
    data = np.memmap(path, dtype=np.uint8, mode="r", offset=8 + length)
    tensors = {}
    for name, entry in header.items():
        if entry.get("dtype") == "F32":
            start, end = entry["data_offsets"]
            tensors[name] = data[start:end].view("<f4").reshape(entry["shape"])
    return tensors
