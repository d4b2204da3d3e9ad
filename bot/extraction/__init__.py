"""An article becomes candidate facts: sentences, money, dates, names, then deals, signals and market figures."""
