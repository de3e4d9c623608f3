"""A Slack look-alike on this machine, as a process of its own; it knows nothing of the bot.

It speaks the Web API as far as the bot uses it, carries slash commands to the bot as Slack would, keeps what was said,
and, unlike Slack, can be asked what was said and told to misbehave. Standard library only.

``workspace`` holds what there is, ``people``, ``conversations``, ``chat`` and ``files`` the API's methods, each module
with its table; ``faults`` misbehaves; ``backdoor`` serves what only tests and the demo ask; ``line`` calls the bot;
``server`` puts them together over HTTP; ``client`` is for those who drive it from another process.
"""
