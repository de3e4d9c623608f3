"""How a call of the Web API is read, and how it is refused."""

import json
from typing import Any

Arguments = dict[str, Any]
Answer = dict[str, Any]


class ApiError(Exception):
    """A request that Slack would refuse; ``code`` is Slack's own, ``details`` what else its answer says."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    def answer(self) -> Answer:
        """The refusal as Slack words it."""
        return {"ok": False, "error": self.code, **self.details}


class UserError(ApiError):
    """What a person cannot do, because Slack's own client would not let them; nothing reaches the bot."""

    def __init__(self, code: str, about: Any = "") -> None:
        super().__init__(code, about=about)


def required(arguments: Arguments, name: str, code: str = "invalid_arguments") -> str:
    """An argument that must be there, as text."""
    value = arguments.get(name)
    if value is None or value == "":
        raise ApiError(code)
    return str(value)


def truth(arguments: Arguments, name: str) -> bool:
    """A yes or no, in any of the ways in which it is sent."""
    return str(arguments.get(name, "")).lower() in {"1", "true"}


def structure(value: Any, code: str) -> Any:
    """A structure that may have been sent as JSON text; ApiError with the code when the text is none."""
    if not isinstance(value, str) or not value:
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise ApiError(code) from None
