"""A page as a browser without any script has it: its text, its fields, and what a hostile text may not become."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

VOID = {"meta", "link", "input", "br", "hr"}


@dataclass(slots=True)
class Element:
    """One element with its attributes and the text directly and deeply within."""

    tag: str
    attributes: dict[str, str | None]
    text: str = ""


@dataclass(slots=True)
class Page:
    """One reply, parsed; a tag that is not closed where it should be fails the test that reads it."""

    reply: httpx.Response
    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        reader = _Reader(self.elements)
        reader.feed(self.reply.text)
        reader.close()
        assert reader.open == [], reader.open

    @property
    def status(self) -> int:
        """The reply's code."""
        return self.reply.status_code

    @property
    def text(self) -> str:
        """Everything a reader reads, in single spaces."""
        return " ".join(" ".join(each.text for each in self.all("body")).split())

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Every element of that tag with these attributes."""
        return [
            each
            for each in self.elements
            if each.tag == tag and all(each.attributes.get(name) == value for name, value in attributes.items())
        ]

    def field(self, name: str) -> str:
        """The value of a hidden field."""
        return self.all("input", name=name)[0].attributes["value"] or ""

    def marks(self, name: str) -> dict[str, bool]:
        """What there is to choose under a name, in the order shown, and whether it is chosen."""
        return {each.attributes["value"] or "": "checked" in each.attributes for each in self.all("input", name=name)}

    def chosen(self, name: str) -> list[str]:
        """The values chosen under a name."""
        return [value for value, on in self.marks(name).items() if on]

    def placed(self, name: str) -> str:
        """The value chosen in a list to open; empty where none is."""
        inside = [each.attributes.get("name") == name for each in self.elements if each.tag == "select"]
        lists = [[each for each in some if "selected" in each.attributes] for some in self._lists()]
        (chosen,) = [found for found, here in zip(lists, inside, strict=True) if here]
        return (chosen[0].attributes["value"] or "") if chosen else ""

    def _lists(self) -> list[list[Element]]:
        """The options of each list to open, list by list."""
        found: list[list[Element]] = []
        for each in self.elements:
            if each.tag == "select":
                found.append([])
            elif each.tag == "option":
                found[-1].append(each)
        return found

    def written(self, name: str) -> str:
        """What stands in a text field; the first line break belongs to the page."""
        return self.all("textarea", name=name)[0].text.removeprefix("\n")

    def label(self, name: str, value: str) -> str:
        """What stands beside one thing to choose."""
        (mark,) = [each for each in self.all("input", name=name) if each.attributes["value"] == value]
        (label,) = self.all("label", **{"for": mark.attributes["id"] or ""})
        return " ".join(label.text.split())


class _Reader(HTMLParser):
    def __init__(self, found: list[Element]) -> None:
        super().__init__(convert_charrefs=True)
        self.found = found
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        assert len(element.attributes) == len(attrs), "an attribute stands twice"
        self.found.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for each in self.open:
            each.text += data
