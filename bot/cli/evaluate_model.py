"""The part of `cab eval` that asks the language model of the settings."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.insights.embedding import Embedder
    from bot.insights.said import Insights, Said


def asked_of_the_model(said: "Sequence[Said]", found: "Insights", encoder: "Embedder") -> dict[str, object]:
    """What came of asking the model of the settings; Refusal where none is set up."""
    import asyncio
    from contextlib import AsyncExitStack
    from dataclasses import asdict

    from bot.actions.try_model import try_model
    from bot.config import load
    from bot.errors import Refusal
    from bot.platforms import writer_of
    from bot.telemetry import write_log
    from bot.texts import Phrase

    async def ask() -> dict[str, object]:
        async with AsyncExitStack() as stack:
            writer = await writer_of(stack, load())
            if writer is None:
                raise Refusal(Phrase("eval.no_model"))
            return asdict(await try_model(said, found, writer, encoder))

    write_log("ERROR")  # What goes wrong is counted, and a JSON document is to stand alone.
    return asyncio.run(ask())
