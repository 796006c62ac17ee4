"""The only way out of a session: judged by name and by address, and written down."""

import asyncio
import contextlib
import ipaddress
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.screen.browser import OWN_ERRANDS
from sekisho.screen.errors import RefusedError
from sekisho.screen.options import Profile, Unusable
from sekisho.screen.outside import Outside, Visit, Visits, parsed

PAGE = "日本語の頁".encode()


class Site:
    """A web server that says what it was asked."""

    def __init__(self):
        self.asked = []

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self.server.close()

    async def serve(self, reader, writer):
        with contextlib.suppress(asyncio.IncompleteReadError):
            self.asked.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(PAGE), PAGE))
            await writer.drain()
        writer.close()


def asked(request, *, profile=None, addresses=("127.0.0.1",), most=64):
    """Return what came back for a request, what was written down, and what the site was asked."""

    async def run():
        async with Site() as site:
            told = []

            async def resolve(host, port):
                if not addresses:
                    raise OSError("no such name")
                return list(addresses)

            allowed = profile or Profile(ports=(site.port,), also=("127.0.0.1/32",))
            outside = Outside(allowed, told.append, most, resolve)
            server = await asyncio.start_server(outside.serve, "127.0.0.1", 0)
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            writer.write(request.replace(b"PORT", str(site.port).encode()))
            async with asyncio.timeout(10):
                answer = await reader.read()
            writer.close()
            server.close()
            await asyncio.sleep(0.05)  # both ends are seen to end
            return answer, told, site.asked, site.port

    return asyncio.run(run())


