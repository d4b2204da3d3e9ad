"""Rules of single hosts (hosts.toml): where their article, its fields and its furniture stand."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from bot.reading.decode import tidy


@dataclass(frozen=True, slots=True)
class HostRule:
    """XPath expressions of one host; the first that finds something counts."""

    host: str
    body: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()


@cache
def _rules() -> tuple[HostRule, ...]:
    raw = tomllib.loads(files("bot.reading").joinpath("hosts.toml").read_text(encoding="utf-8"))
    known = {field.name for field in fields(HostRule)}
    rules = []
    for row in raw["host"]:
        unknown = set(row) - known
        if unknown:
            raise ValueError(f"hosts.toml: {row['host']}: unknown key {sorted(unknown)[0]}")
        expressions = {name: tuple(value) for name, value in row.items() if name != "host"}
        rules.append(HostRule(row["host"], **expressions))
    return tuple(rules)


def rule_for(url: str | None) -> HostRule | None:
    """The rule of the page's host, None where there is none."""
    host = (urlsplit(url or "").hostname or "").lower()
    return next((rule for rule in _rules() if host == rule.host or host.endswith("." + rule.host)), None)


def field_of(tree: HtmlElement, expressions: tuple[str, ...]) -> str | None:
    """The first non-empty text or attribute that the expressions find."""
    for expression in expressions:
        for found in tree.xpath(expression):
            text = tidy(found if isinstance(found, str) else found.text_content()).replace("\n", " ")
            if text:
                return text
    return None


def body_of(tree: HtmlElement, rule: HostRule) -> str:
    """The text of the host's article container, a paragraph a line; "" where the container is missing."""
    for expression in rule.body:
        for found in tree.xpath(expression)[:1]:
            block = deepcopy(found)
            for unwanted in rule.drop:
                for element in block.xpath(unwanted):
                    if element.getparent() is not None:
                        element.drop_tree()
            text = block_text(block)
            if text:
                return text
    return ""


_BREAKING = (
    "p",
    "br",
    "div",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "section",
    "article",
    "tr",
    "table",
    "figure",
    "td",
)


def block_text(block: HtmlElement) -> str:
    """The text of an element, a block a line."""
    for element in list(block.iter("script", "style", "noscript")):
        if element.getparent() is not None:
            element.drop_tree()
    for element in block.iter(*_BREAKING):
        if element.tag == "br":
            element.tail = "\n" + (element.tail or "")
        else:
            element.text = "\n" + (element.text or "")
            element.tail = "\n" + (element.tail or "")
    return "\n".join(line for line in tidy(block.text_content()).split("\n") if line)
