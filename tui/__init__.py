"""The Textual app: screens, widgets, styles, and the doors that host it."""
