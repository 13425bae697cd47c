"""Reads the data files of the season into values, and says at once where one does not have its shape."""

import tomllib
from importlib import resources
from typing import TypeVar

from pydantic import TypeAdapter

Shape = TypeVar("Shape")


def read(name: str, shape: type[Shape]) -> Shape:
    """The TOML file `name` as a value of type `shape`; pydantic's ValidationError where it does not fit."""
    text = resources.files(__package__).joinpath(name).read_text("utf-8")
    return TypeAdapter(shape).validate_python(tomllib.loads(text))
