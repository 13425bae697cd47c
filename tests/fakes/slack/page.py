"""A plain page that shows every channel of the stand-in with what stands in it, and what the app asked for."""

from html import escape

from tests.fakes.slack.outcome import words
from tests.fakes.slack.vendor import Vendor

FRAME = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Slack stand-in</title>
<meta http-equiv="refresh" content="3">
<style>body{{font:15px sans-serif;max-width:60em;margin:2em auto}}pre{{white-space:pre-wrap;margin:.2em 0 .8em}}
small{{color:#666}}</style></head><body><h1>Slack stand-in</h1>{channels}<h2>Calls</h2><ul>{calls}</ul></body></html>"""


def channels_page(vendor: Vendor) -> str:
    """The page, as HTML; it renews itself."""
    sections = []
    for channel in vendor.world.channels.values():
        names = ", ".join(sorted(vendor.world.users[member].real_name for member in channel.members))
        title = f"#{channel.name}" if channel.name else "direct message"
        sections.append(f"<h2>{escape(title)} <small>{channel.id}</small></h2><p><small>{escape(names)}</small></p>")
        for message in vendor.timeline.standing(channel.id):
            author = escape(vendor.world.users[message.user].real_name)
            private = " (only one person sees this)" if message.ephemeral_to else ""
            legible = escape(words(message.text, message.blocks))
            sections.append(f"<small>{author} {message.ts}{private}</small><pre>{legible}</pre>")
    recent = vendor.recorder.all[-20:]
    calls = "".join(f"<li>{escape(c.method)} → {escape(c.error or 'ok')}</li>" for c in reversed(recent))
    return FRAME.format(channels="".join(sections), calls=calls)
