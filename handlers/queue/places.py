"""Says where in the code something went wrong, and nothing of what it was about."""

import traceback
from pathlib import Path


def places(error: BaseException) -> str:
    """Where it went wrong, innermost last, without the message: texts people wrote may be quoted in it."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
