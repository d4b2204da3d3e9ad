"""aideals: reads the articles that a channel shares and keeps their deals and distress signals. No imports here."""
