"""The visitor's own terminal: driver, input, background, painting."""
