"""The Web API's views methods: modals and Home tabs."""

from tests.fakes.objects import Json
from tests.fakes.slack.asks import Ask, Method
from tests.fakes.slack.blockkit import Surface, check_view
from tests.fakes.slack.refusals import Refused
from tests.fakes.slack.views import View

BOTH = (Surface.MODAL, Surface.HOME)


def open_modal(ask: Ask) -> Json:
    """`views.open`: within three seconds of what the person did, once."""
    return {"view": _show(ask, pushed=False).wire()}


def push(ask: Ask) -> Json:
    """`views.push`: on top of the modal in which the person acted; three at most."""
    return {"view": _show(ask, pushed=True).wire()}


def update(ask: Ask) -> Json:
    """`views.update`: an open view by id or external_id; a stale hash is refused."""
    body = completed(ask, check_view(ask.structure("view"), BOTH))
    view = ask.vendor.views.named(ask.text("view_id"), ask.text("external_id"))
    if view is None or view.installed_team_id != ask.installation.team_id:
        raise Refused("not_found")
    if view.body["type"] != body["type"]:
        raise Refused("invalid_arguments", ["the type of a view cannot change [json-pointer:/view/type]"])
    if ask.text("hash") and ask.text("hash") != view.hash:
        raise Refused("hash_conflict")
    ask.vendor.views.check_external_id(body, view)
    ask.vendor.views.revise(view, body)
    return {"view": view.wire()}


def publish(ask: Ask) -> Json:
    """`views.publish`: the Home tab of one person of a workspace where the app is installed."""
    body = completed(ask, check_view(ask.structure("view"), (Surface.HOME,)))
    if not ask.vendor.home_enabled:
        raise Refused("not_enabled")
    person = ask.person(ask.needed("user_id"))
    if person.team_id != ask.installation.team_id or person.deleted:
        raise Refused("user_not_found")
    installation, views = ask.installation, ask.vendor.views
    standing = views.homes.get((installation.team_id, person.id))
    if ask.text("hash") and standing is not None and ask.text("hash") != standing.hash:
        raise Refused("hash_conflict")
    fresh = views.blank_home(person.id, installation.team_id, installation.app_id, installation.bot_id, body)
    return {"view": views.publish(fresh).wire()}


def completed(ask: Ask, body: Json) -> Json:
    """A view whose blocks all have ids."""
    return body | {"blocks": ask.vendor.timeline.completed(body["blocks"])}


def _show(ask: Ask, *, pushed: bool) -> View:
    body = completed(ask, check_view(ask.structure("view"), (Surface.MODAL,)))
    views = ask.vendor.views
    trigger = views.exchange(ask.needed("trigger_id"))
    under = views.all.get(trigger.view_id or "") if pushed else None
    if pushed and (under is None or under.closed or under.body["type"] != "modal"):
        raise Refused("not_found")
    return views.show(
        body,
        user_id=trigger.user_id,
        team_id=trigger.team_id,
        installed_team_id=ask.installation.team_id,
        app_id=ask.installation.app_id,
        bot_id=ask.installation.bot_id,
        over=under,
        trigger_id=trigger.id,
    )


METHODS = {
    "views.open": Method(open_modal, 4),
    "views.push": Method(push, 4),
    "views.update": Method(update, 4),
    "views.publish": Method(publish, 4),
}
