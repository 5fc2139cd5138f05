"""Takes values that are right as they are past Typer's validators, which pydantic builds: 45 ms of every command."""

from __future__ import annotations

from functools import partial
from typing import Any

from typer.core import TyperCommand


class AsGiven:
    """A command whose parameters take as given what is absent, and text for a text; the rest goes through Typer."""

    def get_params(self, ctx: Any) -> Any:
        """Return the parameters, each with its own way to process a value."""
        parameters = super().get_params(ctx)  # type: ignore[misc]  # that of the command that this is mixed into
        for parameter in parameters:
            vars(parameter).setdefault("process_value", partial(_process, parameter))
        return parameters


class Command(AsGiven, TyperCommand):
    """A command of ours."""


def _process(parameter: Any, context: Any, value: Any) -> Any:
    one = parameter.nargs == 1 and not parameter.multiple
    absent = value is None and not parameter.required
    if one and (absent or (isinstance(value, str) and parameter.type_descriptor.annotation is str)):
        return parameter.callback(context, parameter, value) if parameter.callback else value
    return type(parameter).process_value(parameter, context, value)
