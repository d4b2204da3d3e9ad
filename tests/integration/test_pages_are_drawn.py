"""Pages that only scripts can draw, in a real Chromium, through the same guard as every fetch."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.doctor import examine
from bot.errors import ReadingError
from bot.pipeline import Reader
from bot.reading import render as renderer
from bot.reading.access import Access
from bot.reading.fetch import Limits
from bot.reading.render import program, render
from bot.reading.sources import read_link, visit
from bot.settings import Settings
from tests.stand_ins.posting import wait_for
from tests.stand_ins.web import Page, Request, Web
from tests.stand_ins.world import World

pytestmark = pytest.mark.browser
LIMITS = Limits(timeout_s=25)
SENTENCE = (
    "Acme raised $5 million in a Series A round led by Northwind Ventures, the company said on Tuesday."
)
LINES = [
    SENTENCE,
    "It will hire forty people in Busan and open a second office there before the end of this year.",
    "Its chief executive, Kim Ha-neul, said that sales had doubled twice since the company was founded.",
    "Northwind Ventures had already led the seed round, in which two angel investors took part as well.",
]
STORY = "\n".join(LINES)
APP = """<html><head><title>The Ledger</title></head><body><div id="app"></div>
<noscript>Please enable JavaScript to view this site.</noscript>
<script>fetch("STORY").then(r => r.text()).then(text => {
  document.getElementById("app").innerHTML = "<article><h1>Acme raises $5 million</h1>" +
    text.split("\\n").map(line => "<p>" + line + "</p>").join("") + "</article>";
}).catch(error => { document.getElementById("app").textContent = "Not drawn: " + error; })</script></body></html>"""


@pytest.fixture(scope="module", autouse=True)
def chromium() -> None:
    """Tests that need Chromium are skipped where it is not installed; in CI it must be."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    if program(Access(), own) is None:
        assert os.environ.get("CI") != "true", "Chromium must be installed: bash tests/fetch"
        pytest.skip("no Chromium (bash tests/fetch, or apt-get install chromium-headless-shell)")


def story(request: Request) -> Page:
    return Page(STORY, headers={"Content-Type": "text/plain; charset=utf-8"})


def drawing(web: Web, *others: Web) -> Access:
    return replace(web.access, allow=web.allowed.union(*(other.allowed for other in others)), render=True)


def leftovers() -> list[str]:
    """Processes of a headless Chromium that this test's process started and that still live."""
    ours = str(os.getpid())
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            environment = (entry / "environ").read_bytes()
        except OSError:
            continue
        if "--remote-debugging-pipe" in command and f"AIDEALS_TEST={ours}".encode() in environment:
            found.append(command)
    return found


@pytest.fixture(autouse=True)
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIDEALS_TEST", str(os.getpid()))


def test_an_article_that_scripts_draw_is_read_where_a_renderer_is_set() -> None:
    with Web({"/a": Page(APP.replace("STORY", "/story.txt")), "/story.txt": story}) as web:
        with pytest.raises(ReadingError) as caught:
            read_link(web.url("/a"), limits=LIMITS, access=web.access)
        assert caught.value.reason == "needs_javascript"
        found = visit(web.url("/a"), limits=LIMITS, access=drawing(web))
        assert found.article is not None
        assert [line for line in LINES if line not in found.article.text] == []
        assert "JavaScript" not in found.article.text
        assert found.article.url == web.url("/a")
        assert found.page is not None
        assert found.page.is_rendered
        assert "aideals" in web.requests[-1].headers["user-agent"]
    wait_for(lambda: leftovers() == [])


def test_a_page_that_can_be_read_without_scripts_starts_no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderer, "_PROGRAMS", ())
    body = "".join(f"<p>{line}</p>" for line in STORY.split("\n"))
    with Web({"/a": Page(f"<html><body><article><h1>Acme</h1>{body}</article></body></html>")}) as web:
        access = replace(drawing(web), chromium=Path("/nowhere/chromium"))
        assert SENTENCE in read_link(web.url("/a"), limits=LIMITS, access=access).text


