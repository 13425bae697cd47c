"""Small harms done to the rules that protect people, each with the tests that must notice it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product

from bot import access
from bot.access import RIGHTS, Deed, Standing, Where
from bot.actions import export
from bot.cards import figures
from bot.domain import visibility
from bot.domain.accounts import Account
from bot.domain.boards import Board
from bot.domain.people import Person, Role
from bot.insights import ranking
from handlers.slack import text as slack_text
from handlers.teams import text as teams_text
from tests import test_access, test_export
from tests.cards import test_results
from tests.domain import test_visibility
from tests.handlers.slack import test_hostile as slack_hostile
from tests.handlers.teams import test_hostile as teams_hostile
from tests.insights import test_ranking

Killer = Callable[[], None]
Over = Callable[[Person | None, Board | Account | None], Standing]
NO_FORMULA = test_export.test_each_beginning_of_a_formula_is_made_harmless
NEVER = re.compile(r"(?!)")
"""Matches nothing: the rule is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One harm: a name of a module is something else, and one of the `killers` must fail."""

    name: str
    module: object
    attribute: str
    value: object
    killers: tuple[Killer, ...]


def cells() -> Iterator[Mutant]:
    """Each cell of the table of rights, turned; and each role taken for another."""
    for cell in product(Standing, Deed, Where):
        yield Mutant(
            name=f"right of {', '.join(cell)}",
            module=access,
            attribute="RIGHTS",
            value=RIGHTS ^ {cell},
            killers=(test_access.test_every_cell_of_the_table_is_as_it_was_agreed_on,),
        )
    for role, standing in product(Role, Standing):
        if access.OF_ROLE[role] is not standing and {standing, access.OF_ROLE[role]} != {
            Standing.COLLEAGUE,
            Standing.CUSTOMER,
        }:
            yield Mutant(
                name=f"{role} taken for {standing}",
                module=access,
                attribute="OF_ROLE",
                value={**access.OF_ROLE, role: standing},
                killers=(
                    test_access.test_every_cell_of_the_table_is_as_it_was_agreed_on,
                    test_access.test_a_role_counts_for_nothing_where_somebody_is_no_staff_or_has_left,
                ),
            )


def _alone() -> None:
    for about in (None, replace(test_access.ACME, owner_id=None)):
        test_access.test_what_was_entrusted_to_somebody_holds_for_that_alone(about)


def entrusted() -> Iterator[Mutant]:
    """What was entrusted to somebody, forgotten; taken for everything of its kind; left to who is no staff any more."""
    every_cell = test_access.test_every_cell_of_the_table_is_as_it_was_agreed_on
    no_staff = test_access.test_what_was_entrusted_is_worth_nothing_where_somebody_is_no_staff_or_has_left
    harms: tuple[tuple[str, Over, Killer], ...] = (
        ("nothing is entrusted to anybody", lambda person, about: access.standing_of(person), every_cell),
        ("a board is entrusted to everybody", lambda person, about: Standing.BOARD_OWNER, _alone),
        ("a company is entrusted to everybody", lambda person, about: Standing.ACCOUNT_OWNER, _alone),
        ("a report is entrusted to everybody", lambda person, about: Standing.SPONSOR, _alone),
        ("no staff, and still an owner", _owner_whoever, no_staff),
    )
    for name, harm, killer in harms:
        yield Mutant(name=name, module=access, attribute="standing_over", value=harm, killers=(killer,))


def _owner_whoever(person: Person | None, about: Board | Account | None) -> Standing:
    mine = person is not None and about is not None and about.owner_id == person.id
    return Standing.ACCOUNT_OWNER if mine else access.standing_of(person)


def _gate() -> None:
    for people, accounts, passes in ((4, 4, False), (5, 3, False), (5, 4, True), (4, 5, False)):
        test_visibility.test_a_result_is_shared_from_five_people_of_four_companies_on(people, accounts, passes)


def thresholds() -> Iterator[Mutant]:
    """Each number from which something may be shown, one lower and one higher."""
    limits: tuple[tuple[object, str, int, Killer], ...] = (
        (visibility, "PEOPLE_NEEDED", 5, _gate),
        (visibility, "COMPANIES_NEEDED", 4, _gate),
        (figures, "PERCENT_FROM", 20, test_results.test_no_percentage_is_shown_below_twenty_answers),
        (ranking, "PERCENT_FROM", 20, test_ranking.test_no_percentage_is_shown_under_twenty_answers),
        (ranking, "INTERVAL_FROM", 30, test_ranking.test_no_interval_is_shown_under_thirty_answers),
    )
    for module, attribute, agreed, killer in limits:
        for value in (agreed - 1, agreed + 1):
            yield Mutant(
                name=f"{attribute} is {value}", module=module, attribute=attribute, value=value, killers=(killer,)
            )


def _on_slack() -> None:
    slack_hostile.test_the_fallback_reads_as_what_was_written()
    for text in slack_hostile.HOSTILE:
        slack_hostile.test_people_mention_nobody_and_link_to_nothing(text)


def _on_teams() -> None:
    teams_hostile.test_a_date_is_shown_as_it_was_written_but_for_a_sign_that_nobody_sees()
    for text in teams_hostile.HOSTILE:
        teams_hostile.test_people_mention_nobody_and_link_to_nothing(text)


def escapes() -> Iterator[Mutant]:
    """Each rule that takes the life out of what people wrote, left out."""
    for start in export.FORMULA:
        kept = tuple(each for each in export.FORMULA if each != start)
        yield Mutant(
            name=f"formulas may begin with {start!r}",
            module=export,
            attribute="FORMULA",
            value=kept,
            killers=(NO_FORMULA,),
        )
    yield Mutant(
        name="cells go out as they are",
        module=export,
        attribute="harmless",
        value=lambda cell: cell,
        killers=(NO_FORMULA,),
    )
    entities = slack_text._ENTITIES
    for sign in entities:
        left = {each: spelt for each, spelt in entities.items() if each != sign}
        yield Mutant(
            name=f"Slack reads {sign}", module=slack_text, attribute="_ENTITIES", value=left, killers=(_on_slack,)
        )
    for module, killer, names in (
        (slack_text, _on_slack, ("_LOOK_ALIKES", "_UNDERLINE", "_LINKING", "_harmless")),
        (teams_text, _on_teams, ("_LOOK_ALIKES", "_UNDERLINE", "_STRUCK", "_BROKEN", "_OPENING", "_DATE", "_harmless")),
    ):
        for name in names:
            gone: object = (lambda text: text) if name == "_harmless" else {} if name == "_LOOK_ALIKES" else NEVER
            yield Mutant(
                name=f"{module.__name__} without {name}",
                module=module,
                attribute=name,
                value=gone,
                killers=(killer,),
            )


MUTANTS = (*cells(), *entrusted(), *thresholds(), *escapes())
