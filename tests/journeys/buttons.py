"""What right each button of the team's needs, as people agreed on it; and one of each kind, about a planted vendor."""

from bot.domain.errands import Errand, ErrandKind, errand
from bot.ids import Ids
from storage import errands
from storage.database import Database
from tests.storage.houses import NOW
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
