"""A new pack for a new owner: the default one to edit, or a blank one that teaches as it is filled in."""
