"""A plain page on which one person after the other reads, writes and presses, for those who try the app by hand."""

from html import escape

from aiohttp import web

from tests.fakes.objects import Json
from tests.fakes.teams.messages import Message
from tests.fakes.teams.outcome import Outcome
from tests.fakes.teams.people import People
from tests.fakes.teams.reading import Impossible, buttons, inputs, lines
from tests.fakes.teams.vendor import Vendor
from tests.fakes.teams.world import Conversation, Kind, Person

FRAME = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Teams stand-in</title>
<style>body{{font:15px sans-serif;max-width:60em;margin:2em auto}}pre{{white-space:pre-wrap;margin:.2em 0}}
form{{margin:.2em 0 .8em}}small{{color:#666}}.said{{background:#eef;padding:.5em}}</style></head>
<body><p>{people}</p><h1>{who}</h1>{said}{places}<h2>Calls</h2><ul>{calls}</ul></body></html>"""


class Page:
    """Everything on one page; each form posts back to it."""

    def __init__(self, vendor: Vendor, people: People) -> None:
        self._vendor = vendor
        self._people = people
        self._dialogs: dict[str, Outcome] = {}

    def add_to(self, app: web.Application) -> None:
        """Register it."""
        app.router.add_get("/", self._show)
        app.router.add_post("/", self._act)

    async def _show(self, request: web.Request) -> web.Response:
        everybody = list(self._vendor.world.people.values())
        if not everybody:
            return web.Response(text="Nobody is here yet.")
        person = self._vendor.world.lookup(request.query.get("as", "")) or everybody[0]
        for message in [each for place in self._places(person) for each in self._vendor.timeline.standing(place.id)]:
            await self._people.look(message, as_=person)  # As a client does when its reader comes back.
        return self._drawn(person, "")

    async def _act(self, request: web.Request) -> web.Response:
        form = {key: str(value) for key, value in (await request.post()).items()}
        person = self._vendor.world.person(form["as"])
        try:
            outcome = await self._done(person, form)
            said = "\n".join(part for part in (outcome.trouble, outcome.note) if part)
        except Impossible as impossible:
            said = str(impossible)
        return self._drawn(person, said)

    async def _done(self, person: Person, form: dict[str, str]) -> Outcome:
        values: dict[str, object] = {
            key.removeprefix("in:"): value.split(",") if "," in value else value
            for key, value in form.items()
            if key.startswith("in:") and value
        }
        if form["do"] == "install":
            return await self._people.install(as_=person)
        if form["do"] == "write":
            return await self._people.write(form["text"], as_=person)
        if form["do"] == "add":
            where = self._vendor.world.conversations[form["where"]]
            return await self._people.add_to_team(
                self._vendor.world.teams[str(where.team_id)], by=person, channel=where
            )
        if form["do"] == "mention":
            return await self._people.mention(form["text"], as_=person, to=form["where"])
        opened = self._dialogs.pop(person.aad, None)
        if form["do"] == "submit" and opened is not None and opened.dialog is not None:
            outcome = await self._people.submit(opened.dialog, values, what=form["what"])
        else:
            message = self._vendor.timeline.by_ref(form["on"])
            outcome = await self._people.press(message, form["what"], as_=person, inputs=values)
        if outcome.dialog is not None:
            self._dialogs[person.aad] = outcome
        return outcome

    def _drawn(self, person: Person, said: str) -> web.Response:
        world = self._vendor.world
        people = " · ".join(f'<a href="/?as={p.aad}">{escape(p.name)}</a>' for p in world.people.values())
        note = f'<pre class="said">{escape(said)}</pre>' if said else ""
        opened = self._dialogs.get(person.aad)
        if opened is not None and opened.dialog is not None:
            note += f"<h2>{escape(opened.dialog.title)}</h2>" + self._card(person, opened.dialog.card, "submit", "")
        places = [
            place
            for place in world.conversations.values()
            if world.inside(person, place)
            and not place.deleted
            and (place.kind is not Kind.PERSONAL or place.installed)
        ]
        shown = "".join(self._place(person, place) for place in places)
        if not any(place.kind is Kind.PERSONAL and place.installed for place in places):
            shown += "<h2>Chat with the app</h2>" + _form(person, {"do": "install"}, "<button>Get the app</button>")
        calls = "".join(
            f"<li>{escape(c.kind)} → {escape(c.error or str(c.status))}</li>"
            for c in self._vendor.recorder.all[:-21:-1]
        )
        page = FRAME.format(people=people, who=escape(person.name), said=note, places=shown, calls=calls)
        return web.Response(text=page, content_type="text/html")

    def _place(self, person: Person, place: Conversation) -> str:
        title = self._title(place)
        drawn = [f"<h2>{escape(title)} <small>{escape(place.kind)}</small></h2>"]
        for message in self._vendor.timeline.standing(place.id):
            drawn.append(self._message(person, message))
        team = self._vendor.world.teams.get(str(place.team_id))
        if team is not None and not team.installed:
            button = "<button>Add the app to this team</button>"
            return "".join(drawn) + _form(person, {"do": "add", "where": place.id}, button)
        do = "write" if place.kind is Kind.PERSONAL else "mention"
        field = f'<input name="text" size="50" placeholder="{do}"><button>Send</button>'
        return "".join(drawn) + _form(person, {"do": do, "where": place.id}, field)

    def _places(self, person: Person) -> list[Conversation]:
        world = self._vendor.world
        here = [place for place in world.conversations.values() if world.inside(person, place) and not place.deleted]
        return [place for place in here if place.kind is not Kind.PERSONAL or place.installed]

    def _title(self, place: Conversation) -> str:
        team = self._vendor.world.teams.get(str(place.team_id))
        return f"{team.name} › {place.name}" if team is not None else place.name or "Chat with the app"

    def _message(self, person: Person, message: Message) -> str:
        author = self._vendor.world.people.get(message.author)
        name = author.name if author else self._vendor.app_name
        words = f"<pre>{escape(message.text)}</pre>" if message.text else ""
        card = message.seen_by(person)
        return f"<small>{escape(name)}</small>{words}" + (
            self._card(person, card, "press", message.ref) if card is not None else ""
        )

    def _card(self, person: Person, card: Json, do: str, on: str) -> str:
        fields = "".join(
            f'<label>{escape(str(field.get("label") or name))} <input name="in:{escape(name)}"></label> '
            for name, field in inputs(card).items()
        )
        pressed = "".join(
            f'<button name="what" value="{escape(each.label)}">{escape(each.label)}</button> '
            for each in buttons(card)
            if each.kind in ("Action.Execute", "Action.Submit")
        )
        text = escape("\n".join(lines(card)))
        return f"<pre>{text}</pre>" + _form(person, {"do": do, "on": on}, fields + pressed)


def _form(person: Person, hidden: dict[str, str], inside: str) -> str:
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in (hidden | {"as": person.aad}).items()
    )
    return f'<form method="post" action="/">{kept}{inside}</form>'
