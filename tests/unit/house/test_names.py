"""One name, one thing: few public names are defined in more than one module."""

from __future__ import annotations

from scripts.names import homonyms

MOST = 40
"""158 were counted before anybody looked. Lower this with every name that becomes one thing."""


def test_few_names_mean_two_things() -> None:
    found = homonyms()
    assert len(found) <= MOST, found


def test_no_name_means_many_things() -> None:
    many = {name: modules for name, modules in homonyms().items() if len(modules) > 3}
    assert set(many) == {"app", "blocks", "write"}, many
