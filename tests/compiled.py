"""Statements are compiled once in a process instead of once for each of the hundreds of engines that tests open.

SQLAlchemy keeps what it compiled beside the engine, under the very dialect object it was compiled for. A server opens
one engine and keeps it; tests open one after the other, and spent a fifth of their time on compiling the same
statements anew. Here all engines of one kind look into one store; what a statement becomes depends on nothing else.
"""

from sqlalchemy import util
from sqlalchemy.engine import base, default

_kept: util.LRUCache[object, object] = util.LRUCache(5000)


def _same_kind(mine: default.DefaultDialect, other: object) -> bool:
    return type(mine) is type(other)


def _kind(mine: default.DefaultDialect) -> int:
    return hash(type(mine))


def pytest_configure() -> None:
    """Before the first engine is made."""
    base.Engine._compiled_cache = property(lambda engine: _kept, lambda engine, own: None)  # type: ignore[assignment]
    default.DefaultDialect.__eq__ = _same_kind  # type: ignore[method-assign, assignment]
    default.DefaultDialect.__hash__ = _kind  # type: ignore[method-assign, assignment]
