"""The eight rooms. Each is imported and mounted when it is first opened."""
