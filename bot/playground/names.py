"""What the workspace, the app in it and its bot are called, and where they are."""

from zoneinfo import ZoneInfo

APP = "A0PLAYGRND"
TEAM = "T0PLAYGRND"
DOMAIN = "playground"
BOT_USER = "U0JUNKAI00"
BOT_ID = "B0JUNKAI00"
VERIFICATION = "playground-verification"
"""The old proof that a request is Slack's; it still comes with every payload."""

TIMEZONE = ZoneInfo("Asia/Tokyo")
"""That of everybody in it."""
