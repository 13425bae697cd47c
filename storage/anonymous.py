"""Anonymous rounds: that somebody spoke lies in one table, what was said in another, and nothing joins the two."""

from collections.abc import Iterable
from random import SystemRandom

from sqlalchemy import delete, func, select

from bot.domain.answers import Choice
from bot.ids import RoundId, Token, fresh_key
from storage.bulk import insert_all, packed
from storage.direct import Direct
from storage.kept import Participation
from storage.straight import Straight
from storage.tables import choice, round_key
from storage.tables import participation as voice
from storage.upsert import add_new
from storage.work import Work, row_of


async def new_key(work: Work, round_id: RoundId) -> bytes:
    """The round's secret, made at the first call; with it a person's mark can be worked out, without it never."""
    await add_new(
        work, round_key, [{"organisation_id": work.organisation_id, "round_id": round_id, "secret": fresh_key()}]
    )
    found = await key(work, round_id)
    if found is None:
        raise LookupError("the key that was just made is gone")
    return found


async def key(work: Work, round_id: RoundId) -> bytes | None:
    """The round's secret; None for a round that is not anonymous, and for ever once it was sealed."""
    found = await work.connection.scalar(
        select(round_key.c.secret).where(
            round_key.c.organisation_id == work.organisation_id, round_key.c.round_id == round_id
        )
    )
    return None if found is None else bytes(found)


async def take_part(work: Direct, voices: Iterable[tuple[RoundId, Participation]]) -> set[tuple[RoundId, Token]]:
    """Note who speaks; returns the marks that were new: one person is one voice, however often they press."""
    rows = [
        {
            "organisation_id": work.organisation_id,
            "round_id": round_id,
            "token": each.token,
            "account_token": each.account_token,
        }
        for round_id, each in sorted(voices, key=lambda pair: (pair[0], pair[1].token))
    ]
    return {(RoundId(str(row["round_id"])), Token(str(row["token"]))) for row in await add_new(work, voice, rows)}


async def add_choices(work: Direct, said: Iterable[Choice]) -> None:
    """Keep what was said; in the order of the random ids, so that the order of rows tells nothing."""
    rows = [row_of(each) for each in sorted(said, key=lambda each: each.id)]
    if rows:
        await _CHOICES.run(work, packed(work, choice, rows))


_CHOICES = Straight(lambda on_sqlite: insert_all(choice, on_sqlite))


async def participation(work: Work, round_id: RoundId) -> tuple[int, int]:
    """How many people and how many companies have spoken in an anonymous round."""
    query = select(func.count(), func.count(voice.c.account_token.distinct())).where(
        voice.c.organisation_id == work.organisation_id, voice.c.round_id == round_id
    )
    people, accounts = (await work.connection.execute(query)).one()
    return int(people), int(accounts)


async def answers_told(work: Work, round_id: RoundId) -> int:
    """How many answers the result of an anonymous round that passed its gate is made of.

    Not how many spoke: where two people turned out to be one, the difference would tell that just they took part.
    """
    query = select(func.count()).where(choice.c.organisation_id == work.organisation_id, choice.c.round_id == round_id)
    return int(await work.connection.scalar(query) or 0)


async def choices(work: Work, round_id: RoundId) -> list[Choice]:
    """What was said, in an order that has nothing to do with who or when."""
    return await work.all(Choice, work.rows(choice).where(choice.c.round_id == round_id).order_by(choice.c.id))


async def seal(work: Work, round_id: RoundId) -> None:
    """Destroy the round's key: from now on nobody, we included, can tell whether somebody has spoken.

    PostgreSQL marks each row with the transaction that wrote it, and so would still tell who voted beside whom: there
    the choices are written anew, all at once and shuffled. SQLite keeps no such mark, but its journal keeps the pages
    as they were one after the other: it is emptied after the commit.
    """
    of_round = (round_key.c.organisation_id == work.organisation_id) & (round_key.c.round_id == round_id)
    await work.change(delete(round_key).where(of_round))
    work.sealed = True
    if work.on_sqlite:
        return
    rows = [row_of(each) for each in await choices(work, round_id)]
    if rows:
        SystemRandom().shuffle(rows)
        await work.change(
            delete(choice).where(choice.c.organisation_id == work.organisation_id, choice.c.round_id == round_id)
        )
        await work.connection.execute(choice.insert(), rows)
