"""The one time zone of everything that is counted (C16)."""

from zoneinfo import ZoneInfo

JAPAN = ZoneInfo("Asia/Tokyo")