def test_nothing_in_a_private_network_is_reached_from_a_page() -> None:
    """By a script's request, a frame, a link it follows itself, a redirect, a socket and a name."""
    attack = """<html><body><div id="app">x</div><script>
      const target = "TARGET", tell = word => { document.body.append(word + " "); };
      fetch("http://" + target + "/fetched", {mode: "no-cors"}).then(() => tell("IN"), () => tell("kept-out"));
      fetch("/redirected", {mode: "no-cors"}).then(() => tell("IN"), () => tell("kept-out"));
      fetch("http://localhost:PORT/named", {mode: "no-cors"}).then(() => tell("IN"), () => tell("kept-out"));
      fetch("http://[::ffff:127.0.0.2]:PORT/mapped", {mode: "no-cors"}).then(() => tell("IN"), () => tell("kept-out"));
      const socket = new WebSocket("ws://" + target + "/socket");
      socket.onopen = () => tell("IN"); socket.onerror = () => tell("kept-out");
      const frame = document.createElement("iframe"); frame.src = "http://" + target + "/framed"; document.body.append(frame);
      new Image().src = "http://" + target + "/image"; navigator.sendBeacon("http://" + target + "/beacon", "x");
    </script></body></html>"""
    with Web({}, host="127.0.0.2") as inside:
        target = f"127.0.0.2:{inside.port}"
        page = attack.replace("TARGET", target).replace("PORT", str(inside.port))
        pages = {
            "/a": Page(page),
            "/redirected": Page(status=302, headers={"Location": f"http://{target}/moved"}),
        }
        with Web(pages) as web:
            drawn = render(web.url("/a"), LIMITS, drawing(web)).body.decode()
            assert "kept-out" in drawn
            assert "IN " not in drawn
            leaving = Page(
                f"<html><body><script>location.href = 'http://{target}/gone'</script></body></html>"
            )
            with Web({"/b": leaving}) as other:
                with pytest.raises(ReadingError) as caught:
                    render(other.url("/b"), LIMITS, drawing(other))
                assert caught.value.reason == "forbidden_address"
        assert inside.connections == 0


def test_what_is_closed_is_closed_to_the_browser_too() -> None:
    for url in ("http://127.0.0.1:1/", "http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/"):
        with pytest.raises(ReadingError) as caught:
            render(url, LIMITS, Access(render=True))
        assert caught.value.reason == "forbidden_address", url


def test_a_page_whose_scripts_never_end_ends_at_the_deadline_and_leaves_nothing() -> None:
    for script in ("while (true) {}", "setInterval(() => { document.body.append('x'.repeat(100000)) }, 1); while(true){}", "location.reload()"):  # fmt: skip
        with Web({"/a": Page(f"<html><body><p>x</p><script>{script}</script></body></html>")}) as web:
            begin = time.monotonic()
            with pytest.raises(ReadingError) as caught:
                render(web.url("/a"), Limits(timeout_s=5), drawing(web))
            assert caught.value.reason == "timeout", script
            assert time.monotonic() - begin < 20
    wait_for(lambda: leftovers() == [])


def test_a_page_that_grows_for_ever_is_taken_as_it_stands_after_a_while() -> None:
    growing = "<html><body><p>start</p><script>setInterval(() => { document.body.append('more ') }, 50)</script></body></html>"
    with Web({"/a": Page(growing)}) as web:
        assert b"more more" in render(web.url("/a"), LIMITS, drawing(web)).body


def test_more_bytes_than_the_limit_are_too_large() -> None:
    with Web({"/a": Page("<html><body><script src=/big.js></script></body></html>"), "/big.js": Page("//" + "x" * 5_000_000)}) as web:  # fmt: skip
        with pytest.raises(ReadingError) as caught:
            render(web.url("/a"), Limits(timeout_s=15, max_bytes=1_000_000), drawing(web))
        assert caught.value.reason == "too_large"


