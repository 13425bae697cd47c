"""Writes the log: one line for each thing that happened, to the error stream, with ids and never with what people said.

Errors are written with where they happened, but without the values around: among those would be answers and tokens.
"""

import logging
import sys

import structlog
from structlog.typing import EventDict, WrappedLogger


def write_log(level: str) -> None:
    """From now on, write what is at least as grave as `level` (`DEBUG`, `INFO`, `WARNING`, `ERROR`)."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _where_it_broke,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"], drop_missing=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # Whatever that is when something is written.
        cache_logger_on_first_use=False,
    )


def _where_it_broke(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """The files and lines of an exception, innermost last, and its kind; its text may quote people."""
    broken = event.pop("exc_info", None)
    if broken is True:
        broken = sys.exc_info()[1]
    if isinstance(broken, BaseException):
        places, step = [], broken.__traceback__
        while step is not None:
            code = step.tb_frame.f_code
            places.append(f"{code.co_filename.rpartition('/')[2]}:{step.tb_lineno}:{code.co_name}")
            step = step.tb_next
        event["error"] = type(broken).__name__
        event["at"] = " ".join(places[-12:])
    return event
