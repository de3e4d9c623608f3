"""Rules for parts of a structure: each complains about its own part and goes on, so all faults are told at once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Sheet:
    """What is being checked: ``surface`` is message, modal or home; ``usable`` knows the files fit for an image."""

    surface: str
    usable: Callable[[str], bool]
    complaints: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Node:
    """A part of the structure and where it stands."""

    value: Any
    pointer: str
    sheet: Sheet

    def complain(self, complaint: str) -> None:
        """Say what is wrong here."""
        self.sheet.complaints.append(f"{complaint} [json-pointer:{self.pointer}]")

    def at(self, name: str | int) -> "Node":
        """A part of this part."""
        return Node(self.value[name], f"{self.pointer}/{name}", self.sheet)

    def items(self) -> Iterator["Node"]:
        """The members of a list; none when it is no list."""
        return (self.at(index) for index in range(len(self.value) if isinstance(self.value, list) else 0))

    def get(self, name: str) -> Any:
        """A field's value, or None; also None when this is no object."""
        return self.value.get(name) if isinstance(self.value, dict) else None


Rule = Callable[[Node], None]


def string(most: int, least: int = 0) -> Rule:
    """Text of so many characters."""

    def check(node: Node) -> None:
        if not isinstance(node.value, str):
            node.complain("must provide a string")
        elif len(node.value) > most:
            node.complain(f"must be less than {most + 1} characters")
        elif len(node.value) < least:
            node.complain(f"must be more than {least - 1} characters")

    return check


def flag(node: Node) -> None:
    """Yes or no."""
    if not isinstance(node.value, bool):
        node.complain("must provide a boolean")


def whole(least: int, most: int) -> Rule:
    """A whole number between two."""

    def check(node: Node) -> None:
        if not isinstance(node.value, int) or isinstance(node.value, bool):
            node.complain("must provide an integer")
        elif not least <= node.value <= most:
            node.complain(f"must be between {least} and {most}")

    return check


def one_of(*allowed: str) -> Rule:
    """One of a few words."""

    def check(node: Node) -> None:
        if node.value not in allowed:
            node.complain("must be a valid enum value")

    return check


def matching(fits: Callable[[str], bool], complaint: str) -> Rule:
    """Text of a certain form."""

    def check(node: Node) -> None:
        if not isinstance(node.value, str):
            node.complain("must provide a string")
        elif not fits(node.value):
            node.complain(complaint)

    return check


def several(rule: Rule, most: int, least: int = 1) -> Rule:
    """A list of so many."""

    def check(node: Node) -> None:
        if not isinstance(node.value, list):
            node.complain("must provide an array")
            return
        if len(node.value) > most:
            node.complain(f"no more than {most} items allowed")
        if len(node.value) < least:
            node.complain(f"no fewer than {least} items allowed")
        for item in node.items():
            rule(item)

    return check


def record(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None, *more: Rule) -> Rule:
    """An object of these fields and no others; ``more`` rules look at it as a whole."""
    fields = {**required, **(optional or {})}

    def check(node: Node) -> None:
        if not isinstance(node.value, dict):
            node.complain("must provide an object")
            return
        for name in required:
            if name not in node.value:
                node.complain(f"missing required field: {name}")
        for name in node.value:
            if name in fields:
                fields[name](node.at(name))
            elif name != "type":
                node.complain(f"invalid additional property: {name}")
        for rule in more:
            rule(node)

    return check


def by_type(rules: Mapping[str, Rule]) -> Rule:
    """An object whose ``type`` says which rule holds."""

    def check(node: Node) -> None:
        if not isinstance(node.value, dict):
            node.complain("must provide an object")
        elif "type" not in node.value:
            node.complain("missing required field: type")
        elif not isinstance(node.value["type"], str) or node.value["type"] not in rules:
            node.at("type").complain(f"unsupported type: {node.value['type']}")
        else:
            rules[node.value["type"]](node)

    return check


def on(*surfaces: str, rule: Rule) -> Rule:
    """A rule for something that stands only on these surfaces."""

    def check(node: Node) -> None:
        if node.sheet.surface in surfaces:
            rule(node)
        else:
            node.at("type").complain(f"unsupported type: {node.value['type']}")

    return check


def exactly_one(*names: str) -> Rule:
    """Of these fields one must be there, and only one."""

    def check(node: Node) -> None:
        if sum(name in node.value for name in names) != 1:
            node.complain("must define either " + " or ".join(f"`{name}`" for name in names))

    return check


def at_least_one(*names: str) -> Rule:
    """Of these fields one must be there."""

    def check(node: Node) -> None:
        if not any(name in node.value for name in names):
            node.complain("must define either " + " or ".join(f"`{name}`" for name in names))

    return check


def anything(node: Node) -> None:
    """Whatever stands here is not looked at."""
