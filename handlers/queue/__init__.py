"""Background work that survives a crash: DBOS Transact behind the few verbs of `bot.durable`."""

from handlers.queue.durable import DbosQueue

__all__ = ["DbosQueue"]
