"""What can go wrong with a model file; the text of each error is one sentence for a user."""


class ModelError(Exception):
    """Something about a model file that a user can read and act on."""


class UnknownModelError(ModelError):
    """A name that is neither in the catalogue nor a usable GGUF file."""


class PullError(ModelError):
    """A pull that left the store as it was."""


class SourceError(Exception):
    """One source failed; the next may still do. The text completes the sentence "<source> …"."""


class LibraryError(ModelError):
    """llama.cpp itself does not run on this machine, whatever the model."""
