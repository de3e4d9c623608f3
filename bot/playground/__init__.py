"""A Slack look-alike on this machine, as a process of its own; it knows nothing of the bot.

It speaks the Web API as far as the bot uses it, carries what people do to the bot as Slack would, keeps what was said
and shown, and, unlike Slack, can be asked what was said and told to misbehave.

``workspace`` holds what there is, ``modals`` and ``values`` what people have open and filled in; ``people``,
``conversations``, ``chat``, ``views`` and ``files`` are the API's methods, each module with its table. ``pressing`` and
``submitting`` are what people do: each ``acts`` on what ``finding`` finds, tells it in one of the ``payloads`` and has
``line`` carry that to the bot. ``faults`` misbehaves; ``backdoor`` serves what only tests and the demo ask; ``server``
puts all together over HTTP; ``client`` is for those who drive it from another process.
"""
