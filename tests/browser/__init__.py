"""The chat in a real browser, on the screen of a phone: the page, the workspace, the bot, all together.

They want a Chromium on this machine: ``chromium`` on PATH, or the program that ``CHROMIUM`` names. ``make test``
leaves this folder out, and says so, where there is none and none may be installed.
"""
