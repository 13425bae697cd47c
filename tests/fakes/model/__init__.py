"""A language model's server that follows a script, strict about what it is asked: OpenAI's chat protocol over HTTP."""

from tests.fakes.model.minds import Mind, honest, obedient
from tests.fakes.model.server import KEY, Asking, ModelStandIn, running

__all__ = ["KEY", "Asking", "Mind", "ModelStandIn", "honest", "obedient", "running"]
