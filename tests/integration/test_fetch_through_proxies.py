"""Proxies of the usual variables: which pages go through them, and what they must not be asked for."""

from __future__ import annotations

import base64
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from bot import reach
from bot.errors import ReadingError, SettingsError
from bot.reading.access import Access, Proxies
from bot.reading.fetch import Limits, fetch
from bot.reading.gateway import Gateway
from bot.reading.transport import Deadline, GuardedTransport
from bot.settings import Settings, load
from tests.stand_ins.web import Page, Web, raw
from tests.stand_ins.world import World

LIMITS = Limits(timeout_s=6)
PAGES = {"http://ledger.example/a": Page("plain"), "https://ledger.example/a": Page("secured")}


def refused(url: str, access: Access) -> ReadingError:
    with pytest.raises(ReadingError) as caught:
        fetch(url, LIMITS, access)
    return caught.value


def test_pages_of_both_schemes_come_through_the_proxy_that_is_set_for_them() -> None:
    with World(PAGES) as world:
        for url, body in (("http://ledger.example/a", b"plain"), ("https://ledger.example/a", b"secured")):
            assert fetch(url, LIMITS, world.through()).body == body
        assert world.asked == ["http://ledger.example/a", "ledger.example:443"]
        for only in (Proxies(http=world.proxy), Proxies(https=world.proxy)):
            asked = len(world.asked)
            url = "http://ledger.example/a" if only.http else "https://ledger.example/a"
            fetch(url, LIMITS, world.through(proxies=only))
            assert refused(url.replace("http:", "https:") if only.http else "http://ledger.example/a", world.through(proxies=only)).reason == "dns"  # fmt: skip
            assert len(world.asked) == asked + 1


def test_a_proxys_user_and_password_are_sent_to_it_and_to_nobody_else() -> None:
    with World(PAGES) as world:
        proxy = world.proxy.replace("http://", "http://maya:s%40fe@")
        for url in PAGES:
            fetch(url, LIMITS, world.through(proxies=Proxies(every=proxy)))
        plain, secured = world.requests
        assert plain.headers["proxy-authorization"] == "Basic " + base64.b64encode(b"maya:s@fe").decode()
        assert "proxy-authorization" not in secured.headers
        assert "s%40fe" not in repr(world.through(proxies=Proxies(every=proxy)))


def test_hosts_of_no_proxy_are_asked_directly_under_the_whole_guard() -> None:
    with World(PAGES) as world, Web({"/a": Page("direct")}) as web:
        proxies = Proxies(every=world.proxy, none="localhost, 127.0.0.1, .ledger.example")
        access = world.through(proxies=proxies, allow=web.allowed)
        assert fetch(web.url("/a"), LIMITS, access).body == b"direct"
        assert world.asked == []
        assert refused("http://127.0.0.1:1/", access).reason == "forbidden_address"
        assert refused("http://news.ledger.example/", access).reason == "dns"


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://2130706433/", "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://169.254.169.254/latest/", "https://10.1.2.3/",
     "http://localhost/", "http://intranet/", "http://wiki.corp/", "http://metadata.google.internal/", "http://printer.local/", "http://router.home.arpa/",
     "http://8.8.8.8:6379/", "http://ledger.example:22/"],
)  # fmt: skip
def test_what_is_private_is_not_asked_of_a_proxy_either(url: str) -> None:
    with World({}) as world:
        assert refused(url, world.through()).reason == "forbidden_address"
        assert world.asked == []


def test_a_name_that_is_private_here_is_not_asked_of_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def resolver(host: str, port: int, *args: object, **kwargs: object) -> object:
        if host != "inside.example":
            return real(host, port, *args, **kwargs)  # type: ignore[arg-type]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    with World({"http://inside.example/": Page("secret")}) as world:
        assert refused("http://inside.example/", world.through()).reason == "forbidden_address"
        excepted = world.through(allow=frozenset({("inside.example", 80)}))
        assert fetch("http://inside.example/", LIMITS, excepted).body == b"secret"


