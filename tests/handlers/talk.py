"""Types ``/junkai`` as an officer, and reads the answer as a person does."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.conversation import Conversation
from bot.courier import Courier
from bot.rendering import Renderer
from bot.taking import Taker
from models.sealing import Sealer, new_key
from tests.helpers.phone import read
from tests.helpers.world import World


@dataclass
class Talk:
    """One conversation; ``heard`` keeps how each command ended."""

    world: World
    heard: list[tuple[str, str]] = field(default_factory=list)
    triggers: Iterator[int] = field(default_factory=itertools.count)

    def says(self, officer: str, text: str, trigger: str | None = None) -> str:
        """What somebody reads after typing ``/junkai text``."""
        return read(self.answers(officer, text, trigger))

    def answers(self, officer: str, text: str, trigger: str | None = None) -> dict[str, Any]:
        """The message itself."""
        taker = Taker(
            self.world.database,
            self.world.clock,
            Renderer(self.world.clock),
            Sealer([new_key()]),
            lambda name, ended, _: self.heard.append((name, ended)),
            lambda: None,
        )
        said = Conversation(taker, Courier(None)).command(
            f"U0{officer}", text, trigger or f"trigger-{next(self.triggers)}"
        )
        self.world.later(seconds=1)
        return said
