"""A Slack look-alike on this machine, as a process of its own; it knows nothing of the bot.

It speaks the Web API as far as the bot uses it, refuses what Slack refuses, carries what people do to the bot as Slack
would, over HTTP or through sockets, keeps what was said and shown, and, unlike Slack, can be asked and told to
misbehave. Everything is in memory.

What there is: ``workspace``, with ``modals`` (views), ``values`` (what is filled in), ``tickets`` (what expires).
What the bot calls: ``webapi``, whose methods stand in ``people``, ``conversations``, ``chat``, ``views`` and ``files``;
``responding`` for later answers; ``checks`` for blocks.
What people do: ``pressing``, ``submitting``, ``happening``: each ``acts`` on what ``finding`` finds, tells it in one of
the ``payloads``, and a ``line`` or ``sockets`` carry that to the bot.
What only tests and the demo have: ``backdoor``, ``faults``, ``journal``, ``reading``. ``server`` puts all together over
HTTP; ``client`` is for those who drive it from another process.
"""
