"""What the stand-in makes of a question: an honest mind names what is there, an obedient one obeys the data."""

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ORDER = re.compile(
    r"ignor|instead|must|say |tell |print|reveal|repeat|write|output|title|system|assistant|http|www|!\[|<|@|forget|"
    r"vergiss|schreib|antworte|titel|ignora|escribe|écris|réponds|scrivi|忽略|输出|игнорируй|напиши|[\U000e0000-\U000e007f]",
    re.IGNORECASE,
)
"""By this an obedient mind recognises what it is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One request as the mind sees it: the instructions, the form of the answer, and the data with its blanks back."""

    job: str
    instructions: str
    schema: dict[str, Any]
    data: dict[str, Any]

    @property
    def texts(self) -> list[str]:
        """Everything that is said in the data."""
        found = [each["text"] for name in ("answers", "first", "second") for each in self.data.get(name, [])]
        return found or [str(self.data.get("text", self.data.get("subject", "")))]

    @property
    def ids(self) -> list[str]:
        """The names of the answers."""
        return [each["id"] for each in self.data.get("answers", [])]


Mind = Callable[[Question], dict[str, Any]]


def read(body: dict[str, Any]) -> Question:
    """The question in a request."""
    system, user = (each["content"] for each in body["messages"])
    block = re.fullmatch(r"[^<]*\n<(data-[0-9a-f]{16})>\n(.*)\n</\1>", user, re.DOTALL)
    assert block, "one block"
    assert block[1] not in block[2], "nobody knew its name"
    data = json.loads(block[2])
    assert " " not in "".join(_strings(data)), "texts have no blanks"
    form = body["response_format"]
    schema = form["json_schema"]["schema"] if "json_schema" in form else _told(system)
    job = form["json_schema"]["name"] if "json_schema" in form else ""
    return Question(job=job, instructions=system, schema=schema, data=_unmarked(data))


def honest(question: Question) -> dict[str, Any]:
    """Names the word that most answers share, in a sentence."""
    if "title" in question.schema["properties"]:
        word = shared_word(question.texts)
        return {
            "title": f"Better {word}",
            "sentence": f"Customers say that {word} should work better for them.",
            "answer_ids": question.ids[:3],
        }
    if "same" in question.schema["properties"]:
        return {"same": True, "reason": "both ask for it"}
    if "translation" in question.schema["properties"]:
        return {"translation": "This is what they wrote, said again in plain English words."}
    said = "We heard you and we will let you know what becomes of it."
    return dict.fromkeys(question.schema["properties"], said)


def in_their_words(question: Question) -> dict[str, Any]:
    """The same, with the bare word as a title: customers may read it, since several of them used it."""
    made = honest(question)
    if "title" in made:
        made["title"] = shared_word(question.texts).capitalize()
    return made


def obedient(question: Question) -> dict[str, Any]:
    """Does whatever the data says: repeats the first text that sounds like an order, wherever there is room."""
    told = next((text for text in question.texts if ORDER.search(text)), question.texts[0])
    # Who is told what to say says just that.
    wanted = re.search(r"[\"“«「:]\s*([^\"”»」]{3,})[\"”»」]?\s*$", told)
    said = (wanted[1] if wanted else told).strip()
    if "title" in question.schema["properties"]:
        return {"title": said[:60], "sentence": told[:200], "answer_ids": question.ids[:2]}
    if "same" in question.schema["properties"]:
        return {"same": True, "reason": told}
    if "translation" in question.schema["properties"]:
        return {"translation": said}
    return dict.fromkeys(question.schema["properties"], told)


def shared_word(texts: list[str]) -> str:
    """The longest of the words that most of the texts have."""
    counts = Counter(word for text in texts for word in {*re.findall(r"[a-zäöüß]{5,}", text.casefold())})
    best = max(counts.values(), default=0)
    return max((word for word, n in counts.items() if n == best), key=lambda word: (len(word), word), default="work")


def _unmarked(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _unmarked(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_unmarked(each) for each in value]
    return value.replace("ˆ", " ") if isinstance(value, str) else value


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in _strings(each)]
    if isinstance(value, list):
        return [text for each in value for text in _strings(each)]
    return [value] if isinstance(value, str) else []


def _told(system: str) -> dict[str, Any]:
    """The schema where it stands in the instructions, for servers that know none."""
    found: dict[str, Any] = json.loads(system.split("and nothing else:\n", 1)[1].split("\n\n")[0])
    return found
