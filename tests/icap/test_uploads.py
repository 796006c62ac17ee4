"""Files leave only to named hosts; forms and pages are not in the way."""

import pytest
from tests.icap.world import World

PREVIEWS = pytest.mark.parametrize("preview", [None, 0, 40, 100_000])
EDGE = "----x"


@pytest.fixture
def proxy(tmp_path):
    with (
        World(tmp_path, upload_hosts=("drop.example.jp", ".pref.example.jp")) as world,
        world.proxy() as speaking,
    ):
        yield speaking


def posted(host, kind, method="POST"):
    head = f"{method} http://{host}/a HTTP/1.1\r\nHost: {host}\r\nContent-Type: {kind}\r\n\r\n"
    return head.encode()


def form(*parts):
    lines = [
        f"--{EDGE}\r\nContent-Disposition: form-data; {name}\r\n\r\n{value}\r\n"
        for name, value in parts
    ]
    return ("".join(lines) + f"--{EDGE}--\r\n").encode()


MULTIPART = f"multipart/form-data; boundary={EDGE}"


@PREVIEWS
@pytest.mark.parametrize(
    "filename",
    ['filename="名簿.xlsx"', "filename=a.txt", "filename*=UTF-8''a.txt", 'FileName = "a"'],
)
def test_a_file_in_a_form_is_stopped(proxy, preview, filename):
    body = form(('name="title"', "x" * 900), (f'name="f"; {filename}', "data"))
    answer = proxy.request(posted("www.example.jp", MULTIPART), body, preview=preview)
    assert answer.http_status == 403
    assert "送れませんでした" in answer.text


@PREVIEWS
def test_a_form_without_a_file_passes(proxy, preview):
    body = form(('name="title"', 'filename="words"'), ('name="f"; filename=""', ""))
    assert proxy.request(posted("www.example.jp", MULTIPART), body, preview=preview).status == 204


@PREVIEWS
@pytest.mark.parametrize("kind", ["application/pdf", "application/octet-stream", ""])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_a_bare_file_is_stopped(proxy, preview, kind, method):
    answer = proxy.request(posted("www.example.jp", kind, method), b"%PDF" * 300, preview=preview)
    assert answer.http_status == 403


@PREVIEWS
@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "application/json; charset=utf-8"]
)
def test_what_people_type_passes(proxy, preview, kind):
    assert (
        proxy.request(posted("www.example.jp", kind), b"a=b&c=d" * 200, preview=preview).status
        == 204
    )


@pytest.mark.parametrize("host", ["drop.example.jp", "a.pref.example.jp", "DROP.example.jp"])
def test_named_hosts_may_be_sent_files(proxy, host):
    assert proxy.request(posted(host, "application/pdf"), b"%PDF" * 300).status == 204


@pytest.mark.parametrize(
    "host", ["xdrop.example.jp", "pref.example.jp.evil.example", "a.drop.example.jp"]
)
def test_hosts_that_only_look_alike_may_not(proxy, host):
    assert proxy.request(posted(host, "application/pdf"), b"%PDF" * 300).http_status == 403


def test_a_page_is_asked_for_whole_and_uncompressed(proxy):
    asked = (
        b"GET http://a.example/ HTTP/1.1\r\nHost: a.example\r\nAccept-Encoding: br, gzip\r\n"
        b"Range: bytes=5-\r\nIf-Range: x\r\nCookie: a=b\r\n\r\n"
    )
    answer = proxy.request(asked)
    assert answer.status == 200
    assert answer.body is None
    assert b"Accept-Encoding: identity\r\n" in answer.http
    assert b"Range" not in answer.http
    assert b"Cookie: a=b\r\n" in answer.http
    assert answer.http.startswith(b"GET http://a.example/ HTTP/1.1\r\n")


def test_an_upload_beyond_the_limit_is_stopped(tmp_path):
    with World(tmp_path, body_bytes=10_000) as world, world.proxy() as proxy:
        body = form(('name="a"', "x" * 50_000))
        assert (
            proxy.request(posted("www.example.jp", MULTIPART), body, preview=600).http_status == 403
        )
        assert proxy.answer().closed


def test_a_body_that_lets_files_go_says_so(tmp_path):
    with World(tmp_path, uploads="pass") as world, world.proxy() as proxy:
        assert proxy.request(posted("any.example", "application/pdf"), b"%PDF" * 300).status == 204
        given = proxy.request(posted("any.example", "application/pdf"), b"%PDF" * 300, allow=False)
        assert given.body == b"%PDF" * 300
