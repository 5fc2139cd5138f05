"""The engine's process, and the questions that the doors send there."""
