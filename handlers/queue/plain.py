"""What may be written into the engine's own database: ids and plain values, never texts that people wrote."""

import json

from dbos import Serializer

Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]


class WorkFailed(Exception):
    """A work ended in an error; says only which kind of error, because messages may quote what people wrote."""


class IdsOnly(Serializer):
    """Writes ids and plain JSON into the engine's database and refuses everything else: no objects, no pickles."""

    def serialize(self, data: object) -> str:
        """The JSON text of `data`; an exception is reduced to its class name. TypeError for anything not plain."""
        if isinstance(data, BaseException):
            name = str(data) if isinstance(data, WorkFailed) else type(data).__name__
            return json.dumps({"failed": name})
        return json.dumps(_plain(data))

    def deserialize(self, serialized_data: str) -> object:
        """What `serialize` wrote."""
        data = json.loads(serialized_data)
        return WorkFailed(data["failed"]) if isinstance(data, dict) and data.keys() == {"failed"} else data

    def name(self) -> str:
        """The mark kept with every value, so that another format can never be mistaken for this one."""
        return "ids_json"


def _plain(data: object) -> Plain:
    match data:
        case None | bool() | int() | str():
            return data
        case list() | tuple():
            return [_plain(item) for item in data]
        case dict() if all(isinstance(key, str) for key in data):
            return {key: _plain(item) for key, item in data.items()}
        case _:
            raise TypeError(f"only ids and plain values are kept by the engine, not {type(data).__name__}")