def test_a_proxy_that_is_down_or_refuses_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    down = Access(proxies=Proxies(every=f"127.0.0.1:{port}"))
    assert (refused("https://ledger.example/", down).reason, refused("https://ledger.example/", down).retryable) == ("unreachable", True)  # fmt: skip
    with Web({"ledger.example:443": raw(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")}) as web:  # fmt: skip
        error = refused("https://ledger.example/", Access(proxies=Proxies(every=web.url(""))))
        assert error.reason == "unreachable"
        assert "407" in str(error)
    assert (
        refused("http://ledger.example/", Access(proxies=Proxies(every="gopher://x:1"))).reason
        == "unreachable"
    )


def test_a_socks_proxy_is_used_too() -> None:
    """The renderer's gateway is a SOCKS5 server: here it stands for a company's."""
    with Web({"/a": Page("through socks")}) as web:
        deadline = Deadline(10)
        guarded = GuardedTransport(web.access, deadline=deadline, url="")
        with Gateway(guarded.connect, max_bytes=100_000, deadline=deadline) as gateway:
            access = replace(web.access, proxies=Proxies(every=f"socks5h://127.0.0.1:{gateway.port}"))
            assert fetch(web.url("/a"), LIMITS, access).body == b"through socks"
            assert refused("http://10.0.0.1/", access).reason == "forbidden_address"


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers otherwise each time: what was judged is what is connected to, at each hop anew."""
    real, answers = socket.getaddrinfo, []
    with Web({"/a": Page("the one that was allowed")}, host="127.0.0.2") as allowed:

        def resolver(host: str, port: int, *args: object, **kwargs: object) -> object:
            if host != "rebinding.example":
                return real(host, port, *args, **kwargs)  # type: ignore[arg-type]
            answers.append("127.0.0.2" if not answers else "127.0.0.3")
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers[-1], port))]

        monkeypatch.setattr(socket, "getaddrinfo", resolver)
        access = Access(allow=frozenset({("127.0.0.2", allowed.port)}))
        url = f"http://rebinding.example:{allowed.port}/a"
        assert (
            refused(url, access).reason == "forbidden_address"
        )  # the port: it is open for the number, not the name
        access = Access(allow=frozenset({("rebinding.example", allowed.port), ("127.0.0.2", allowed.port)}))
        assert fetch(url, LIMITS, access).body == b"the one that was allowed"
        assert answers == ["127.0.0.2"]


def settings(monkeypatch: pytest.MonkeyPatch, **given: str) -> Settings:
    for field in Settings.model_fields.values():
        for name in (str(field.alias), str(field.alias).lower()):
            monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return load(None)


def test_the_usual_variables_become_the_fetchs_access(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "ca.pem").write_text("")
    loaded = settings(
        monkeypatch,
        https_proxy="http://maya:hush@proxy.example:3128",
        NO_PROXY="localhost,.ledger.example",
        SSL_CERT_FILE=str(tmp_path / "ca.pem"),
        AIDEALS_FETCH_CONTACT="bots@ledger.example",
        AIDEALS_FETCH_GAP="2.5",
        AIDEALS_FETCH_AT_ONCE="1",
        AIDEALS_ROBOTS="obey",
        AIDEALS_RENDER="chromium",
    )
    assert "hush" not in repr(loaded)
    with reach.access(loaded) as access:
        assert access.proxies.of("https", "a.example", 443) == "http://maya:hush@proxy.example:3128"
        assert access.proxies.of("http", "a.example", 80) is None
        assert access.proxies.of("https", "news.ledger.example", 443) is None
        assert (access.contact, access.robots, access.render) == ("bots@ledger.example", True, True)
        assert access.ca_file == tmp_path / "ca.pem"
        assert access.pace is not None
        assert (access.pace.gap_s, access.pace.at_once, access.pace.folder.is_dir()) == (2.5, 1, True)
    assert not access.pace.folder.exists()


def test_a_certificate_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match=r"^SSL_CERT_FILE: there is no file /nowhere/ca\.pem"):
        settings(monkeypatch, SSL_CERT_FILE="/nowhere/ca.pem")
