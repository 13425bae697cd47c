"""The calls of the Bot Connector that look: who is in a conversation, what a team is, which channels it has."""

from collections.abc import Callable

from tests.fakes.objects import Json
from tests.fakes.teams.calls import Answered, located
from tests.fakes.teams.recorder import Call
from tests.fakes.teams.refusals import Refused, malformed, not_found
from tests.fakes.teams.vendor import Vendor
from tests.fakes.teams.world import Conversation, Kind, Person, Team

LARGEST_PAGE = 500


def members(vendor: Vendor, call: Call) -> Answered:
    """One page of a roster, with a token for the next."""
    where = located(vendor, call.conversation).conversation
    vendor.limits.read(where.tenant_id, where.id)
    everybody = vendor.world.members(where)
    asked, token = call.query.get("pageSize", ""), call.query.get("continuationToken", "")
    size = min(max(int(asked), vendor.smallest_page), LARGEST_PAGE) if asked.isdecimal() else vendor.usual_page
    if token and not token.startswith("after-"):
        raise malformed("Invalid continuation token")
    first = int(token.removeprefix("after-") or 0)
    page: Json = {"members": [_told(vendor, person, where) for person in everybody[first : first + size]]}
    if first + size < len(everybody):
        page["continuationToken"] = f"after-{first + size}"
    return 200, page


def member(vendor: Vendor, call: Call) -> Answered:
    """One member, by what bots know them by or by aad id."""
    where = located(vendor, call.conversation).conversation
    vendor.limits.read(where.tenant_id, where.id)
    person = vendor.world.lookup(call.activity)
    if person is None or not vendor.world.inside(person, where):
        raise Refused(404, "MemberNotFoundInConversation", "Member not found in the conversation.")
    return 200, _told(vendor, person, where)


def _told(vendor: Vendor, person: Person, where: Conversation) -> Json:
    return {name: each for name, each in account(person, where).items() if name not in vendor.untold}


def account(person: Person, where: Conversation) -> Json:
    """A member as the vendor describes them; of people of other tenants it tells no address."""
    given, _, family = person.name.partition(" ")
    outside = person.tenant_id != where.tenant_id
    told: Json = {
        "id": person.mri,
        "name": person.name,
        "aadObjectId": person.aad,
        "givenName": given,
        "surname": family,
        "tenantId": person.tenant_id,
        "userRole": "guest" if where.tenant_id in person.guest_of else "user",
    }
    return told if outside else told | {"email": person.email, "userPrincipalName": person.email}


def team(vendor: Vendor, call: Call) -> Answered:
    """What a team is called, and whose it is."""
    found = _team(vendor, call)
    return 200, {
        "id": found.id,
        "name": found.name,
        "type": "standard",
        "aadGroupId": found.aad_group,
        "tenantId": found.tenant_id,
        "channelCount": len(vendor.world.channels(found)),
        "memberCount": len(found.members),
    }


def channels(vendor: Vendor, call: Call) -> Answered:
    """The channels of a team; the first one has no name."""
    found = _team(vendor, call)
    told = []
    for each in vendor.world.channels(found):
        name = None if each.id == found.id else each.name
        told.append({"id": each.id, "name": name, "type": str(each.channel_type)})
    return 200, {"conversations": told}


def _team(vendor: Vendor, call: Call) -> Team:
    where = located(vendor, call.conversation).conversation
    if where.kind is not Kind.CHANNEL or where.id not in vendor.world.teams:
        raise not_found()
    vendor.limits.read(where.tenant_id, where.id)
    return vendor.world.teams[where.id]


LOOKING: dict[str, Callable[[Vendor, Call], Answered]] = {
    "members": members,
    "member": member,
    "team": team,
    "channels": channels,
}
