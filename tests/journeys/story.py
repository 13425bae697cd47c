"""A board of five companies up to its first digest, told once and then taken up again by many tests."""

from tests.journeys.terminal import Terminal

COMPANIES = ("Acme", "Globex", "Initech", "Hooli", "Umbrella")
ANSWERED = ("acme", "globex", "initech")
SILENT = ("hooli", "umbrella")
TOML = """
title = "Next quarter"
why = "It decides what we build first."
[[question]]
kind = "single"
text = "What should we build next?"
options = ["Offline mode", "Single sign-on", "Faster search"]
[[question]]
kind = "open"
text = "What should we fix first?"
"""
PEOPLE = {"acme": ("anaquokka", "abenumbat"), "globex": ("guspotoroo",), "initech": ("idabettong",)}
"""Who answers: names that stand nowhere else, so that whoever reads one has read about that person."""
PICKED = {"anaquokka": "1", "abenumbat": "1", "guspotoroo": "1", "idabettong": "2"}
WROTE = {
    "anaquokka": "The zeppelin export drops every marzipan column.",
    "guspotoroo": "Our turbine crews lose the obsidian checklist at sea.",
}
"""Words that only this one company ever used."""
WORDS = 4
"""The number of the field for one's own words, after the three options."""


async def tell_until_the_digest(terminal: Terminal) -> None:
    """From the first Monday to the Monday of the first digest: asked, answered, closed, reported, summed up."""
    await terminal.set_up(*COMPANIES, toml=TOML)
    await terminal.schedule("every 8 weeks on Tue at 10:00")
    await terminal.wait(days=1, hours=2)
    for company, people in PEOPLE.items():
        for who in people:
            await terminal.press(company, who, PICKED[who])
            if who in WROTE:
                await terminal.press(company, who, f"{WORDS} {WROTE[who]}")
    await terminal.wait(days=13)
