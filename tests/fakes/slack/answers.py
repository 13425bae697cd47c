"""What the client does with an app's answer: shows it, closes or changes a modal, or shows that something broke."""

from tests.fakes.objects import Json, decoded
from tests.fakes.slack.blockkit import Surface, check_view
from tests.fakes.slack.controls import Impossible
from tests.fakes.slack.courier import Delivery
from tests.fakes.slack.hooks import Hooks, say
from tests.fakes.slack.installs import Installation
from tests.fakes.slack.outcome import Outcome
from tests.fakes.slack.refusals import Refused
from tests.fakes.slack.vendor import Vendor
from tests.fakes.slack.views import View
from tests.fakes.slack.world import Channel

BROKEN = "We had some trouble connecting. Try again?"


class Answers:
    """Reads answers as strictly as the vendor does."""

    def __init__(self, vendor: Vendor, hooks: Hooks) -> None:
        self._vendor = vendor
        self._hooks = hooks

    def plain(self, outcome: Outcome) -> None:
        """A click or shortcut: any 2xx will do, anything else is a warning sign beside the button."""
        assert outcome.delivery is not None
        if not outcome.delivery.ok:
            outcome.trouble = outcome.delivery.failure

    def command(self, outcome: Outcome, name: str, installation: Installation, channel: Channel) -> None:
        """A command: an empty answer shows nothing; text or JSON is shown, to the person alone unless it says so."""
        delivery = outcome.delivery
        assert delivery is not None
        if not delivery.ok:
            word = "operation_timeout" if delivery.failure == "http_timeout" else "dispatch_failed"
            outcome.trouble = f"{name} failed with the error “{word}”"
            return
        if not delivery.text.strip():
            return
        parsed = decoded(delivery.text)
        body: Json = parsed if isinstance(parsed, dict) else {"text": delivery.text}
        try:
            say(self._vendor, installation, channel, outcome.user.id, body)
        except Refused as refusal:
            outcome.trouble = f"{name} failed with the error “{refusal}”"

    def submission(self, outcome: Outcome, view: View) -> None:
        """A submission: nothing closes the modal; errors, update, push and clear do what they say."""
        delivery = outcome.delivery
        assert delivery is not None
        if not delivery.ok:
            outcome.trouble = BROKEN
            return
        body, views = delivery.json, self._vendor.views
        try:
            match body.get("response_action"):
                case None if not body:
                    views.close(view)
                case "clear":
                    views.close(view, whole_stack=True)
                case "errors":
                    outcome.errors = view.errors = self._errors(body, view)
                case "update":
                    views.revise(view, self._checked(body))
                case "push":
                    views.show(
                        self._checked(body),
                        user_id=view.user_id,
                        team_id=view.team_id,
                        installed_team_id=view.installed_team_id,
                        app_id=view.app_id,
                        bot_id=view.bot_id,
                        over=view,
                        trigger_id=outcome.trigger_id,
                    )
                case other:
                    raise Refused("invalid_response_action", [str(other)])
        except Refused as refusal:
            outcome.trouble = f"{BROKEN} ({refusal})"

    def options(self, delivery: Delivery) -> list[Json]:
        """The options an app suggests, 100 at most."""
        if not delivery.ok:
            raise Impossible(f"no options: {delivery.failure}")
        body = delivery.json
        offered: list[Json] = list(body.get("options") or [])
        for group in body.get("option_groups") or []:
            offered += group["options"]
        if len(offered) > 100 or any(set(option) - {"text", "value", "description"} for option in offered):
            raise Impossible("the client cannot show these options")
        return offered

    def _errors(self, body: Json, view: View) -> dict[str, str]:
        errors = body.get("errors")
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or set(errors) - inputs:
            raise Refused("invalid_errors", [f"errors belong to input blocks, and here are {sorted(inputs)}"])
        return {str(block_id): str(text) for block_id, text in errors.items()}

    def _checked(self, body: Json) -> Json:
        view = body.get("view")
        checked = check_view(decoded(view) if isinstance(view, str) else view, (Surface.MODAL,))
        return checked | {"blocks": self._vendor.timeline.completed(checked["blocks"])}
