"""The Web API's way to send a file: ask for an address, put the bytes there, share it."""

from tests.fakes.objects import Json
from tests.fakes.slack.asks import Ask, Method
from tests.fakes.slack.refusals import Refused
from tests.fakes.slack.vendor import File
from tests.fakes.slack.web_chat import target


def upload_url(ask: Ask) -> Json:
    """`files.getUploadURLExternal`: where to put the bytes."""
    name, length = ask.needed("filename"), ask.number("length", 0, 1_000_000_000)
    file_id = ask.vendor.ids.fresh("F", 10)
    file = File(id=file_id, name=name, title=name, length=length, team_id=ask.installation.team_id)
    ask.vendor.files[file.id] = file
    return {"upload_url": f"{ask.vendor.base_url}/upload/v1/{file.id}", "file_id": file.id}


def complete(ask: Ask) -> Json:
    """`files.completeUploadExternal`: share what was uploaded, as a message in a channel where one is named."""
    listed = ask.structure("files")
    if not isinstance(listed, list) or not listed:
        raise Refused("invalid_arguments", ["missing required field: files"])
    files = []
    for item in listed:
        file = ask.vendor.files.get(str(item.get("id"))) if isinstance(item, dict) else None
        if file is None or file.content is None:
            raise Refused("file_not_found")
        file.title = str(item.get("title") or file.name)
        files.append(file)
    where = ask.text("channel_id")
    if where:
        channel = target(ask, where) if where[:1] in ("U", "W") else ask.channel("channel_id")
        if not ask.inside(channel):
            raise Refused("not_in_channel")
        message = ask.vendor.speak(ask.installation, channel, ask.text("initial_comment"), [])
        message.thread_ts = ask.text("thread_ts") or None
        message.subtype = "file_share"
        for file in files:
            file.channels.append(channel.id)
        message.files = [file.wire() for file in files]
    return {"files": [file.wire() for file in files]}


METHODS = {
    "files.getUploadURLExternal": Method(upload_url, 4, "files:write"),
    "files.completeUploadExternal": Method(complete, 4, "files:write"),
}
