"""The product with a session host beside it, and a site on the internet's side for sessions to see.

The instance is a copy of the sample's: it has its own session host, doors and worker.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.journeys.conftest import Product, free_port, wait_for

_KEYS = ("secret.key", "ledger.key", "quarantine.keys")
NAME = "相談窓口の一覧.csv"
TABLE = "窓口,電話\r\n総合案内,00-0000-0000\r\n年金の相談,00-0000-0001\r\n".encode()
# Tells what it sees of itself: its size, whether its glyphs differ (a font that has none draws the
# same box for each), what was typed and which keys.
PAGE = """<!doctype html><html lang="ja"><meta charset="utf-8"><title>朝霧県の相談窓口</title>
<style>
 body { margin: 0; padding: 8px 24px; font: 16px/1.7 sans-serif; color: #1a1a1c }
 h1 { font-size: 24px; margin: 8px 0 } label { display: block }
 input { font: inherit; inline-size: 420px; block-size: 32px }
 a { display: block; margin-block: 16px; padding: 24px; background: #e8f1fe; font-size: 20px }
 small { font-size: 12px }
</style>
<h1>年金・医療保険の相談窓口のご案内</h1>
<label>さがす言葉<br><input id="words" autofocus></label>
<a id="file" href="/table.csv" download>相談窓口の一覧（CSV、1KB）を保存する</a>
<p>受付時間は、月曜日から金曜日までの午前8時30分から午後5時15分までです（祝日と年末年始を除きます）。
手続には、基礎年金番号のわかるものと、本人を確かめられるものをお持ちください。</p>
<p><small>※ 鬱・響・鷹・齟齬など、画数の多い字も12ピクセルで読めることを確かめる文です。</small></p>
<script>
 const tell = (what, value) => fetch(`/told/${what}?${encodeURIComponent(value)}`)
 function drawn(letter) {
   const canvas = document.createElement('canvas'); canvas.width = canvas.height = 40
   const pen = canvas.getContext('2d'); pen.font = '32px sans-serif'; pen.fillText(letter, 2, 34)
   return canvas.toDataURL()
 }
 function measure() {
   const place = name => { const at = document.getElementById(name).getBoundingClientRect()
     return [at.x + 40, at.y + at.height / 2 + outerHeight - innerHeight].map(Math.round) }
   tell('size', JSON.stringify({ width: innerWidth, outer: [outerWidth, outerHeight],
     words: place('words'), file: place('file') }))
 }
 tell('glyphs', new Set([...'閲覧窓口鬱響'].map(drawn)).size)
 words.oninput = () => tell('typed', words.value)
 words.onkeydown = event => tell('key', event.code + ' ' + event.key)
 onresize = measure; measure()
</script>"""


class Site(BaseHTTPRequestHandler):
    """The pages of the site; `server.asked` holds what was asked for."""

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        self.server.asked.append(f"{where.path} {unquote(where.query)}")
        if where.path == "/table.csv":
            return self._say(TABLE, "text/csv", NAME)
        return self._say(PAGE.encode(), "text/html; charset=utf-8")

    def _say(self, body: bytes, kind: str, name: str = "") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if name:
            quoted = "".join(f"%{byte:02X}" for byte in name.encode())
            self.send_header("Content-Disposition", f"attachment; filename*=UTF-8''{quoted}")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@dataclass
class House:
    """The product and its session host, each a program of its own."""

    product: Product
    bind: str
    env: dict[str, str]
    server: "subprocess.Popen[bytes]"
    host: "subprocess.Popen[bytes]"

    def serve_again(self) -> None:
        """Stop the web server and its worker, and start them anew; sessions are left alone."""
        _end(self.server)
        self.server = _serve(self.bind, self.env)
        wait_for(f"http://{self.bind}/policy/", self.server)


@contextmanager
def house(product: Product, folder: Path, site: str, **settings: str) -> Iterator[House]:
    """Serve a copy of the product's instance with a session host whose first page is `site`."""
    copy = _copied(product.instance, folder / "house")
    web, door = free_port(), free_port()
    told = {
        "SEKISHO_URL": f"http://localhost:{web}",
        "SEKISHO_SCREEN_DOORS": f"screen-1=ws://localhost:{door}",
        "SEKISHO_SCREEN_LISTEN": f"127.0.0.1:{door}",
        "SEKISHO_SCREEN_START": site,
        "SEKISHO_SCREEN_PORTS": f"80,443,{urlsplit(site).port}",
        "SEKISHO_SCREEN_ALSO_NETWORKS": "127.0.0.1/32",
        **settings,
    }
    lines = (product.instance / "settings.env").read_text("utf-8").splitlines()
    lines = [line for line in lines if not line.startswith("SEKISHO_URL=")]
    lines += [f"{name}={value}" for name, value in told.items()]
    (copy / "settings.env").write_text("\n".join(lines) + "\n", "utf-8")
    env = os.environ | {"SEKISHO_INSTANCE": str(copy)}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    bind = f"127.0.0.1:{web}"
    host = _program(["screen"], env, copy / "screen.log")
    running = House(
        Product(told["SEKISHO_URL"], copy, product.accounts), bind, env, _serve(bind, env), host
    )
    try:
        wait_for(f"http://{bind}/policy/", running.server)
        yield running
    finally:
        _end(running.server)
        _end(host)


def _copied(instance: Path, copy: Path) -> Path:
    copy.mkdir()
    for name in _KEYS:
        shutil.copy(instance / name, copy / name)
    shutil.copytree(instance / "static", copy / "static")
    shutil.copytree(instance / "quarantine", copy / "quarantine", dirs_exist_ok=True)
    with sqlite3.connect(instance / "sekisho.sqlite3") as source:
        source.execute("VACUUM INTO ?", [str(copy / "sekisho.sqlite3")])
    return copy


def _serve(bind: str, env: dict[str, str]) -> "subprocess.Popen[bytes]":
    return _program(["serve", "--bind", bind], env, Path(env["SEKISHO_INSTANCE"]) / "serve.log")


def _program(words: list[str], env: dict[str, str], log: Path) -> "subprocess.Popen[bytes]":
    with log.open("ab") as out:
        command = [sys.executable, "-m", "sekisho.entry", *words]
        return subprocess.Popen(command, env=env, stdout=out, stderr=out)


def _end(program: "subprocess.Popen[bytes]") -> None:
    program.terminate()
    program.wait(timeout=60)
