"""The one gate: a candidate becomes a fact only here."""
