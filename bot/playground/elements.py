"""The rules of each block and element of Block Kit, as far as a message or a modal may hold it.

Figures are those of docs.slack.dev's Block Kit reference. `BLOCKS` and `ELEMENTS` list what exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
Complaint = tuple[str, str]

TEXT, FIELD, HEADER, ALT, ID, URL, PLACEHOLDER, LABEL = 3000, 2000, 150, 2000, 255, 3000, 150, 2000
BUTTON_TEXT, BUTTON_VALUE, OPTION_TEXT, OPTION_VALUE = 75, 2000, 75, 150
TABLE_ROWS, TABLE_COLUMNS, TABLE_CHARACTERS = 100, 20, 10_000
CONFIRM = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
STYLES = frozenset({"primary", "danger"})


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the payload, and the list that complaints go to."""

    pointer: str
    complaints: list[Complaint]

    def at(self, *steps: str | int) -> Where:
        """The place below this one."""
        return Where("/".join([self.pointer, *map(str, steps)]), self.complaints)

    def complain(self, what: str, *steps: str | int) -> None:
        """Note what Slack would say of this place (or of the one below it)."""
        self.complaints.append((what, self.at(*steps).pointer))

    def string(self, holder: Json, key: str, *, most: int, least: int = 1, required: bool = False) -> None:
        """A bare string field."""
        value = holder.get(key)
        if value is None:
            if required:
                self.complain(f"missing required field: {key}")
        elif not isinstance(value, str):
            self.complain("must be a string", key)
        elif len(value) > most:
            self.complain(f"must be less than {most + 1} characters", key)
        elif len(value) < least:
            self.complain(f"must be more than {least - 1} characters", key)

    def text(self, holder: Json, key: str, *, most: int, plain: bool = False, required: bool = False) -> None:
        """A text object: mrkdwn or plain_text, or plain_text alone."""
        value = holder.get(key)
        if value is None:
            if required:
                self.complain(f"missing required field: {key}")
            return
        kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")
        if not isinstance(value, dict) or value.get("type") not in kinds:
            self.complain("failed to match all allowed schemas", key)
        else:
            self.at(key).string(value, "text", most=most, required=True)

    def items(self, holder: Json, key: str, *, most: int, least: int = 1) -> list[Any]:
        """A list field's items, complaining of too many or too few; empty where it is no list."""
        value = holder.get(key)
        if not isinstance(value, list):
            self.complain(f"missing required field: {key}")
            return []
        if len(value) > most:
            self.complain(f"no more than {most} items allowed", key)
        if len(value) < least:
            self.complain(f"no less than {least} items allowed", key)
        return value

    def link(self, holder: Json, key: str, *, required: bool = False) -> None:
        """A URL field: http(s) and not too long."""
        self.string(holder, key, most=URL, required=required)
        value = holder.get(key)
        if isinstance(value, str) and not value.startswith(("http://", "https://")):
            self.complain("must be a valid URL", key)


def check_block(block: Json, where: Where) -> None:
    """Complain of everything that Slack refuses in one block of a known type."""
    where.string(block, "block_id", most=ID)
    BLOCKS[block["type"]](block, where)


def _section(block: Json, where: Where) -> None:
    if "text" not in block and "fields" not in block:
        where.complain("missing required field: text or fields")
    where.text(block, "text", most=TEXT)
    if "fields" in block:
        fields = where.items(block, "fields", most=10)
        for index, field in enumerate(fields):
            where.at("fields").text({str(index): field}, str(index), most=FIELD)
    if "accessory" in block:
        _element(block["accessory"], where.at("accessory"), ACCESSORIES)


def _header(block: Json, where: Where) -> None:
    where.text(block, "text", most=HEADER, plain=True, required=True)


def _actions(block: Json, where: Where) -> None:
    elements = where.items(block, "elements", most=25)
    for index, element in enumerate(elements):
        _element(element, where.at("elements", index), ACTIONS)
    _unique_actions(elements, where)


def _context(block: Json, where: Where) -> None:
    for index, element in enumerate(where.items(block, "elements", most=10)):
        place = where.at("elements", index)
        if isinstance(element, dict) and element.get("type") == "image":
            _image(element, place)
        else:
            where.at("elements").text({str(index): element}, str(index), most=TEXT)


def _context_actions(block: Json, where: Where) -> None:
    elements = where.items(block, "elements", most=5)
    for index, element in enumerate(elements):
        _element(element, where.at("elements", index), frozenset({"feedback_buttons", "icon_button"}))
    _unique_actions(elements, where)


def _image(block: Json, where: Where) -> None:
    where.string(block, "alt_text", most=ALT, required=True)
    if "slack_file" not in block:
        where.link(block, "image_url", required=True)
    if "title" in block:
        where.text(block, "title", most=2000, plain=True)


def _input(block: Json, where: Where) -> None:
    where.text(block, "label", most=LABEL, plain=True, required=True)
    where.text(block, "hint", most=LABEL, plain=True)
    if not isinstance(block.get("element"), dict):
        where.complain("missing required field: element")
    else:
        _element(block["element"], where.at("element"), INPUTS)


def _markdown(block: Json, where: Where) -> None:
    where.string(block, "text", most=12_000, required=True)


def _rich_text(block: Json, where: Where) -> None:
    where.items(block, "elements", most=1000, least=0)


