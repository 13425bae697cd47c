"""Collects what is wrong with a piece of Block Kit, in the vendor's words and with the vendor's pointers."""

from collections.abc import Collection

from tests.fakes.objects import Json

Path = str
"""Where in the payload: `/blocks/0/text`."""


class Findings:
    """What is wrong so far; the checks below add to it and answer whether to look deeper."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.letters = 0
        self.action_ids: dict[str, Path] = {}
        self.block_ids: dict[str, Path] = {}
        self.focused = 0

    def add(self, what: str, path: Path) -> None:
        """Note one fault."""
        self.messages.append(f"{what} [json-pointer:{path}]")

    def is_object(self, value: object, path: Path) -> bool:
        """Whether it is a JSON object."""
        if isinstance(value, dict):
            return True
        self.add("must provide an object", path)
        return False

    def keys(self, value: Json, path: Path, required: Collection[str], optional: Collection[str] = ()) -> bool:
        """Every required key, and none the vendor does not know."""
        for key in required:
            if value.get(key) is None:
                self.add(f"missing required field: {key}", path)
        for key, inside in value.items():
            if key != "type" and key not in required and key not in optional:
                self.add(f"invalid additional property: {key}", path)
            elif inside is None:
                self.add(f"must not be null: {key}", path)
        return all(value.get(key) is not None for key in required)

    def string(self, value: object, path: Path, longest: int, shortest: int = 1) -> None:
        """A string of a permitted length."""
        if not isinstance(value, str):
            self.add("must provide a string", path)
        elif len(value) > longest:
            self.add(f"must be less than {longest + 1} characters", path)
        elif len(value) < shortest:
            self.add(f"must be more than {shortest - 1} characters", path)

    def optional_string(self, holder: Json, key: str, path: Path, longest: int, shortest: int = 1) -> None:
        """A string that may be left out."""
        if holder.get(key) is not None:
            self.string(holder[key], f"{path}/{key}", longest, shortest)

    def optional_bool(self, holder: Json, key: str, path: Path) -> None:
        """True or false, or nothing."""
        if holder.get(key) is not None and not isinstance(holder[key], bool):
            self.add("must provide a boolean", f"{path}/{key}")

    def one_of(self, value: object, allowed: Collection[str], path: Path) -> bool:
        """One of the words allowed."""
        if value in allowed:
            return True
        self.add(f"unsupported type: {value}", path)
        return False

    def array(self, value: object, path: Path, most: int, least: int = 1) -> list[object]:
        """A list of a permitted length; what is in it."""
        if not isinstance(value, list):
            self.add("must provide an array", path)
            return []
        if len(value) > most:
            self.add(f"no more than {most} items allowed", path)
        if len(value) < least:
            self.add(f"no fewer than {least} items allowed", path)
        return value

    def text(self, value: object, path: Path, longest: int, kinds: Collection[str] = ("plain_text",)) -> None:
        """A text object: its kind, its keys, a length between 1 and `longest`."""
        if not self.is_object(value, path):
            return
        assert isinstance(value, dict)
        if not self.one_of(value.get("type"), kinds, f"{path}/type"):
            return
        self.keys(value, path, ("text",), ("emoji",) if value["type"] == "plain_text" else ("verbatim",))
        self.optional_bool(value, "emoji", path)
        self.optional_bool(value, "verbatim", path)
        self.string(value.get("text"), f"{path}/text", longest)
        self.letters += len(value["text"]) if isinstance(value.get("text"), str) else 0

    def optional_text(self, holder: Json, key: str, path: Path, longest: int) -> None:
        """A plain text object that may be left out."""
        if holder.get(key) is not None:
            self.text(holder[key], f"{path}/{key}", longest)

    def action_id(self, element: Json, path: Path) -> None:
        """An action_id: 1-255 characters, and no other element of the message or view has it."""
        wanted = element.get("action_id")
        if wanted is None:
            return
        self.string(wanted, f"{path}/action_id", 255)
        if str(wanted) in self.action_ids:
            self.add(f"`action_id` {wanted!r} already exists", f"{path}/action_id")
        self.action_ids[str(wanted)] = path

    def block_id(self, block: Json, path: Path) -> None:
        """A block_id: 1-255 characters, and no other block has it."""
        wanted = block.get("block_id")
        if wanted is None:
            return
        self.string(wanted, f"{path}/block_id", 255)
        if str(wanted) in self.block_ids:
            self.add(f"`block_id` {wanted!r} already exists", f"{path}/block_id")
        self.block_ids[str(wanted)] = path
