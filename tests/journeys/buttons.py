"""What right each button of the team's needs, as people agreed on it; and one of each kind, about a planted vendor."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.aims import aims_of_suggestion
from bot.domain.errands import Errand, ErrandKind, errand
from bot.domain.people import Person, Role
from bot.ids import AccountId, BoardId, Ids, PersonId
from storage import accounts, aims, boards, cases, errands, members, people, rounds
from storage.database import Database
from tests.storage.houses import NOW
from tests.storage.planting import plant_everything
from tests.storage.seeds import Vendor

NEEDED = """
ask         send_now call_off test_to_me remind_now close_now extend send_again new_poll first_poll library try_poll
ask         send_poll reword_why is_customer other_name several_customers is_internal same_person different_people
see         show_status show_results show_poll show_roadmap show_summary show_schedule show_help show_theme
see         preview_schedule
decide      hand_off merge_suggestions keep_apart undo_merge rename_theme choose_merge merge_themes keep_themes_apart
decide      choose_split split_theme choose_answer choose_target move_answer undo_correction
run-board   pause_schedule resume_schedule delete_schedule stop_moment repeat
set-up      make_product_manager make_admin refuse_rights erase_person product_channel customers rehearse
set-up      rehearsal_close rehearsal_plan rehearsal_end guest_is_colleague guest_is_customer
export      export_person
look-after  show_account show_links
write-down  heard
end-others  forget_heard
read-month  show_month
"""
"""The columns of the page in `tests/rights.py`, and the buttons that need each."""
FREE = frozenset({ErrandKind.TRIED, ErrandKind.ASK_FOR_RIGHTS, ErrandKind.PRODUCT_AWAITED})
"""What is only shown, what a colleague without rights is offered, and what is no button."""


def needed() -> dict[ErrandKind, str]:
    """The column of each kind of button."""
    lines = [line.split() for line in NEEDED.splitlines() if line.strip()]
    return {ErrandKind(kind): column for column, *kinds in lines for kind in kinds}


def subject(kind: ErrandKind, vendor: Vendor) -> str:
    """The id of what a button of this kind is about, of the planted vendor."""
    drawn_up = f"{vendor.engagement.id}/{NOW.isoformat()}"
    theme, answer, suggestion = vendor.theme.id, vendor.excerpt().answer_id, vendor.suggestion.id
    match needed()[kind], kind.value.split("_"):
        case "set-up" | "export", ["make" | "refuse" | "erase" | "export" | "guest", *_]:
            return vendor.person().id
        case _, ["rehearsal", _]:
            return vendor.rehearsal.id
        case _, ["send" | "try" | "reword", "poll" | "why"] | ["repeat"]:
            return drawn_up
        case _, ["library"]:
            return f"{vendor.board.id}/one-thing"
        case _, ["is" | "other" | "several", "customer" | "name" | "customers" | "internal"]:
            return vendor.invitation.id
        case _, ["same" | "different", _]:
            return f"{vendor.person().id}/{vendor.person('ben').id}"
        case _, ["send", "again"]:
            return vendor.delivery().key
        case _, ["extend"]:
            return f"{vendor.round().id}/86400"
        case "ask", ["send", "now"] | ["call", "off"] | ["test" | "remind" | "close", *_]:
            return vendor.round().id
        case _, ["show", "poll"]:
            return vendor.round().id
        case _, ["undo", "correction"]:
            return vendor.correction.id
        case _, ["show" | "rename", "theme"] | ["choose", "merge" | "split" | "answer"]:
            return theme
        case _, ["merge", "themes"] | ["keep", "themes", "apart"]:
            return f"{theme}/{vendor.name}-other"
        case _, ["split", "theme"] | ["choose", "target"] | ["move", "answer"]:
            return f"{theme}/{answer}"
        case _, ["hand", "off"] | ["undo", "merge"]:
            return suggestion
        case "decide", ["merge", "suggestions"] | ["keep", "apart"]:
            return f"{suggestion}/{suggestion}"
        case _, ["stop", "moment"]:
            return vendor.rule.id
        case _, [_, "schedule"] if kind is not ErrandKind.SHOW_SCHEDULE:
            return vendor.cadence.id
        case _, ["show", "account"]:
            return vendor.account.id
        case _, ["show", "links"] | ["heard"]:
            return f"{vendor.round().id}/{vendor.account.id}"
        case _, ["forget", "heard"]:
            return vendor.proxy.id
        case _:
            return vendor.board.id


async def button(database: Database, ids: Ids, kind: ErrandKind, vendor: Vendor) -> Errand:
    """A button of this kind that was given out, to nobody in particular."""
    made = errand(ids, vendor.id, kind, subject(kind, vendor), NOW)
    async with database.begin(vendor.id) as work:
        await errands.save_all(work, [made])
    return made


async def staffed(database: Database, ids: Ids, vendor: Vendor) -> None:
    """A vendor with everything, and people of every standing; each is known by the name of theirs.

    `elsewhere` runs, sponsors and looks after as much as anybody: of another board, and of another company.
    """
    await plant_everything(database, vendor)
    async with database.begin(vendor.id) as work:
        for _ in range(2):
            await rounds.next_number(work)  # As many polls were planted, and one case.
        await cases.next_number(work)
        await aims.save_all(work, aims_of_suggestion(ids, vendor.id, vendor.suggestion.id))
        await people.save(work, vendor.person("ben"), vendor.identity("ben"))
        await members.save(work, vendor.member("ben"))
        for name, role in (("admin", Role.ADMIN), ("manager", Role.PRODUCT_MANAGER), ("left", Role.ADMIN)):
            await people.save(work, _one(vendor, name, role), vendor.identity(name))
        for name in ("owner", "keeper", "sponsor", "colleague", "elsewhere"):
            await people.save(work, _one(vendor, name, Role.NONE), vendor.identity(name))
        await people.save(work, replace(_one(vendor, "left", Role.ADMIN), gone_at=NOW))
        owner, keeper, sponsor, elsewhere = (
            PersonId(f"{vendor.name}-{name}") for name in ("owner", "keeper", "sponsor", "elsewhere")
        )
        await boards.save(work, replace(vendor.board, owner_id=owner, sponsor_id=sponsor))
        other = replace(vendor.board, id=BoardId(f"{vendor.name}-partner"), slug="partner", name="Partner Circle")
        later = other.created_at + timedelta(days=1)
        await boards.save(work, replace(other, owner_id=elsewhere, sponsor_id=elsewhere, created_at=later))
        await accounts.save(work, replace(vendor.account, owner_id=keeper))
        globex = replace(
            vendor.account, id=AccountId(f"{vendor.name}-globex"), key="globex", name="Globex", owner_id=elsewhere
        )
        await accounts.save(work, globex)


def _one(vendor: Vendor, name: str, role: Role) -> Person:
    return replace(vendor.person(name, staff=True), role=role)
