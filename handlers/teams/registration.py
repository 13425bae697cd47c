"""The commands that register the bot with Microsoft, for the operator to read and to run: nothing is run here."""

import re
import shlex
import unicodedata

from handlers.teams.manifest import ENDPOINT, host_of

LONGEST_HANDLE = 42
"""Characters of the name by which Azure knows a bot."""


def commands(*, name: str, url: str, app_id: str = "", region: str = "westeurope") -> str:
    """Lines for a shell, with the names filled in; Refusal when `url` is not an HTTPS address.

    With an `app_id` that registration is used, and none is made. The registration is for one tenant, the only kind
    that Microsoft still lets be made.
    """
    host_of(url)
    handle, called = shlex.quote(handle_of(name)), shlex.quote(name)
    endpoint = shlex.quote(f"{url.rstrip('/')}{ENDPOINT}")
    made = (
        [f"APP_ID={shlex.quote(app_id)}"]
        if app_id
        else [
            f"APP_ID=$(az ad app create --display-name {called} --sign-in-audience AzureADMyOrg "
            "--query appId --output tsv)",
            'az ad sp create --id "$APP_ID"',
        ]
    )
    return "\n".join(
        [
            "# Nothing below has been run. You need the Azure CLI, and the right to register apps in your tenant.",
            "az login",
            "",
            "# 1. The registration, and a password for it",
            *made,
            'PASSWORD=$(az ad app credential reset --id "$APP_ID" --append --display-name sounding-board --years 1 '
            "--query password --output tsv)",
            "TENANT_ID=$(az account show --query tenantId --output tsv)",
            "",
            "# 2. The bot; its name must be free in all of Azure",
            f"az group create --name {handle} --location {shlex.quote(region)}",
            f"az bot create --resource-group {handle} --name {handle} --display-name {called} --sku F0 "
            f'--app-type SingleTenant --appid "$APP_ID" --tenant-id "$TENANT_ID" --endpoint {endpoint}',
            f"az bot msteams create --resource-group {handle} --name {handle}",
            "",
            "# 3. What Sounding Board has to know",
            '(umask 077; printf \'%s\\n\' "CAB_TEAMS_APP_ID=$APP_ID" "CAB_TEAMS_APP_PASSWORD=$PASSWORD" '
            f'"CAB_TEAMS_TENANT_ID=$TENANT_ID" {shlex.quote(f"CAB_PUBLIC_URL={url}")} >> .env)',
            "",
            "# 4. The app for Teams",
            f"cab manifest teams --name {called} --output council.zip",
            "",
            "# Without an Azure subscription: https://dev.teams.microsoft.com, Tools, Bot management, New bot.",
            f"# Give it the endpoint {url.rstrip('/')}{ENDPOINT} and a client secret,",
            "# and put the four lines of step 3 into .env yourself.",
        ]
    )


def handle_of(name: str) -> str:
    """What Azure may call the bot: `northwind-council-bot`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.casefold())
    return f"{'-'.join(words)[: LONGEST_HANDLE - 4].rstrip('-') or 'council'}-bot"
