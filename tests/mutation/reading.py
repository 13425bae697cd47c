"""The places that decide how much of what was said somebody reads: whose name, which companies, of which time."""

from tests.mutation.target import Target

WALLS = ("tests/journeys/test_walls.py",)
READING_LESS = "tests/journeys/test_reading_less.py"

READING = (
    Target(
        path="bot/actions/suggest.py",
        tests=WALLS,
        whole=False,
        also=(
            ("if round_.visibility is Visibility.ANONYMOUS:\n            continue", "if False:\n            continue"),
        ),
    ),
    Target(
        path="bot/domain/engagements.py",
        tests=("tests/cli/test_asking.py",),
        whole=False,
        also=(
            ("            len(self.questions) > 1 or any(", "            any("),
            (" or any(isinstance(q, Agree) and len(q.options) > 1 for q in self.questions)", ""),
            ("if self.live and self.visibility is Visibility.ANONYMOUS:", "if False:"),
        ),
    ),
    Target(
        path="bot/domain/consent.py",
        tests=("tests/journeys/test_hidden.py",),
        whole=False,
        also=(("since is None or round_.visibility is Visibility.ANONYMOUS", "since is None"),),
    ),
    Target(
        path="bot/actions/heard_back.py",
        tests=("tests/journeys/test_loops.py",),
        whole=False,
        also=((".visibility is Visibility.NAMED", ".visibility is not Visibility.ANONYMOUS"),),
    ),
    Target(
        path="bot/actions/sponsor_report.py",
        tests=WALLS,
        whole=False,
        also=(("for each in hidden if each.gate_passed", "for each in hidden"),),
    ),
    Target(
        path="bot/actions/funnel.py",
        tests=("tests/journeys/test_reached.py", "tests/oracle/test_differencing.py"),
        whole=False,
        also=(
            ("shows = round_.visibility is Visibility.NAMED", "shows = True"),
            ("if round_.gate_passed else None", "if True else None"),
        ),
    ),
    Target(
        path="bot/actions/compose.py",
        tests=("tests/journeys/test_differencing.py", "tests/journeys/test_hidden.py", *WALLS, READING_LESS),
        whole=False,
        also=(
            ("account_id is None or subject.round.visibility is not Visibility.NAMED)", "account_id is None)"),
            ("(account_id is None or subject.round", "(subject.round"),
            ("own = [said for said in live.said if account_id in (None, said.account_id)]", "own = list(live.said)"),
            ("each.round_id == subject.round.id and only is None", "each.round_id == subject.round.id"),
            (
                "[each for each in said if only is None or (isinstance(each, Answer) and each.account_id in only)]",
                "list(said)",
            ),
            ("if only is not None:\n        seats, companies =", "if False:\n        seats, companies ="),
        ),
    ),
    Target(
        path="bot/actions/look_into.py",
        tests=(READING_LESS,),
        whole=False,
        also=(
            ("if (await rounds.get(work, excerpt.round_id)).visibility is not Visibility.NAMED:", "if False:"),
            ("        theme = _within(theme, asked)\n", ""),
            ("if each.account_id in inside)", "if True)"),
            (
                "inside = {each for each in asked if not scope.segments or",
                "inside = {each for each in asked if True or",
            ),
        ),
    ),
    Target(
        path="bot/actions/find_themes.py",
        tests=(READING_LESS,),
        whole=False,
        also=(
            ("if row.answer.account_id in inside] if scope.segments else rows", "] if scope.segments else rows"),
            ("since = bot.now() - scope.last\n", "since = bot.now() - WINDOW\n"),
            ("            if each in quotable\n", ""),
        ),
    ),
    Target(
        path="storage/written.py",
        tests=(READING_LESS,),
        whole=False,
        also=(
            ("            round_.c.stage.in_((Stage.CLOSED, Stage.REPORTED)),\n", ""),
            ("            answer.c.withdrawn.is_(False),\n            (question", "            (question"),
        ),
    ),
    Target(
        path="bot/actions/share.py",
        tests=("tests/journeys/test_taken_back_meanwhile.py",),
        whole=False,
        also=(("if not await still_stands(work, board, heard):", "if False:"),),
    ),
    Target(
        path="bot/actions/word_themes.py",
        tests=("tests/journeys/test_taken_back_meanwhile.py",),
        whole=False,
        also=(("if not await _still(work, board, room):", "if False:"),),
    ),
    Target(
        path="bot/actions/compose_title.py",
        tests=("tests/journeys/test_named_in_title.py",),
        whole=False,
        also=((" if not veil.hides(term)", ""),),
    ),
    Target(
        path="bot/actions/close_loop.py",
        tests=("tests/journeys/test_told_to_whom.py",),
        whole=False,
        also=(("if made[-1].id != decision_id:", "if False:"),),
    ),
    Target(
        path="bot/actions/moments.py",
        tests=("tests/handlers/web/test_api.py",),
        whole=False,
        also=(
            ("all(each.board_id != board_id for each in await moments.asks_of(work, of_all.id))", "False"),
            ("        and not await _told_there(bot, work, rule.board_id, told)\n", ""),
        ),
    ),
    Target(
        path="storage/recounted.py",
        tests=("tests/journeys/test_recounted.py",),
        whole=False,
        also=(
            ("people=owner.c.people - (people - now[0]),\n", ""),
            (".values(people_asked=suggestion.c.people_asked - 1)", ".values(people_asked=suggestion.c.people_asked)"),
        ),
    ),
    Target(
        path="bot/actions/explain.py",
        tests=(READING_LESS,),
        whole=False,
        also=(
            ("for each in await accounts.all(work) if each.segment in meant}", "for each in await accounts.all(work)}"),
            ("if meant := await segments_meant(", "if False and await segments_meant("),
        ),
    ),
    Target(
        path="bot/actions/read_digest.py",
        tests=(READING_LESS,),
        whole=False,
        also=(("named = self._visibility.get(excerpt.round_id) is Visibility.NAMED", "named = True"),),
    ),
    Target(
        path="bot/actions/heard_beside.py",
        tests=(READING_LESS, "tests/journeys/test_heard.py"),
        whole=False,
        also=(
            ("if each.visibility is Visibility.NAMED}", "}"),
            ("in sure - unsure:", "in sure:"),
        ),
    ),
    Target(
        path="bot/cards/suggestion.py",
        tests=(READING_LESS,),
        whole=False,
        also=(("if kind is Visibility.NAMED}", "}"),),
    ),
    Target(
        path="bot/actions/company.py",
        tests=("tests/journeys/test_entrusted.py",),
        whole=False,
        also=((" and poll.visibility is Visibility.NAMED", ""),),
    ),
    Target(
        path="bot/domain/attendance.py",
        tests=("tests/domain/test_attendance.py",),
        whole=False,
        also=(("if each.visibility is not Visibility.ANONYMOUS]", "]"),),
    ),
    Target(
        path="bot/actions/answer.py",
        tests=("tests/journeys/test_room_noted.py", "tests/handlers/web/test_when.py"),
        whole=False,
        also=(
            ("if heard.room is not None and not heard.anonymous:", "if heard.room is not None:"),
            ("if not heard.voice.joins and not heard.anonymous:", "if not heard.voice.joins:"),
        ),
    ),
    Target(
        path="bot/actions/count_reply.py",
        tests=("tests/journeys/test_replies.py",),
        whole=False,
        also=(("return open_ and round_.visibility is not Visibility.ANONYMOUS", "return open_"),),
    ),
    Target(
        path="handlers/web/desk.py",
        tests=("tests/handlers/web/test_sign_in.py",),
        whole=False,
        also=(("hidden = each.round.visibility is Visibility.ANONYMOUS", "hidden = False"),),
    ),
    Target(
        path="bot/cards/question.py",
        tests=("tests/cards/test_question.py", "tests/oracle/test_differencing.py"),
        whole=False,
        also=(
            ("if round_.visibility is not Visibility.ANONYMOUS:\n        parts", "if True:\n        parts"),
            ("counted = round_.visibility is not Visibility.ANONYMOUS", "counted = True"),
            ("if (answered or not counted) and seen", "if answered and seen"),
        ),
    ),
)
