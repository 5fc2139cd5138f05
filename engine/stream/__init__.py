"""Stage 5: tokens to sentences, each checked against the passages before it counts as said."""
