"""Days and moments as the form words them: in Japan time, with the Japanese year."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.forms.words import phrase, words

JAPAN = ZoneInfo("Asia/Tokyo")


def era_year(year: int) -> str:
    """The Japanese year in which a calendar year ends, such as 令和8年; empty before the eras that are listed."""
    for era in words()["era"]:
        if year >= era["since"]:
            number = year - era["since"] + 1
            name = "form.era_first_year" if number == 1 else "form.era_year"
            return phrase(name, era=era["name"], number=number)
    return ""


def as_of_words(day: date, interim: int | None) -> str:
    """The day as of which the form counts; ``interim`` is the month marked 暫定."""
    facts = {"year": day.year, "era": era_year(day.year), "month": day.month, "day": day.day, "interim": interim}
    return phrase("form.as_of_interim" if interim else "form.as_of", **facts)


def known_at_words(moment: datetime) -> str:
    """The moment whose knowledge the form shows, to the second or as far as it goes, in Japan time."""
    local = moment.astimezone(JAPAN)
    exact = local.strftime("%H:%M:%S.%f").rstrip("0").rstrip(".") if local.microsecond else local.strftime("%H:%M:%S")
    return phrase("form.known_at_value", year=local.year, month=local.month, day=local.day, time=exact)
