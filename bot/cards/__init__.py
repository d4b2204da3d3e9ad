"""Facts → Slack messages, as plain dicts: the only place where a stranger's text becomes mrkdwn.

wording.toml   all that users read, in Korean and English
escape.py      a stranger's text made harmless, cut at the limits that Slack sets
line.py        one line of a message: spans of text, bold, linked; as mrkdwn and as plain words
message.py     lines → blocks → Message
money.py days.py deals.py signals.py figures.py checks.py    facts → lines
paging.py     titled lists → one message and its continuation
article.py notices.py digest.py answers.py deck.py             the messages
"""
