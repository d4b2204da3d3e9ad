"""The names of what the network answers, in the order of its outputs."""

from __future__ import annotations

DEALS = ("funding", "acquisition", "ipo", "debt", "fund")
SIGNALS = (
    "usage_decline",
    "usage_stagnation",
    "usage_growth",
    "layoffs",
    "shutdown",
    "legal",
    "leadership_exit",
    "down_round",
    "revenue_decline",
    "funding_trouble",
)
KINDS = (*DEALS, *SIGNALS)
DEAL_STATUS = ("completed", "in_talks", "cancelled")
SIGNAL_STATUS = ("reported", "planned", "denied")
STATUS = (*DEAL_STATUS, *SIGNAL_STATUS)
SUMS = ("", *DEALS, "total", "valuation")
ROLES = ("", "lead", "investor", "acquirer", "lender")
NUMBERS = ("", "change", "share", "heads", "months")
