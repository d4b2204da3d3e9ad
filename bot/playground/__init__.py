"""Slack in miniature over Slack's own wire formats, for the demo, the tests and injected faults.

The Web API over HTTP, Socket Mode over a WebSocket, signed HTTP: on 127.0.0.1, port 0. It refuses what Slack refuses,
so that a call which passes here says something. `Playground` is the way in; `Newsstand` serves the sample articles.
"""

from bot.playground.playground import Playground

__all__ = ["Playground"]
