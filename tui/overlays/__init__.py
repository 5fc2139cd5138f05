"""What lies over a room for a moment: search, help, jump mode."""
