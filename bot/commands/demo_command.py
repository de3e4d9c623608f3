"""``junkai demo``: a made-up station to try everything on, with no Slack and no settings.

Tables are written and imported, the bot is served, signed commands are sent by a Slack look-alike in a process of its
own, and the forms lie in a folder. Then the look-alike's page stays open until somebody ends it.
"""

from datetime import datetime
from pathlib import Path

from pydantic import SecretStr

from bot.commands.console import tell
from bot.config import Settings, load_settings
from bot.demo.page import heed_endings, introduce, stay
from bot.demo.show import (
    SECRET,
    TOKEN,
    as_text,
    fill,
    forms,
    fresh_folder,
    served,
    wait_for_files,
)
from bot.playground.client import Seen, WorkspaceClient, started
from bot.playground.reading import read
from bot.station.invent import Station, Tables
from bot.station.story import station_words
from bot.wiring import Junkai, Options
from models.rules.japan import JAPAN

FILES_OF_A_REPORT = 3
BEAT = "MIHON-1-1"
"""The beat whose officer is played."""


def run(options: Options) -> None:
    """Do it, saying each step. Refuses while another demo uses the same folder."""
    heed_endings()
    settings = load_settings()
    with fresh_folder(settings.state_dir) as folder:
        show(settings, folder, options)


def show(settings: Settings, folder: Path, options: Options) -> None:
    """Fill the folder, serve the bot to the look-alike, and stay."""
    here = {"state_dir": folder, "database": SecretStr(f"sqlite:///{(folder / 'junkai.db').absolute()}")}
    bot = Junkai(settings.model_copy(update={**here, "encryption_keys": None}))
    now = bot.clock()
    station = fill(bot, folder, now)
    tables = station.tables
    tell(
        "commands.demo_station",
        name=station_words()["station"][1],
        beats=len(tables["organisation"]),
        targets=len(tables["targets"]),
        visits=len(tables["visits"]) + len(station.fresh),
    )
    names = {row["staff_no"]: row["name"] for row in tables["officers"]}
    people = [{**persona, "name": names[persona["staff_no"]]} for persona in station_words()["personas"]]
    tell("commands.demo_people", people=people)
    clock = folder / "now"
    clock.write_text(now.astimezone(JAPAN).isoformat(), encoding="utf-8")
    with started("--token", TOKEN, "--signing-secret", SECRET, "--clock", str(clock)) as space:
        introduce(space, tables["officers"], people, tables["organisation"])
        with served(bot, space, clock):
            chat(space, tables)
            show_forms(bot, folder, station, now)
            if not options.no_serve:
                tell("commands.demo_page", address=space.address)
                stay()


def show_forms(bot: Junkai, folder: Path, station: Station, now: datetime) -> None:
    """Forms as files, and one of them on the terminal."""
    written = forms(bot, folder, now)
    told = {"tables": [f"{kind}.csv" for kind in station.tables], "files": [path.name for path in written]}
    tell("commands.demo_files", folder=folder.absolute(), **told)
    table = next(path for path in written if path.suffix == ".csv")
    tell("commands.written", path=as_text(table))


def chat(space: WorkspaceClient, tables: Tables) -> None:
    """An officer records visits and takes them back; the 署長 looks and asks for the station's form."""
    officers = {row["staff_no"]: row for row in tables["officers"]}
    gone = {row["number"] for row in tables["events"] if row["beat_code"] == BEAT}
    here = [row["number"] for row in tables["targets"] if row["beat_code"] == BEAT and row["number"] not in gone]
    for line in station_words()["conversation"]:
        who = officers[line["staff_no"]]
        words = line["words"].format(*here)
        seen = space.slash(who["slack_user_id"], words)
        if not seen["ephemerals"]:
            seen = space.wait(who["slack_user_id"], seen)
        tell("commands.demo_command", who=who["name"], text=f"/junkai {words}", answer=read_out(seen))
    wait_for_files(space, FILES_OF_A_REPORT)


def read_out(seen: Seen) -> str:
    """What a person reads of an answer."""
    return "\n".join(map(read, seen["ephemerals"])).replace("*", "").replace("`", "")
