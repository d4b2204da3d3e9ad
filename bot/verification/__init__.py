"""The one gate between what an extractor proposes and what is a fact."""

from bot.verification.gate import verify

__all__ = ["verify"]
