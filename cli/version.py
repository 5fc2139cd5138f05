"""The version, as a constant: asking the installed package for it takes 20 ms. A test holds it against the package."""

VERSION = "0.1.0"
