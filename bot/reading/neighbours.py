"""Several articles in one page (endless pages, a blog's front, a day's posts): only the one asked for stays."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from bot.reading.decode import tidy
from bot.reading.furniture import fold

_LEAST_PROSE = 200


def drop_other_articles(tree: HtmlElement, url: str | None, title: str) -> None:
    """Take the other articles out of the tree, in place, where the page's own can be told from them.

    Its own is the `<article>` whose headline leads to the page's address or, where none does, the only one under the
    page's title. A page whose own article cannot be told stays as it is: a bulletin is all of its items.
    """
    articles = [each for each in tree.iter("article") if _prose(each) >= _LEAST_PROSE]
    outer = [
        each for each in articles if not any(parent in articles for parent in each.iterancestors("article"))
    ]
    if len(outer) < 2:
        return
    own = [each for each in outer if _leads_here(each, url)] or [
        each for each in outer if _is_titled(each, title)
    ]
    if len(own) != 1:
        return
    for each in outer:
        if each is not own[0] and each.getparent() is not None and _headings(each):
            each.drop_tree()


def _prose(element: HtmlElement) -> int:
    return sum(len(tidy(paragraph.text_content())) for paragraph in element.iter("p"))


def _headings(element: HtmlElement) -> list[HtmlElement]:
    return list(element.iter("h1", "h2", "h3"))[:2]


def _is_titled(element: HtmlElement, title: str) -> bool:
    return bool(title) and any(fold(heading.text_content()) == fold(title) for heading in _headings(element))


def _leads_here(element: HtmlElement, url: str | None) -> bool:
    path = unquote(urlsplit(url or "").path).rstrip("/")
    links = (link for heading in _headings(element) for link in heading.iter("a"))
    return path != "" and any(
        unquote(urlsplit(link.get("href") or "").path).rstrip("/") == path for link in links
    )
