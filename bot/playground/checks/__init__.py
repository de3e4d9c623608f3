"""What Slack refuses in blocks, views and options, said as Slack says it: a complaint and a JSON pointer.

``rules`` are the building stones, ``composition`` texts, options and confirmations, ``elements`` what people use,
``blocks`` where it stands, ``special`` the blocks for messages alone, ``surfaces`` whole messages, views and lists of
options.
"""
