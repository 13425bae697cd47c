"""What customers said on calls; nothing that counts votes reads this table."""

from collections.abc import Collection

from sqlalchemy import and_, delete

from bot.domain.deliveries import Kind
from bot.domain.proxies import Proxy
from bot.ids import ProxyId, RoundId
from storage.erasing import draw_anew
from storage.tables import delivery, proxy
from storage.upsert import put_value
from storage.work import Work


async def save(work: Work, one: Proxy) -> None:
    """Keep it; the same said again is one."""
    await put_value(work, proxy, one)


async def find(work: Work, proxy_id: ProxyId) -> Proxy | None:
    """The one with this id, if there is one."""
    return await work.one(Proxy, work.rows(proxy).where(proxy.c.id == proxy_id))


async def of_rounds(work: Work, round_ids: Collection[RoundId]) -> list[Proxy]:
    """Everything said on calls about these rounds, in the order it was said."""
    return await work.all(
        Proxy, work.rows(proxy).where(proxy.c.round_id.in_(sorted(round_ids))).order_by(proxy.c.said_at, proxy.c.id)
    )


async def report_anew(work: Work, round_id: RoundId) -> None:
    """Let the report that stands in the product channel be drawn anew, and no message that customers see."""
    await draw_anew(work, and_(delivery.c.subject_id == round_id, delivery.c.kind == Kind.RESULTS))


async def forget(work: Work, proxy_id: ProxyId) -> None:
    """Delete it."""
    await work.change(delete(proxy).where(proxy.c.organisation_id == work.organisation_id, proxy.c.id == proxy_id))