def _table(block: Json, where: Where) -> None:
    rows = where.items(block, "rows", most=TABLE_ROWS)
    characters = 0
    for index, row in enumerate(rows):
        if not isinstance(row, list) or not row or len(row) > TABLE_COLUMNS:
            where.complain(f"a row holds 1 to {TABLE_COLUMNS} cells", "rows", index)
            continue
        if len(row) != len(rows[0]):
            where.complain("rows must have the same number of cells", "rows", index)
        for column, cell in enumerate(row):
            kind = cell.get("type") if isinstance(cell, dict) else None
            if kind not in ("raw_text", "raw_number", "rich_text"):
                where.complain(f"unsupported type: {kind}", "rows", index, column)
            elif kind == "raw_text":
                where.at("rows", index, column).string(cell, "text", most=TABLE_CHARACTERS, required=True)
                characters += len(str(cell.get("text", "")))
    if characters > TABLE_CHARACTERS:
        where.complain(f"cells hold more than {TABLE_CHARACTERS} characters", "rows")


def _nothing(block: Json, where: Where) -> None:
    """A block without rules of its own."""


def _element(element: Any, where: Where, allowed: Iterable[str]) -> None:
    kind = str(element.get("type")) if isinstance(element, dict) else "None"
    if kind not in allowed:
        where.complain(f"unsupported type: {kind}")
        return
    where.string(element, "action_id", most=ID)
    if "placeholder" in element:
        where.text(element, "placeholder", most=PLACEHOLDER, plain=True)
    if "confirm" in element:
        for key, most in CONFIRM.items():
            where.at("confirm").text(element["confirm"], key, most=most)
    rule = ELEMENTS[kind]
    rule(element, where)


def _button(element: Json, where: Where) -> None:
    where.text(element, "text", most=BUTTON_TEXT, plain=True, required=True)
    where.string(element, "value", most=BUTTON_VALUE, least=0)
    where.string(element, "accessibility_label", most=BUTTON_TEXT)
    if "url" in element:
        where.link(element, "url")
    if element.get("style", "primary") not in STYLES:
        where.complain("must be one of: primary, danger", "style")


def _options(most: int) -> Callable[[Json, Where], None]:
    def rule(element: Json, where: Where) -> None:
        if "option_groups" in element:
            for index, group in enumerate(where.items(element, "option_groups", most=100)):
                where.at("option_groups", index).text(
                    group, "label", most=OPTION_TEXT, plain=True, required=True
                )
                _list_options(group, where.at("option_groups", index), most)
        else:
            _list_options(element, where, most)

    return rule


def _list_options(holder: Json, where: Where, most: int) -> None:
    for index, option in enumerate(where.items(holder, "options", most=most)):
        place = where.at("options", index)
        if not isinstance(option, dict):
            place.complain("failed to match all allowed schemas")
            continue
        place.text(option, "text", most=OPTION_TEXT, required=True)
        place.text(option, "description", most=OPTION_TEXT)
        place.string(option, "value", most=OPTION_VALUE, required="url" not in option)
        if "url" in option:
            place.link(option, "url")


def _plain_text_input(element: Json, where: Where) -> None:
    where.string(element, "initial_value", most=3000, least=0)


def _unique_actions(elements: list[Any], where: Where) -> None:
    ids = [e["action_id"] for e in elements if isinstance(e, dict) and isinstance(e.get("action_id"), str)]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        where.complain(f'`action_id` "{name}" already exists for another element', "elements")


BLOCKS: dict[str, Callable[[Json, Where], None]] = {
    "section": _section,
    "header": _header,
    "actions": _actions,
    "context": _context,
    "context_actions": _context_actions,
    "image": _image,
    "input": _input,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "table": _table,
    "divider": _nothing,
    "file": _nothing,
    "video": _nothing,
}

ELEMENTS: dict[str, Callable[[Json, Where], None]] = {
    "button": _button,
    "overflow": _options(5),
    "static_select": _options(100),
    "multi_static_select": _options(100),
    "radio_buttons": _options(10),
    "checkboxes": _options(10),
    "image": _image,
    "plain_text_input": _plain_text_input,
    **dict.fromkeys(
        [
            "external_select",
            "multi_external_select",
            "users_select",
            "multi_users_select",
            "conversations_select",
            "multi_conversations_select",
            "channels_select",
            "multi_channels_select",
            "datepicker",
            "timepicker",
            "datetimepicker",
            "number_input",
            "email_text_input",
            "url_text_input",
            "file_input",
            "rich_text_input",
            "feedback_buttons",
            "icon_button",
            "workflow_button",
        ],
        _nothing,
    ),
}

ACTIONS = frozenset(
    [
        "button",
        "overflow",
        "static_select",
        "external_select",
        "users_select",
        "conversations_select",
        "channels_select",
        "datepicker",
        "timepicker",
        "datetimepicker",
        "radio_buttons",
        "checkboxes",
        "multi_static_select",
        "multi_external_select",
        "multi_users_select",
        "multi_conversations_select",
        "multi_channels_select",
        "workflow_button",
    ]
)
ACCESSORIES = ACTIONS | {"image"}
INPUTS = (ACTIONS - {"button", "overflow", "workflow_button"}) | frozenset(
    [
        "plain_text_input",
        "number_input",
        "email_text_input",
        "url_text_input",
        "file_input",
        "rich_text_input",
    ]
)
