"""``junkai demo``: the whole way once, on a made-up station, with no Slack and no settings.

Tables are written and imported, the bot is served, signed commands are sent by a Slack look-alike in a process of its
own, and the forms lie in a folder at the end.
"""

from pydantic import SecretStr

from bot.commands.console import tell
from bot.config import load_settings
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
from bot.station.invent import Tables
from bot.station.story import station_words
from bot.wiring import Junkai, Options

FILES_OF_A_REPORT = 3
BEAT = "MIHON-1-1"
"""The beat whose officer is played."""


def run(_options: Options) -> None:
    """Do it, saying each step."""
    settings = load_settings()
    folder = fresh_folder(settings.state_dir)
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
    with started("--token", TOKEN, "--signing-secret", SECRET) as space:
        for officer in tables["officers"]:
            space.add_user(officer["slack_user_id"], officer["name"])
        with served(bot, space):
            chat(space, tables)
    written = forms(bot, folder, now)
    told = {"tables": [f"{kind}.csv" for kind in tables], "files": [path.name for path in written]}
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
