"""Brings what an owner has written elsewhere into a pack, and says what it could not place."""
