"""Which modules guard people's rights and privacy, which tests must notice when one of their checks is gone."""

from collections.abc import Iterator
from pathlib import Path

from tests.mutation.asking import ASKING
from tests.mutation.operators import Harm, harms_in, replaced, unasked
from tests.mutation.reading import READING
from tests.mutation.target import Target

SLACK_DOOR = ("tests/handlers/slack/test_guard.py",)
TEAMS_DOOR = ("tests/handlers/teams/test_tokens.py", "tests/handlers/teams/test_door.py")
HOSTILE = ("tests/handlers/slack/test_hostile.py", "tests/handlers/teams/test_hostile.py")

TARGETS = (
    Target(
        path="bot/access.py",
        tests=("tests/test_access.py",),
        # Without these a stranger, or somebody without a board, comes out as what they are one line further down.
        same=("106 without: person is None", "106 without: about is None", "146 without: person is None"),
    ),
    Target(
        path="bot/domain/visibility.py",
        tests=("tests/domain/test_visibility.py",),
        also=(("PEOPLE_NEEDED = 5", "PEOPLE_NEEDED = 4"), ("COMPANIES_NEEDED = 4", "COMPANIES_NEEDED = 3")),
    ),
    Target(
        path="bot/domain/sharing.py",
        tests=("tests/domain/test_sharing.py", "tests/cards/test_sharing.py"),
        same=("isinstance(said.value", "without: isinstance(each, Answer)"),  # For the type checker: they always are.
    ),
    Target(
        path="bot/actions/outcome.py",
        tests=("tests/test_outcome.py", "tests/journeys/test_rivals.py"),
        also=(
            ("    companies |= await companies_meant(work, round_.id)\n", ""),
            ("    companies |= {each.account_id for each in said if isinstance(each, Answer)}\n", ""),
        ),
        # Only anonymous rounds hold anything but answers; no answer belongs to a company without an id.
        same=("isinstance(each, Answer)", "channel.account_id is None"),
    ),
    Target(path="handlers/slack/guard.py", tests=SLACK_DOOR, also=(("SKEW = 300", "SKEW = 301"),)),
    Target(path="handlers/slack/shapes.py", tests=("tests/handlers/slack/test_shapes.py", *SLACK_DOOR)),
    Target(
        path="handlers/teams/tokens.py",
        tests=TEAMS_DOOR,
        # A key without a usable name is an unknown one, and `true` is a second of 1970.
        same=("not isinstance(name, str)", "without: not name", "isinstance(value, bool)", "SystemClock()"),
    ),
    Target(path="handlers/teams/doors.py", tests=TEAMS_DOOR[1:]),
    Target(path="handlers/teams/shapes.py", tests=TEAMS_DOOR[1:]),
    Target(
        path="handlers/outside.py",
        tests=("tests/handlers/test_outside.py",),
        # Web addresses have a port of themselves; this Python knows mapped addresses too; no address is of both kinds.
        same=("without: port is None", "found.ipv4_mapped", "without: inner is None"),
    ),
    Target(path="bot/domain/proxies.py", tests=("tests/journeys/test_heard.py",)),
    Target(
        path="bot/actions/close.py",
        tests=("tests/journeys/test_walls.py", "tests/domain/test_round_life.py"),
        whole=False,
        also=(("gate_passed=turnout.passes_gate", "gate_passed=True"),),
    ),
    Target(
        path="bot/cards/results.py",
        tests=("tests/cards/test_results.py",),
        whole=False,
        also=(("if anonymous and not round_.gate_passed:", "if False:"),),
    ),
    Target(
        path="bot/actions/explain.py",
        tests=("tests/journeys/test_hidden.py",),
        whole=False,
        also=(
            ("hidden = anonymous and not wanted.gate_passed", "hidden = False"),
            ('"accounts": None if anonymous else spoke.accounts', '"accounts": None if hidden else spoke.accounts'),
            ("anonymous=anonymous) for each in subject", "anonymous=False) for each in subject"),
            ("if segments and wanted.visibility is Visibility.ANONYMOUS:", "if False:"),
            ("if wanted.stage in (Stage.CLOSED, Stage.REPORTED):\n        return", "if wanted:\n        return"),
        ),
    ),
    Target(
        path="storage/erasing.py",
        tests=("tests/journeys/test_rivals.py", "tests/journeys/test_erasing.py"),
        whole=False,
        also=(
            (", shown, round_.c.stage.in_(RUNNING))", ", shown)"),
            ("delivery.c.kind == Kind.RESULTS, delivery", "delivery.c.kind == Kind.NUDGE, delivery"),
        ),
    ),
    Target(
        path="bot/actions/answer_page.py",
        tests=("tests/handlers/web/test_company_only.py", "tests/handlers/web/test_when.py"),
        whole=False,
        also=(
            ("shows = subject.round.visibility is not Visibility.ACCOUNT or", "shows = True or"),
            ("or signed_in == person.id", "or signed_in is not None"),
            ("skipped=shows and ", "skipped="),
            ("answer in self.counting.items() if self.shows", "answer in self.counting.items()"),
        ),
    ),
    Target(
        path="handlers/web/pages.py",
        tests=("tests/handlers/web/test_company_only.py",),
        whole=False,
        also=(("if not page.shows:\n            return _go", "if False:\n            return _go"),),
    ),
    Target(
        path="bot/actions/status.py",
        tests=("tests/oracle/test_differencing.py",),
        whole=False,
        also=(("if each.gate_passed else 0", "if True else 0"),),
    ),
    Target(
        path="bot/actions/export.py",
        tests=("tests/test_export.py", "tests/journeys/test_hidden.py"),
        whole=False,
        also=(
            ("[each for each in meant if each.visibility is not Visibility.ANONYMOUS], hidden", "meant, hidden"),
            ("if number is not None and hidden:", "if False:"),
            ("who if round_.visibility is Visibility.NAMED else {}", "who"),
        ),
    ),
    Target(
        path="prompts/bidi.py",
        tests=("tests/prompts/test_catalogue.py", *HOSTILE),
        same=("never: text.isascii()",),  # The short way for what could turn nothing anyway.
    ),
    Target(
        path="prompts/letters.py",
        tests=("tests/prompts/test_letters.py", *HOSTILE),
        whole=False,
        also=(
            ("whole = isolated(text) if isinstance(said, str) else text", "whole = text"),
            ("_UNSEEN.sub(lambda found: _instead(found[0]), text)", "text"),
        ),
    ),
    Target(
        path="handlers/web/drawing.py",
        tests=("tests/handlers/web/test_walls.py",),
        whole=False,
        also=(("autoescape=True", "autoescape=False"),),
    ),
    Target(
        path="handlers/web/sessions.py",
        tests=("tests/handlers/web/test_sign_in.py", "tests/handlers/web/test_deciding.py"),
        same=("shown(bot.ids, Pass.SESSION",),  # It spares the database a look; who is signed in is asked there anew.
        also=(
            ("return hmac.compare_digest(form_mark(bot, signed, deed).encode(), mark.encode())", "return True"),
            ('httponly=True,\n        samesite="strict",', 'samesite="strict",'),
        ),
    ),
    Target(
        path="bot/actions/still_staff.py",
        tests=("tests/both/test_leaving.py", "tests/handlers/web/test_sign_in.py"),
        # Who has no right any more would be asked about in vain; and one line of the log.
        same=("not person.staff", "person.gone_at is not None", "now.role is not Role.NONE", "without: rested"),
    ),
    Target(
        path="handlers/web/frame.py",
        tests=("tests/both/test_leaving.py",),
        whole=False,
        also=(
            ("await look_at_soon(bot, signed.person) if signed.staff else True", "True"),
            ("return signed if here else stranger(bot, request)", "return signed"),
            ("if here is None:", "if here is True and here is None:"),
        ),
    ),
    Target(
        path="handlers/web/posted.py",
        tests=("tests/handlers/web/test_sizes.py", "tests/handlers/web/test_walls.py"),
        same=("message['type'] != 'http.request'",),  # A browser that went away is told nothing either way.
    ),
    Target(
        path="handlers/web/headers.py",
        tests=("tests/handlers/web/test_sizes.py", "tests/handlers/web/test_walls.py"),
        # Nothing else is served; a reply that has begun is broken off either way.
        same=("scope['type'] != 'http'", "never: begun"),
    ),
    Target(
        path="bot/telemetry.py",
        tests=("tests/test_telemetry.py",),
        whole=False,
        also=(("            _where_it_broke,\n", ""),),
    ),
    Target(
        path="bot/domain/masking.py",
        tests=("tests/insights/test_triage.py", "tests/insights/test_verify.py"),
        whole=False,
        also=(
            ("EMAIL.sub(HIDDEN_EMAIL, text)", "text"),
            ('PHONE.sub(HIDDEN_PHONE, EMAIL.sub(HIDDEN_EMAIL, text) if "@" in text else text)', "text"),
            ('URL.search(EMAIL.sub(" ", text)) or', ""),
            ('MENTION.search(EMAIL.sub(" ", text)) or', ""),
            ("or CONTROL.search(text)", ""),
        ),
    ),
    Target(
        path="bot/domain/wording.py",
        tests=("tests/domain/test_wording.py",),
        whole=False,
        also=tuple(
            (old, "")
            for old in (
                '    "\\x00-\\x08\\x0e-\\x1f\\x7f-\\x9f"',
                '    "\\ud800-\\udfff"',
                '    "\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069"',
                '    "\\u00ad\\u200b\\u2060-\\u2065\\u206a-\\u206f\\ufeff"',
                '    "\\u115f\\u1160\\u3164\\uffa0"',
                '    "\\ufff9-\\ufffc\\ufdd0-\\ufdef"',
            )
        ),
    ),
    Target(
        path="handlers/slack/text.py",
        tests=HOSTILE[:1],
        whole=False,
        also=(
            ('"<": "&lt;", ', ""),
            ('"&": "&amp;", ', ""),
            (r"(?<=\w)\.(?=[^\W\d_])|", ""),
            (r":(?=[^\s\d])|", ""),
            (r"|[@#!](?=\S)", ""),
        ),
    ),
    Target(
        path="handlers/teams/text.py",
        tests=HOSTILE[1:],
        whole=False,
        also=(
            (r'|[@#!](?=\S)"', '"'),
            ("_JOINER + broken if _OPENING.match(broken) else broken", "broken"),
            (".translate(_SPOKEN)", ""),
        ),
    ),
    *READING,
    *ASKING,
)


def harms_of(target: Target, root: Path) -> Iterator[Harm]:
    """Every harm to one module."""
    source = (root / target.path).read_text("utf-8")
    if target.whole:
        yield from (each for each in harms_in(target.path, source) if not any(one in each.what for one in target.same))
    if target.rights:
        yield from (each for each in unasked(target.path, source) if not any(one in each.what for one in target.same))
    for old, new in target.also:
        yield replaced(target.path, source, old, new)
