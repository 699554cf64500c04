"""The guarded fetch against real servers on the loopback, which only tests may reach."""

from __future__ import annotations

import gzip
import socket
import time
import zlib

import pytest

from activities.importing import addresses, fetch
from activities.importing.fetch import Fetched, FetchError
from tests.activities.importing.servers import certificate_for, http, serving

BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def ask(server, url: str = "http://calendar.example.jp/a.ics", **options) -> Fetched:
    """As the portal asks, but every name leads to the test's own server."""
    rules = {"allowed": lambda address: True, "resolve": lambda host, port: ["127.0.0.1"]}
    return fetch.fetch(url, port=server.port, **rules | options)


def refused(server, **options) -> str:
    with pytest.raises(FetchError) as error:
        ask(server, **options)
    return str(error.value)


def test_a_file_is_read_with_what_identifies_it():
    with serving(http(BODY, ETag='"a1"', Last_Modified="Fri, 04 Dec 2026 00:00:00 GMT")) as server:
        assert ask(server) == Fetched(BODY, '"a1"', "Fri, 04 Dec 2026 00:00:00 GMT")


def test_what_is_sent_names_the_host_and_no_more():
    with serving(http(BODY)) as server:
        ask(server, url="http://calendar.example.jp/a b.ics".replace(" ", "%20") + "?k=あ")
    head = server.asked[0].decode()
    assert head.splitlines()[0] == "GET /a%20b.ics?k=%E3%81%82 HTTP/1.1"
    names = sorted(line.partition(":")[0] for line in head.splitlines()[1:] if line)
    assert names == ["Accept", "Accept-Encoding", "Connection", "Host", "User-Agent"]
    assert "Host: calendar.example.jp\r\n" in head


def test_cookies_are_neither_kept_nor_sent():
    def answer(connection, head):
        if b"/first" in head:
            connection.sendall(http(b"", "302 Found", Location="/second", Set_Cookie="a=b"))
        else:
            connection.sendall(http(BODY))

    with serving(answer) as server:
        ask(server, url="http://calendar.example.jp/first")
    assert b"Cookie" not in server.asked[1]


def test_proxies_of_the_environment_are_not_used(monkeypatch):
    with serving(http(BODY)) as server, serving(http(b"proxy")) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert ask(server).body == BODY
    assert proxy.connections == 0


def test_an_unchanged_file_is_not_sent_again():
    with serving(http(b"", "304 Not Modified")) as server:
        found = ask(server, etag='"a1"', modified="Fri, 04 Dec 2026 00:00:00 GMT")
    assert found.is_unchanged
    assert b'If-None-Match: "a1"' in server.asked[0]


@pytest.mark.parametrize(
    ("coding", "packed"),
    [("gzip", gzip.compress(BODY, mtime=0)), ("deflate", zlib.compress(BODY)), ("identity", BODY)],
)
def test_what_is_compressed_is_opened(coding, packed):
    with serving(http(packed, Content_Encoding=coding)) as server:
        assert ask(server).body == BODY


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (http(b"x" * 5_000_001), fetch.TOO_MUCH),
        (http(gzip.compress(b"\0" * 50_000_000, mtime=0), Content_Encoding="gzip"), fetch.TOO_MUCH),
        (http(zlib.compress(b"\0" * 50_000_000), Content_Encoding="deflate"), fetch.TOO_MUCH),
        (http(BODY, Content_Encoding="br"), fetch.BROKEN),
        (http(gzip.compress(BODY, mtime=0)[:-9], Content_Encoding="gzip"), fetch.BROKEN),
        (http(BODY, Content_Encoding="gzip"), fetch.BROKEN),
        (http(BODY, Content_Length="9999"), fetch.BROKEN),
        (b"", fetch.BROKEN),
        (b"220 mail.example.jp ESMTP\r\n", fetch.BROKEN),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n", fetch.BROKEN),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n", fetch.BROKEN),
        (http(b"", "401 Unauthorized"), fetch.REFUSED),
        (http(b"", "404 Not Found"), fetch.GONE),
        (http(b"", "500 Internal Server Error"), fetch.BAD_STATUS),
        (http(b"", "204 No Content"), fetch.BAD_STATUS),
        (http(b"", "302 Found"), fetch.TO_NOWHERE),
        (http(b"", "302 Found", Location="/again"), fetch.TOO_FAR),
        (http(b"", "302 Found", Location="file:///etc/passwd"), addresses.OTHER_SCHEME),
        (http(b"", "302 Found", Location="gopher://calendar.example.jp/"), addresses.OTHER_SCHEME),
        (http(b"", "302 Found", Location="http://localhost/"), addresses.NO_NAME),
        (http(b"", "302 Found", Location="http://a@b.example.jp/"), addresses.HAS_USER),
        (http(b"", "302 Found", Location="http://calendar.example.jp:22/"), addresses.OTHER_PORT),
    ],
    ids=lambda value: value[:60] if isinstance(value, str) else "",
)
def test_what_is_answered_wrongly_is_refused(answer, reason):
    with serving(answer) as server:
        assert refused(server) == reason


def test_three_redirects_are_followed_and_a_fourth_is_not():
    def answer(connection, head):
        step = int(head.split()[1].removeprefix(b"/"))
        onward = http(b"", "301 Moved Permanently", Location=f"/{step - 1}")
        connection.sendall(onward if step else http(BODY))

    with serving(answer) as server:
        assert ask(server, url="http://calendar.example.jp/3").body == BODY
        assert refused(server, url="http://calendar.example.jp/4") == fetch.TOO_FAR
    assert server.connections == 4 + 4


