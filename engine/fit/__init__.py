"""An advertisement held against the portfolio: what it asks for, and what the portfolio says to each of it."""
