"""What the bot says unasked: who hears what, whether there is anything to say, and each of it once.

``addressing`` says whom a notice concerns, ``gathering`` which are open at a moment, ``judging`` which of them have
something to say, ``saying`` puts them into the outbox, one message a person and day; ``telling`` finds the figures
when the message is composed, ``digesting`` those of a month, ``pictures`` draws them and ``attaching`` adds the files.
"""
