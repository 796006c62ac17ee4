"""Files cross rebuilt or not at all; pages pass; what is kept is what came."""

import gzip
import io
import json
import zipfile
import zlib

import pytest
from tests.engines.sanitize.samples import images
from tests.icap.world import GET, World

from sekisho.sanitize import ConfinementError

ATTACHED = b'Content-Type: text/plain\r\nContent-Disposition: attachment; filename="a.txt"\r\n'
PREVIEWS = pytest.mark.parametrize("preview", [None, 0, 1, 600, 100_000])


@pytest.fixture
def world(tmp_path):
    with World(tmp_path) as running:
        yield running


@pytest.fixture
def proxy(world):
    with world.proxy() as speaking:
        yield speaking


def rows(world):
    return [json.loads(path.read_text("utf-8")) for path in sorted(world.records.glob("*.json"))]


def packed(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


@PREVIEWS
def test_a_file_arrives_rebuilt_and_its_original_is_kept(world, proxy, preview):
    body = packed(**{"a.txt": b"abc\r\n" * 400, "run.exe": b"MZ" + bytes(900)})
    fields = b"Content-Type: application/zip\r\nSet-Cookie: a=b\r\n"
    request = GET.replace(b"%E8%A1%A8.txt", b"download.php")
    answer = proxy.response(body, fields, preview=preview, request=request)
    assert (answer.status, answer.http_status) == (200, 200)
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert "run.exe" not in archive.namelist()
        assert "a.txt" in archive.namelist()
    assert b"Set-Cookie" not in answer.http
    assert b"Content-Length: %d\r\n" % len(answer.body) in answer.http
    (row,) = rows(world)
    assert world.store.get(row["number"]) == body
    assert world.store.about(row["number"]).kind == "download"
    assert (row["client"], row["host"]) == ("10.20.0.5", "www.example.jp")
    assert "secret" not in row["address"]


@PREVIEWS
def test_a_file_that_may_not_cross_is_answered_with_a_page_and_kept(world, proxy, preview):
    body = b"MZ" + bytes(5000)
    answer = proxy.response(body, b"Content-Type: application/x-msdownload\r\n", preview=preview)
    assert answer.http_status == 403
    (row,) = rows(world)
    assert "受け取れませんでした" in answer.text
    assert row["number"] in answer.text
    assert "令和9年5月29日（2027-05-29）" in answer.text
    assert body not in answer.body
    assert world.store.get(row["number"]) == body
    assert world.store.about(row["number"]).kind == "download-held"


@PREVIEWS
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html; charset=utf-8", b"<!DOCTYPE html><p>" + b"x" * 3000),
        ("application/json", b'{"a": "' + b"x" * 3000 + b'"}'),
        ("image/png", images.png() + bytes(700)),
        ("font/woff2", b"wOF2" + bytes(3000)),
        ("video/mp4", b"\0\0\0\x18ftypmp42" + bytes(3000)),
    ],
)
def test_a_page_and_what_it_is_made_of_pass_untouched(world, proxy, preview, kind, body):
    answer = proxy.response(body, f"Content-Type: {kind}\r\n".encode(), preview=preview)
    assert answer.status == 204
    assert not rows(world)


@PREVIEWS
@pytest.mark.parametrize(
    "body", [b"%PDF-1.7\n" + bytes(2000), packed(a=b"x" * 900), b"MZ" + bytes(900)]
)
def test_a_file_that_calls_itself_a_page_is_a_file(world, proxy, preview, body):
    answer = proxy.response(body, b"Content-Type: text/html\r\n", preview=preview)
    assert answer.status == 200
    assert answer.body != body
    assert len(rows(world)) == 1


@pytest.mark.parametrize(
    "fields",
    [
        b"",
        b"Content-Type: text/html\r\nContent-Type: image/png\r\n",
        b"Content-Type: application/octet-stream\r\n",
    ],
)
def test_what_has_no_clear_type_is_a_file(world, proxy, fields):
    proxy.response(b"abc\r\n" * 300, fields, preview=600)
    assert len(rows(world)) == 1


def test_a_page_to_be_saved_is_a_file(world, proxy):
    answer = proxy.response(b"abc\r\n" * 300, ATTACHED, preview=600)
    assert answer.http_status == 200
    assert b"filename*=UTF-8''a.txt" in answer.http
    assert len(rows(world)) == 1


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="a.txt"', "a.txt"),
        ("attachment; filename*=UTF-8''%E8%A1%A8.txt", "表.txt"),
        ("attachment; filename*=Shift_JIS''%95%5C.txt", "表.txt"),
        ('attachment; filename="表.txt"', "表.txt"),
        ('attachment; filename="%E8%A1%A8.txt"', "表.txt"),
        ('attachment; filename="=?UTF-8?B?6KGoLnR4dA==?="', "表.txt"),
        ("attachment", "表.txt"),  # from the address
        ('attachment; filename="表"', "表.txt"),  # the ending from the type
        ('attachment; filename="../../etc/a.txt"', None),
    ],
)  # fmt: skip
def test_a_file_keeps_the_name_the_server_gave(world, proxy, disposition, name):
    fields = f"Content-Type: text/plain\r\nContent-Disposition: {disposition}\r\n".encode()
    answer = proxy.response(b"abc\r\n", fields)
    assert answer.http_status == 200
    assert b"/" not in answer.http.split(b"filename*=UTF-8''")[1].split(b"\r\n")[0]
    if name:
        assert rows(world)[0]["name"] == name