class TestTime:
    """Whoever drips, in whatever part of the answer, is cut off."""

    @pytest.mark.parametrize(
        "beginning",
        [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 4000000\r\n\r\n",
         b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"],
        ids=["silence", "in the head", "in the body", "in a chunk"],
    )  # fmt: skip
    def test_slow_answers_end(self, beginning):
        def answer(connection: socket.socket, head: bytes) -> None:
            connection.sendall(beginning)
            for _second in range(200):
                connection.sendall(b"1" if beginning else b"")
                time.sleep(0.05)

        with serving(answer) as server:
            began = time.monotonic()
            assert refused(server, seconds=1.0) == fetch.TOO_SLOW
        assert time.monotonic() - began < 3

    def test_endless_interim_answers_end(self):
        def answer(connection: socket.socket, head: bytes) -> None:
            for _number in range(10_000):
                connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
                time.sleep(0.001)

        with serving(answer) as server:
            assert refused(server, seconds=1.0) == fetch.TOO_SLOW

    def test_a_name_server_that_does_not_answer_ends(self):
        def sleep(host: str, port: int) -> list[str]:
            time.sleep(5)
            return ["127.0.0.1"]

        with serving(http(BODY)) as server:
            began = time.monotonic()
            assert refused(server, resolve=sleep, seconds=0.5) == fetch.TOO_SLOW
        assert time.monotonic() - began < 3
        assert server.connections == 0

    def test_a_tls_handshake_that_never_ends_is_cut_off(self):
        silent = socket.create_server(("127.0.0.1", 0))
        with pytest.raises(FetchError, match="ten seconds"):
            fetch.fetch(
                "https://calendar.example.jp/",
                allowed=lambda address: True,
                resolve=lambda host, port: ["127.0.0.1"],
                port=silent.getsockname()[1],
                seconds=1.0,
            )
        silent.close()


class TestNames:
    """What a name leads to is checked once, and that is where the connection goes."""

    @pytest.mark.parametrize(
        "answers",
        [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["10.0.0.5"], ["::1"], ["169.254.169.254"],
         ["::ffff:127.0.0.1"], ["64:ff9b::7f00:1"], ["fe80::1%eth0"], ["not an address"]],
    )  # fmt: skip
    def test_one_private_answer_is_enough_to_refuse(self, answers):
        with serving(http(BODY)) as server:
            with pytest.raises(FetchError) as error:
                fetch.fetch(
                    "http://calendar.example.jp/",
                    resolve=lambda host, port: answers,
                    port=server.port,
                )
            assert (str(error.value), server.connections) == (addresses.NOT_REACHED, 0)

    def test_a_name_is_asked_for_once_and_its_second_answer_never_used(self):
        answers = iter([["127.0.0.1"], ["127.0.0.2"]])
        with serving(http(BODY)) as server:
            assert ask(server, resolve=lambda host, port: next(answers)).body == BODY
        assert next(answers) == ["127.0.0.2"]

    def test_a_redirect_to_a_private_name_is_refused_before_it_is_asked(self):
        onward = http(b"", "302 Found", Location="http://inside.example.jp/secret")
        named = {"calendar.example.jp": ["127.0.0.1"], "inside.example.jp": ["10.0.0.5"]}
        with serving(onward) as server:
            reason = refused(
                server,
                resolve=lambda host, port: named[host],
                allowed=lambda address: address == "127.0.0.1",
            )
        assert (reason, server.connections) == (addresses.NOT_REACHED, 1)

    def test_a_name_that_nobody_knows_is_said_so(self):
        def unknown(host: str, port: int) -> list[str]:
            raise socket.gaierror(-2, "Name or service not known")

        with serving(http(BODY)) as server:
            assert refused(server, resolve=unknown) == fetch.NOT_FOUND

    def test_a_closed_port_is_said_so(self):
        with serving(http(BODY)) as server:
            pass
        assert refused(server) == fetch.NO_ANSWER


class TestTls:
    """The certificate must be for the name, although the connection goes to an address."""

    @pytest.fixture
    def trusted(self, tmp_path, monkeypatch):
        context, file = certificate_for("calendar.example.jp", tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        fetch._tls.cache_clear()
        yield context
        fetch._tls.cache_clear()

    def test_the_right_name_is_read(self, trusted):
        with serving(http(BODY), trusted) as server:
            assert ask(server, url="webcal://calendar.example.jp/a.ics").body == BODY

    def test_another_name_is_refused(self, trusted):
        with serving(http(BODY), trusted) as server:
            assert refused(server, url="https://other.example.jp/") == fetch.BAD_CERTIFICATE

    def test_an_unknown_maker_is_refused(self, tmp_path):
        context, _file = certificate_for("calendar.example.jp", tmp_path)
        with serving(http(BODY), context) as server:
            assert refused(server, url="https://calendar.example.jp/") == fetch.BAD_CERTIFICATE

    def test_no_way_leads_from_https_to_http(self, trusted):
        onward = http(b"", "302 Found", Location="http://calendar.example.jp/")
        with serving(onward, trusted) as server:
            assert refused(server, url="https://calendar.example.jp/") == fetch.DOWNGRADE
