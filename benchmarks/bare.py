"""The baseline of the click benchmark: the vendor's framework with its own web server, which acknowledges and no more.

Run as `python -m benchmarks.bare SIGNING_SECRET`; prints its port, and ends with its standard input.
"""

import asyncio
import re
import sys
from typing import Any

from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult


async def authorize(**_: Any) -> AuthorizeResult:
    """The same for everybody, without a question to the vendor."""
    return AuthorizeResult(enterprise_id=None, team_id="T1", bot_user_id="U0", bot_id="B0", bot_token="xoxb-1")


async def main(signing_secret: str) -> None:
    """Serve until nobody holds the other end of our input."""
    app = AsyncApp(signing_secret=signing_secret, authorize=authorize, process_before_response=True)

    @app.action(re.compile(".*"))
    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    runner = web.AppRunner(app.server(port=0, path="/slack/events").web_app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