@pytest.mark.parametrize(
    ("coding", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("x-gzip, identity", gzip.compress)],
)
def test_a_compressed_transfer_is_opened_first(world, proxy, coding, pack):
    body = b"abc\r\n" * 1000
    answer = proxy.response(pack(body), ATTACHED + f"Content-Encoding: {coding}\r\n".encode())
    assert answer.http_status == 200
    assert b"abc" in answer.body
    assert b"Content-Encoding" not in answer.http
    assert world.store.get(rows(world)[0]["number"]) == body


def test_a_compressed_page_passes_and_a_compressed_program_does_not(world, proxy):
    page = gzip.compress(b"<html>" + b"".join(b"%d" % n for n in range(4000)))
    fields = b"Content-Type: text/html\r\nContent-Encoding: gzip\r\n"
    assert proxy.response(page, fields, preview=600).status == 204
    assert (
        proxy.response(gzip.compress(b"MZ" + bytes(9000)), fields, preview=600).http_status == 403
    )


@pytest.mark.parametrize("coding", [b"br", b"zstd", b"gzip"])
def test_what_cannot_be_opened_does_not_cross(world, proxy, coding):
    answer = proxy.response(b"\x99" * 2000, ATTACHED + b"Content-Encoding: " + coding + b"\r\n")
    assert answer.http_status == 403
    assert not rows(world)


def test_a_compressed_bomb_ends_at_the_limit(tmp_path):
    with World(tmp_path, body_bytes=1 << 20) as world, world.proxy() as proxy:
        body = gzip.compress(bytes(50 << 20))
        answer = proxy.response(body, ATTACHED + b"Content-Encoding: gzip\r\n")
        assert answer.http_status == 403
        assert "大きすぎる" in answer.text


@PREVIEWS
def test_a_file_beyond_the_limit_does_not_cross_and_ends_the_connection(tmp_path, preview):
    with World(tmp_path, body_bytes=20_000) as world, world.proxy() as proxy:
        answer = proxy.response(
            bytes(40_000),
            b"Content-Type: application/zip\r\n",
            preview=min(preview, 600) if preview is not None else None,
        )
        assert answer.http_status == 403
        assert "大きすぎる" in answer.text
        assert not rows(world)
        assert proxy.answer().closed


def test_a_piece_of_a_file_does_not_cross(world, proxy):
    body = b"%PDF-1.7\n" + bytes(3000)
    answer = proxy.response(
        body, b"Content-Type: application/pdf\r\n", status=b"206 Partial Content", preview=600
    )
    assert answer.http_status == 403
    assert "一部分だけ" in answer.text


def test_a_piece_of_a_film_passes(world, proxy):
    answer = proxy.response(
        b"\x12\x34" * 900,
        b"Content-Type: video/mp4\r\n",
        status=b"206 Partial Content",
        preview=600,
    )
    assert answer.status == 204


@pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified"])
def test_an_answer_without_a_body_passes(world, proxy, status):
    assert proxy.response(None, b"Content-Type: application/pdf\r\n", status=status).status == 204
    given = proxy.response(None, b"ETag: x\r\n", status=status, allow=False)
    assert (given.status, given.body) == (200, None)
    assert b"ETag: x" in given.http


def test_a_page_is_given_back_whole_where_the_proxy_wants_it_so(world, proxy):
    body = b"<html>" + b"x" * 5000
    answer = proxy.response(body, b"Content-Type: text/html\r\n", allow=False)
    assert answer.body == body
    assert answer.http == b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


class Broken:
    def call(self, *_, **__):
        raise ConfinementError("sandbox-missing")

    run = call


def test_without_a_sandbox_nothing_crosses(tmp_path):
    with World(tmp_path, sandbox=Broken()) as world, world.proxy() as proxy:
        answer = proxy.response(b"abc\r\n", ATTACHED)
        assert answer.http_status == 403
        assert b"abc" not in answer.body


class Raising:
    def call(self, *_, **__):
        raise RuntimeError("a fault of ours")

    run = call


def test_a_fault_of_ours_lets_nothing_cross(tmp_path, caplog):
    with World(tmp_path, sandbox=Raising()) as world, world.proxy() as proxy:
        answer = proxy.response(b"abc\r\n", ATTACHED)
        assert answer.status == 500 or answer.http_status == 403
        assert b"abc" not in (answer.body or b"")


@pytest.mark.parametrize("what", ["quarantine", "records"])
def test_when_nothing_can_be_kept_nothing_crosses(tmp_path, what):
    with World(tmp_path) as world, world.proxy() as proxy:
        if what == "quarantine":
            world.keys.unlink()
        else:
            world.records.write_text("a file stands where the folder should")
        answer = proxy.response(b"abc\r\n", ATTACHED)
        assert answer.http_status == 403
        assert "保管場所" in answer.text


def test_several_files_follow_each_other_on_one_connection(world, proxy):
    for _ in range(5):
        assert proxy.response(b"abc\r\n", ATTACHED).http_status == 200
        assert (
            proxy.response(b"<p>" * 300, b"Content-Type: text/html\r\n", preview=600).status == 204
        )
    assert len(rows(world)) == 5


def test_words_of_the_sender_stay_words_on_the_page(world, proxy):
    request = GET.replace(b"%E8%A1%A8.txt", b"%3Cscript%3Ealert(1)%3C%2Fscript%3E.exe")
    answer = proxy.response(
        b"MZ" + bytes(900), b"Content-Type: application/x-msdownload\r\n", request=request
    )
    assert "<script" not in answer.text
