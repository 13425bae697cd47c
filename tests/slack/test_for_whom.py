"""Help and refusals speak to whoever reads them: a member, a colleague without rights, a product manager."""

from bot.domain.people import Role
from tests.fakes.slack.outcome import words
from tests.fakes.slack.world import User
from tests.slack.forging import appoint
from tests.slack.office import Office


async def mention(desk: Office, text: str, *, as_: User) -> str:
    """Type something behind the bot's name in Acme's channel; what comes back to them alone."""
    acme = desk.customers["Acme"]
    seen = {each.ts for each in desk.slack.people.sees(as_, acme)}
    await desk.slack.people.mention(text, as_=as_, channel=acme)
    await desk.settle()
    new = [each for each in desk.slack.people.sees(as_, acme) if each.ts not in seen and each.ephemeral_to]
    return "\n".join(words(each.text, each.blocks) for each in new)


async def test_a_member_is_helped_with_what_they_can_do_and_the_words_work(desk: Office) -> None:
    acme, [ana] = await desk.customer("Acme", "Ana Ruiz")
    await desk.cab('poll "Which?" "Offline mode" "Faster search"')
    await desk.press(desk.latest(ana, acme), "Offline mode", as_=ana)
    helped = await mention(desk, "help", as_=ana)
    for word in ("my answers", "pause 2w", "resume", "who sees this", "report"):
        assert word in helped
    assert "/cab" not in helped
    assert "decide" not in helped
    assert "Offline mode" in await mention(desk, "my answers", as_=ana)
    assert "You pause until" in await mention(desk, "pause 2w", as_=ana)
    assert "Welcome back" in await mention(desk, "resume", as_=ana)
    assert "For a week" in await mention(desk, "pause", as_=ana)
    assert "Other companies never read" in await mention(desk, "who sees this", as_=ana)
    assert "the team has it" in await mention(desk, "report The export fails", as_=ana)


async def test_a_customer_is_not_told_of_rights(desk: Office) -> None:
    _, [ana] = await desk.customer("Acme", "Ana Ruiz")
    refused = await mention(desk, "results", as_=ana)
    assert "That is for the team behind the board" in refused
    assert "admin" not in refused
    assert "help behind my name" in await mention(desk, "dance", as_=ana)
    for team_words in ("poll", "decide S1 nonsense", "schedule set"):
        assert "That is for the team behind the board" in await mention(desk, team_words, as_=ana)
    assert "pause 2w" in await mention(desk, "pause soon", as_=ana)


async def test_a_colleague_without_rights_is_refused_with_the_button_to_ask_for_them(desk: Office) -> None:
    await desk.customer("Acme", "Ana Ruiz")
    await desk.cab("")  # From now on Pat is an admin.
    kim = desk.staff("Kim Hill")
    refused = await desk.cab("results", as_=kim)
    assert "You may not see results here yet" in refused.private_text
    asked = await desk.press(desk.latest(kim, desk.product), "Ask for rights", as_=kim)
    assert "Pat Manager" in asked.private_text + desk.slack.people.reads(kim, desk.product)
    assert "operator's screen" not in (await desk.cab("", as_=kim)).private_text


async def test_a_product_manager_reads_no_command_of_admins_and_no_segment_that_is_not_there(desk: Office) -> None:
    await desk.customer("Acme", "Ana Ruiz")
    kim = desk.staff("Kim Hill")
    await appoint(desk, kim, Role.PRODUCT_MANAGER)
    helped = (await desk.cab("help", as_=kim)).private_text
    assert "/cab poll" in helped
    assert "--segment" not in helped
    assert "/cab audit" not in helped
    assert "/cab audit" in (await desk.cab("help")).private_text
    assert "How the boards are doing" in (await desk.cab("/cab status")).private_text


async def test_a_member_is_added_and_a_colleague_appointed_by_a_mention(desk: Office) -> None:
    _, [ana] = await desk.customer("Acme", "Ana Ruiz")
    kim = desk.staff("Kim Hill")
    assert "/cab members add @Ana --account Acme" in (await desk.cab("members")).private_text
    added = await desk.cab(f"members add <@{ana.id}|ana> --account Acme")
    assert "Ana Ruiz sits on Northwind Council for Acme" in added.private_text
    await desk.cab("results", as_=kim)
    await desk.press(desk.latest(kim, desk.product), "Ask for rights", as_=kim)
    given = await desk.cab(f"members rights <@{kim.id}> pm")
    assert "Kim Hill is now: product manager" in given.private_text
