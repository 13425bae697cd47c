"""What a button beside the options does: the wire carries a random token, the meaning stays here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.ids import Ids, OrganisationId, PersonId, RoundId, Token


class ErrandKind(StrEnum):
    """Everything a button can be sent for that is neither an answer nor a decision."""

    # In the menu of a poll; the subject is the round.
    NOT_MY_AREA = "not_my_area"
    PAUSE_ME = "pause_me"
    WHO_SEES = "who_sees"
    MY_ANSWERS = "my_answers"
    REPORT = "report"

    # How long somebody wants to be left alone; the subject is the person.
    PAUSE_WEEK = "pause_week"
    PAUSE_MONTH = "pause_month"
    PAUSE_OPEN = "pause_open"

    # In "My answers"; the subject is the board, or empty for all of them.
    END_PAUSE = "end_pause"
    EXPORT_MINE = "export_mine"
    ERASE_MINE = "erase_mine"
    ERASE_MINE_NOW = "erase_mine_now"
    LEAVE = "leave"

    COUNT_REPLY = "count_reply"
    """Let a reply in a thread count as an answer; the subject is the reply."""

    # Before a poll goes out; the subject is the round.
    SEND_NOW = "send_now"
    CALL_OFF = "call_off"
    TEST_TO_ME = "test_to_me"
    TEST_PRESS = "test_press"
    """A button of a poll that is only shown; the subject is the round and the place of the button."""
    REMIND_NOW = "remind_now"
    CLOSE_NOW = "close_now"
    EXTEND = "extend"
    """Let it stay open for longer; the subject is `round/seconds`."""

    # Rights; the subject is the person who asks for them.
    ASK_FOR_RIGHTS = "ask_for_rights"
    MAKE_PRODUCT_MANAGER = "make_product_manager"
    MAKE_ADMIN = "make_admin"
    REFUSE_RIGHTS = "refuse_rights"

    # Setting up; the subject is the board.
    PRODUCT_CHANNEL = "product_channel"
    PRODUCT_AWAITED = "product_awaited"
    """No button: that channel is to be taken once the bot is in it; the subject is `board/place`."""
    CUSTOMERS = "customers"
    REHEARSE = "rehearse"
    FIRST_POLL = "first_poll"
    NEW_POLL = "new_poll"
    LIBRARY = "library"
    """One question of the library; the subject is `board/name`."""
    TRY_POLL = "try_poll"
    """Show me the poll as customers will see it; the subject is `engagement/when it was drawn up`."""
    SEND_POLL = "send_poll"
    """Ask it; the subject is the same."""
    REWORD_WHY = "reword_why"
    """Say in other words why it is asked; the subject is the same."""
    TRIED = "tried"
    """A button of a poll that is only tried out."""
    REPEAT = "repeat"
    """Ask every other week; the subject is `engagement/when it was sent`."""

    # Whose channel is this; the subject is the invitation.
    IS_CUSTOMER = "is_customer"
    OTHER_NAME = "other_name"
    SEVERAL_CUSTOMERS = "several_customers"
    IS_INTERNAL = "is_internal"

    # Who is the guest in the product team's channel; the subject is the person.
    GUEST_IS_COLLEAGUE = "guest_is_colleague"
    GUEST_IS_CUSTOMER = "guest_is_customer"

    # Two members who are probably one; the subject is `person/person`.
    SAME_PERSON = "same_person"
    DIFFERENT_PEOPLE = "different_people"

    # In a rehearsal; the subject is the rehearsal's organisation.
    REHEARSAL_CLOSE = "rehearsal_close"
    REHEARSAL_PLAN = "rehearsal_plan"
    REHEARSAL_END = "rehearsal_end"

    # Of admins, about one person's data; the subject is that person.
    ERASE_PERSON = "erase_person"
    EXPORT_PERSON = "export_person"

    SEND_AGAIN = "send_again"
    """Try a message again that was given up; the subject is the delivery."""

    # Beside a suggestion; the subject is the suggestion, of a pair `suggestion/suggestion`.
    HAND_OFF = "hand_off"
    MERGE_SUGGESTIONS = "merge_suggestions"
    KEEP_APART = "keep_apart"
    UNDO_MERGE = "undo_merge"

    # Beside a schedule; the subject is the schedule, or what follows an event.
    PAUSE_SCHEDULE = "pause_schedule"
    RESUME_SCHEDULE = "resume_schedule"
    PREVIEW_SCHEDULE = "preview_schedule"
    DELETE_SCHEDULE = "delete_schedule"
    STOP_MOMENT = "stop_moment"

    # Beside a theme; the subject is the theme, and behind a stroke what else it is about.
    SHOW_THEME = "show_theme"
    RENAME_THEME = "rename_theme"
    CHOOSE_MERGE = "choose_merge"
    MERGE_THEMES = "merge_themes"
    """The subject is `theme/theme that goes into it`."""
    KEEP_THEMES_APART = "keep_themes_apart"
    """The subject is `theme/other theme`: they are two, whatever a model says."""
    CHOOSE_SPLIT = "choose_split"
    SPLIT_THEME = "split_theme"
    """The subject is `theme/an answer of the sub-theme that leaves it`."""
    CHOOSE_ANSWER = "choose_answer"
    CHOOSE_TARGET = "choose_target"
    """Where to does this answer go? The subject is `theme/answer`."""
    MOVE_ANSWER = "move_answer"
    """The subject is `theme it goes to/answer`."""
    UNDO_CORRECTION = "undo_correction"
    """The subject is what was set right by hand."""

    # Reads that a button opens; the subject is the board.
    SHOW_STATUS = "show_status"
    SHOW_RESULTS = "show_results"
    SHOW_POLL = "show_poll"
    """The results of one poll; the subject is the round."""
    SHOW_ROADMAP = "show_roadmap"
    SHOW_SUMMARY = "show_summary"
    SHOW_SCHEDULE = "show_schedule"
    SHOW_HELP = "show_help"
    SHOW_MONTH = "show_month"
    """The monthly report of a board."""
    SHOW_ACCOUNT = "show_account"
    """How a company takes part; the subject is the account."""
    SHOW_LINKS = "show_links"
    """The links by which the people of a company answer a poll; the subject is `round/account`."""
    HEARD = "heard"
    """Write down what a company said on a call about a poll; the subject is `round/account`."""
    FORGET_HEARD = "forget_heard"
    """Delete it again; the subject is what was written down."""
    OPEN_WEB = "open_web"
    """A link to read in a browser, for whoever presses it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What one button does, for whom, and about what."""

    token: Token
    organisation_id: OrganisationId
    kind: ErrandKind
    subject_id: str
    """The id of what it is about; which kind of thing that is, the kind of errand says."""
    person_id: PersonId | None
    """Set when only this person may press it."""
    made_at: datetime


def errand(
    ids: Ids,
    organisation_id: OrganisationId,
    kind: ErrandKind,
    subject_id: str,
    now: datetime,
    *,
    person_id: PersonId | None = None,
) -> Errand:
    """The errand of this kind about this thing (for this person); asking twice gives the same token."""
    return Errand(
        token=Token(ids.of("errand", organisation_id, kind.value, subject_id, person_id or "")),
        organisation_id=organisation_id,
        kind=kind,
        subject_id=subject_id,
        person_id=person_id,
        made_at=now,
    )


MENU = (
    ErrandKind.NOT_MY_AREA,
    ErrandKind.PAUSE_ME,
    ErrandKind.WHO_SEES,
    ErrandKind.MY_ANSWERS,
    ErrandKind.REPORT,
)
"""What the menu of a poll offers, in its order."""


def menu_errands(ids: Ids, organisation_id: OrganisationId, round_id: RoundId, now: datetime) -> tuple[Errand, ...]:
    """Everything in the menu of a round's messages; whoever sees the message may press it."""
    return tuple(errand(ids, organisation_id, kind, round_id, now) for kind in MENU)
