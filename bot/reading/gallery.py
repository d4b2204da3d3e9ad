"""Photo galleries: pages whose story stands under their pictures, and whose captions are therefore their text."""

from __future__ import annotations

from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from bot.reading.decode import tidy
from bot.reading.furniture import is_furniture

_CAPTIONS = XPath("//figcaption | //*[@class][contains(@class, 'caption') or contains(@class, 'img_desc')]")
_LEAST_CAPTIONS, _LEAST_CHARACTERS = 3, 30


def captions_of(tree: HtmlElement) -> tuple[str, ...]:
    """The captions of a page that is not pruned yet, each once, in their order; credits and short labels left out."""
    found: dict[str, None] = {}
    for element in cast(list[HtmlElement], _CAPTIONS(tree)):
        if element.tag != "figcaption" and next(element.iterancestors("figcaption"), None) is not None:
            continue
        text = " ".join(tidy(element.text_content()).split())
        if len(text) >= _LEAST_CHARACTERS and not is_furniture(text):
            found.setdefault(text)
    return tuple(
        caption for caption in found if not any(caption in other for other in found if other != caption)
    )


def with_captions(text: str, captions: tuple[str, ...]) -> str:
    """The text; of a gallery (three captions or more, which say more than the text does) with its captions below."""
    new = [caption for caption in captions if caption not in text]
    if len(new) < _LEAST_CAPTIONS or sum(map(len, new)) <= len(text):
        return text
    return "\n".join(part for part in (text, *new) if part)