def refused_by_the_resolver(request):
    """Ask with the machine's own resolver; return what was written down."""

    async def run():
        told = []
        outside = Outside(Profile(), told.append)
        server = await asyncio.start_server(outside.serve, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(request)
        async with asyncio.timeout(10):
            assert (await reader.read()).startswith(b"HTTP/1.1 403")
        writer.close()
        server.close()
        return told

    return asyncio.run(run())


class TestCrossing:
    def test_a_tunnel_carries_bytes_both_ways(self):
        request = b"CONNECT www.example.jp:PORT HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n"
        answer, told, site, port = asked(request)
        assert answer.startswith(b"HTTP/1.1 200 Connection established\r\n\r\n")
        assert answer.endswith(PAGE)
        assert site == [b"GET / HTTP/1.1\r\n\r\n"]
        assert told == [Visit("www.example.jp", port)]

    def test_a_plain_request_goes_on_without_words_for_the_proxy(self):
        request = (
            b"GET http://www.example.jp:PORT/a?b=c HTTP/1.1\r\nHost: www.example.jp\r\n"
            b"Proxy-Connection: keep-alive\r\nProxy-Authorization: Basic x\r\n\r\n"
        )
        answer, told, site, port = asked(request)
        assert answer.endswith(PAGE)
        assert site == [b"GET /a?b=c HTTP/1.1\r\nHost: www.example.jp\r\nConnection: close\r\n\r\n"]
        assert told == [Visit("www.example.jp", port)]

    def test_what_is_written_down_holds_no_path(self):
        told = asked(b"GET http://www.example.jp:PORT/secret?key=1 HTTP/1.1\r\n\r\n")[1]
        assert "secret" not in repr(told)


class TestRefusing:
    @pytest.mark.parametrize(
        ("address", "code"),
        [
            ("10.10.0.5", "inner"),
            ("192.168.1.1", "inner"),
            ("127.0.0.2", "inner"),
            ("169.254.169.254", "inner"),
            ("::1", "inner"),
            ("fd00:20::5", "inner"),
            ("::ffff:10.20.0.5", "inner"),
            ("64:ff9b::10.20.0.5", "inner"),  # what a translator makes 10.20.0.5 of (NAT64)
            ("64:ff9b:1::10.20.0.5", "inner"),
            ("2002:a14:5::1", "inner"),  # 6to4
            ("::10.20.0.5", "inner"),
            ("::ffff:0:10.20.0.5", "inner"),
            ("fec0::5", "inner"),
            ("fe80::5%1", "inner"),
            ("ff0e::5", "inner"),
            ("224.0.0.1", "inner"),
            ("0.0.0.0", "inner"),
        ],
    )
    def test_a_name_that_leads_inside_leads_nowhere(self, address, code):
        answer, told, site, _ = asked(
            b"CONNECT www.example.jp:PORT HTTP/1.1\r\n\r\n", addresses=(address,)
        )
        assert answer.startswith(b"HTTP/1.1 403")
        assert told[0].refused == code
        assert not site

    def test_one_inner_address_among_good_ones_is_enough(self):
        told = asked(
            b"CONNECT www.example.jp:PORT HTTP/1.1\r\n\r\n", addresses=("127.0.0.1", "10.0.0.1")
        )[1]
        assert told[0].refused == "inner"

    @pytest.mark.parametrize(
        ("request_", "profile", "code"),
        [
            (b"CONNECT www.example.jp:25 HTTP/1.1\r\n\r\n", None, "port"),
            (b"CONNECT evil.example:443 HTTP/1.1\r\n\r\n", Profile(hosts=(".lg.jp",)), "name"),
            (b"CONNECT notlg.jp:443 HTTP/1.1\r\n\r\n", Profile(hosts=(".lg.jp",)), "name"),
            (b"CONNECT www.example.jp:443 HTTP/1.1\r\n\r\n", Profile(), "inner"),
        ],
    )
    def test_ports_and_names_that_are_not_allowed_are_refused(self, request_, profile, code):
        answer, told, _, _ = asked(request_, profile=profile)
        assert answer.startswith(b"HTTP/1.1 403")
        assert told[0].refused == code

    def test_a_name_no_resolver_can_ask_for_is_refused_and_written_down(self):
        host = b"a" * 150  # longer than a label may be
        told = refused_by_the_resolver(b"CONNECT %b:443 HTTP/1.1\r\n\r\n" % host)
        assert [each.refused for each in told] == ["unknown"]

    def test_an_unknown_name_and_too_many_connections_are_refused(self):
        ask = b"CONNECT www.example.jp:PORT HTTP/1.1\r\n\r\n"
        assert asked(ask, addresses=())[1][0].refused == "unknown"
        assert asked(ask, most=0)[1][0].refused == "busy"

    @pytest.mark.parametrize(
        "request_",
        [
            b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            b"GET ftp://a/ HTTP/1.1\r\n\r\n",
            b"GET http://user:pass@a/ HTTP/1.1\r\n\r\n",
            b"TRACE http://a/ HTTP/1.1\r\n\r\n",
            b"CONNECT a HTTP/1.1\r\n\r\n",
            b"CONNECT a:99999999 HTTP/1.1\r\n\r\n",
            b"CONNECT a b:80 HTTP/1.1\r\n\r\n",
            b"CONNECT [::1:80 HTTP/1.1\r\n\r\n",
            b"CONNECT [:::1]:80 HTTP/1.1\r\n\r\n",
            b"GET http://[::1]x/ HTTP/1.1\r\n\r\n",
            b"GET http://[::1/ HTTP/1.1\r\n\r\n",
            b"GET http://a:\xb2/ HTTP/1.1\r\n\r\n",
            b"\x16\x03\x01\x02\x00\r\n\r\n",
            b"GET http://a/ SPDY/3\r\n\r\n",
        ],
    )
    def test_what_is_no_plain_request_gets_nothing(self, request_):
        answer, told, site, _ = asked(request_)
        assert answer.startswith(b"HTTP/1.1 400")
        assert not told
        assert not site

    @given(
        st.binary(max_size=200)
        | st.from_regex(r"(CONNECT|GET) (http://)?[][a-z0-9:.%@/]{0,30} HTTP/1\.1", fullmatch=True)
        .map(str.encode)
    )  # fmt: skip
    def test_any_head_is_read_or_refused(self, untrusted):
        with contextlib.suppress(RefusedError):
            request = parsed(untrusted + b"\r\n\r\n")
            assert 0 < request.port < 65536
            assert "\n" not in request.host


def test_what_the_browser_asks_for_by_itself_is_refused_and_is_no_visit():
    for host in OWN_ERRANDS:
        request = b"CONNECT %b:PORT HTTP/1.1\r\n\r\n" % host.encode()
        answer, told, site, _ = asked(request)
        assert answer.startswith(b"HTTP/1.1 403")
        assert (told, site) == ([], [])


class TestProfiles:
    def test_a_dot_stands_for_everything_below(self):
        profile = Profile(hosts=(".lg.jp", "www.example.jp"))
        assert profile.names("city.kyoto.lg.jp.")
        assert profile.names("LG.JP")
        assert profile.names("www.example.jp")
        assert not profile.names("a.www.example.jp")

    def test_a_declared_zone_is_not_reached_even_where_it_is_public(self):
        profile = Profile(refused=("203.0.113.0/24", "2001:db8::/32", "8.8.8.0/24"))
        assert not profile.reaches("8.8.8.8")
        assert profile.reaches("9.9.9.9")

    def test_what_a_translator_makes_public_or_inner_is_judged_as_such(self):
        assert Profile().reaches("64:ff9b::9.9.9.9")
        assert Profile().reaches("2002:909:909::1")
        assert Profile().reaches("2606:4700::1111")
        assert not Profile(refused=("9.9.9.0/24",)).reaches("64:ff9b::9.9.9.9")
        assert not Profile(refused=("2002::/16",)).reaches("2002:909:909::1")

    @given(st.ip_addresses(v=4, network="10.0.0.0/8"))
    def test_no_way_of_writing_an_inner_address_leads_there(self, inner):
        bits = int(inner)
        ways = (bits, 0xFFFF << 32 | bits, 0xFFFF << 48 | bits, 0x64FF9B << 96 | bits,
                0x64FF9B0001 << 80 | bits, 0x2002 << 112 | bits << 80 | 1)  # fmt: skip
        for way in ways:
            assert not Profile().reaches(str(ipaddress.IPv6Address(way)))

    @given(st.lists(st.sampled_from(["a.lg.jp", "B.lg.jp", "c.example", "lg.jp"])))
    def test_a_permit_names_hosts_to_the_letter_and_never_more_than_the_body_allows(self, hosts):
        profile = Profile(hosts=(".lg.jp",)).named(hosts)
        for host in ("a.lg.jp", "b.lg.jp", "B.LG.jp.", "x.a.lg.jp", "c.example", "lg.jp"):
            named = host.lower().rstrip(".") in {each.lower() for each in hosts}
            assert profile.names(host) == (named and host != "c.example")

    def test_a_network_that_is_none_is_said(self):
        with pytest.raises(Unusable, match="ネットワーク"):
            Profile(refused=("10.0.0.1/8",))


class TestVisits:
    def test_the_connections_of_one_page_are_one_visit_and_another_answer_is_another(self):
        visits, there = Visits(60), Visit("www.example.jp", 443)
        assert visits.is_new(there, 0)
        assert not visits.is_new(there, 0)
        assert not visits.is_new(there, 59)
        assert visits.is_new(Visit("www.example.jp", 80), 59)
        assert visits.is_new(Visit("www.example.jp", 443, "inner"), 59)
        assert visits.is_new(there, 60)

    @given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 10)), max_size=60))
    def test_no_host_is_lost_and_none_stands_twice_within_the_time(self, steps):
        visits, at, told = Visits(20), 0.0, []
        for host, waited in steps:
            at += waited
            if visits.is_new(Visit(host, 443), at):
                told.append((host, at))
        assert {host for host, _ in told} == {host for host, _ in steps}
        for host in "abc":
            times = [then for each, then in told if each == host]
            assert all(b - a >= 20 for a, b in itertools.pairwise(times))
