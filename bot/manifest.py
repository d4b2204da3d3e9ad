"""The Slack app's manifest, made from what the code listens to and calls. `manifest.json` is its Socket Mode form."""

from __future__ import annotations

from typing import Any

from handlers import COMMAND, EVENTS
from handlers.delivery import PATH

SCOPES: dict[str, str] = {
    "channels:history": "read the messages with links, and find its own answers, in public channels",
    "chat:write": "answer in threads, post the digest",
    "commands": "/aideals",
    "groups:history": "as channels:history, in private channels that it is invited to",
    "im:history": "as channels:history, in a direct message to it",
    "mpim:history": "as channels:history, in a group message that it is in",
    "reactions:write": "show that a link is being read, and how that went",
    "users:read": "the time zone of who first shared a link, for the digest",
}
"""Every scope with what it is for."""


def build(http: str | None = None) -> dict[str, Any]:
    """The manifest for Socket Mode or, with the bot's public address, for HTTP."""
    url = f"{http.rstrip('/')}{PATH}" if http else None
    command: dict[str, Any] = {
        "command": COMMAND,
        "description": "Deals and flagged startups of this channel",
        "usage_hint": "[company | flagged | digest | help]",
        "should_escape": False,
    }
    events: dict[str, Any] = {"bot_events": list(EVENTS)}
    interactivity: dict[str, Any] = {"is_enabled": True}
    if url:
        command["url"] = events["request_url"] = interactivity["request_url"] = url
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "aideals",
            "description": "Reads shared articles: deals and distress signals, each with its quoted sentence.",
            "background_color": "#1f2a37",
        },
        "features": {
            "bot_user": {"display_name": "aideals", "always_online": True},
            "slash_commands": [command],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }
