"""Which code decides what is kept: vectors, indexes, answers, the records of an evaluation.

A change of any of it finds nothing that was kept before. See `content.fingerprint` for what a fingerprint is.
"""

from __future__ import annotations

from dataclasses import replace

from content.fingerprint import PACK, Code

BESIDE = (
    "engine/configuration.py", "engine/evaluation", "engine/fit", "engine/generate/circuit.py",
    "engine/generate/fair_queue.py", "engine/generate/worker.py", "engine/keep", "engine/llama/installation.py",
    "engine/llama/machine.py", "engine/llama/ways.py", "engine/llama/probe.py", "engine/llama/processor.py",
    "engine/llama/threads.py", "engine/llama/trust.py", "engine/llama/tuning.py", "engine/llama/verdict.py",
    "engine/settings.py",
)  # fmt: skip
"""Whose turn it is, on how many threads, whether the processor can, and what is kept: no word of an answer."""

VECTORS = Code(
    ("engine/llama/bindings.py", "engine/retrieve/embed.py", "engine/retrieve/index.py",
     "engine/retrieve/reference_embed.py"),
    libraries=("llama_cpp", "tokenizers"),
)  # fmt: skip
"""What turns a text into vectors and keeps them: between indexes of the same, vectors are taken over."""

RETRIEVAL = Code(
    (*PACK.parts, "engine/events.py", "engine/fingerprint.py", "engine/language", "engine/llama", "engine/retrieve",
     "engine/tokenize"),
    (*PACK.without, *BESIDE),
    (*PACK.libraries, *VECTORS.libraries, "bm25s", "faiss", "snowballstemmer"),
)  # fmt: skip
"""What decides the passages of an index and their vectors. All of the search counts, though some of it only ranks: with
its vectors taken over, an index is built anew in half a second."""

FORMS = Code(("engine/language",))
"""What decides the patterns of a language's forms. Those are kept under the files' looks, and Python's version."""

ANSWERING = Code(
    (*PACK.parts, "engine"),
    (*PACK.without, *BESIDE),
    (*RETRIEVAL.libraries, "pysbd"),
)
"""What decides an answer, from the question to the stream."""

RECORDS = replace(ANSWERING, parts=(*ANSWERING.parts, "engine/evaluation/record.py"))
"""What decides the record of an answer that an evaluation judges."""

PEER = replace(
    RETRIEVAL,
    parts=(*RETRIEVAL.parts, "engine/evaluation/peer.py", "engine/evaluation/record.py",
           "engine/compose/chat_template.py"),
    libraries=(*RETRIEVAL.libraries, "pysbd"),
)  # fmt: skip
"""What decides the record of the plain loop's answer."""
