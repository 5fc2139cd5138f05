"""Stage 1: what was typed, as the question that the other stages work with."""