@pytest.mark.parametrize(("status", "reason"), [(403, "blocked"), (404, "not_found"), (500, "server_error")])
def test_a_status_has_the_same_reason_in_the_browser(status: int, reason: str) -> None:
    with Web({"/a": Page("<p>no</p>", status=status)}) as web, pytest.raises(ReadingError) as caught:
        render(web.url("/a"), LIMITS, drawing(web))
    assert caught.value.reason == reason


def test_without_a_browser_the_reason_stays_and_says_what_is_missing(tmp_path: Path) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    with Web({"/a": Page(APP.replace("STORY", "/story.txt")), "/story.txt": story}) as web:
        with pytest.raises(ReadingError) as caught:
            read_link(web.url("/a"), limits=LIMITS, access=replace(drawing(web), chromium=broken))
        assert caught.value.reason == "needs_javascript"
        assert "none could be started" in str(caught.value)


def test_a_reading_that_is_given_up_takes_its_browser_along() -> None:
    with Web(
        {"/a": Page(APP.replace("STORY", "/never")), "/never": lambda request: time.sleep(20) or Page("x")}
    ) as web:  # type: ignore[func-returns-value]
        reader = Reader(Limits(timeout_s=30), access=drawing(web), wall_s=8.0)
        try:
            with pytest.raises(ReadingError) as caught:
                reader.read(web.url("/a"))
            assert caught.value.reason in ("timeout", "needs_javascript")
        finally:
            reader.close()
    wait_for(lambda: leftovers() == [])


def test_the_program_is_the_one_that_was_set_or_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    assert program(Access(chromium=tmp_path / "set"), own) == tmp_path / "set"
    found = program(Access(), own)
    assert found is None or shutil.which(str(found))
    own.write_text("")
    assert program(Access(), own) == own


def test_pages_are_drawn_through_a_companys_proxy() -> None:
    """The proxy stands for the whole web: the browser asks the gateway, the gateway the proxy."""
    pages = {
        "http://ledger.example/a": Page(APP.replace("STORY", "/story.txt")),
        "http://ledger.example/story.txt": story,
    }
    with World(pages) as world:
        access = world.through(render=True)
        drawn = render("http://ledger.example/a", LIMITS, access).body.decode()
        assert SENTENCE in drawn
        assert world.asked == ["ledger.example:80"] * 2
        with pytest.raises(ReadingError) as caught:
            render("http://wiki.corp/", LIMITS, access)
        assert caught.value.reason == "forbidden_address"
        assert len(world.asked) == 2


def test_the_doctor_says_whether_pages_can_be_drawn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = Settings(_env_file=None, AIDEALS_RENDER="chromium", AIDEALS_DB=tmp_path / "a.db")  # type: ignore[call-arg]
    found = {finding.name: finding for finding in examine(settings)}
    assert found["renderer"].ok
    monkeypatch.setattr(renderer, "program", lambda access, own: None)
    found = {finding.name: finding for finding in examine(settings)}
    assert not found["renderer"].ok
    assert "no Chromium is installed" in found["renderer"].message
    assert "renderer" not in {
        finding.name for finding in examine(Settings(_env_file=None, AIDEALS_DB=tmp_path / "a.db"))
    }  # type: ignore[call-arg]


def test_the_command_line_draws_a_page_where_it_is_set(tmp_path: Path) -> None:
    with Web({"/a": Page(APP.replace("STORY", "/story.txt")), "/story.txt": story}) as web:
        given = {"AIDEALS_FETCH_ALLOW": f"127.0.0.1:{web.port}", "AIDEALS_RENDER": "chromium"}
        done = subprocess.run(
            [str(Path(sys.executable).with_name("aideals")), "read", "--json", web.url("/a")],
            env={**os.environ, **given}, cwd=tmp_path, capture_output=True, text=True, timeout=90,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert SENTENCE in json.loads(done.stdout)["article"]["text"]
