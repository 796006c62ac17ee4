"""A terminal's browser with the product's own viewer before a session of `world`."""

import http.server
import urllib.parse
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.screen import world

NOVNC = Path("/usr/share/novnc")
VIEWER = Path(__file__).parents[2] / "src/sekisho/web/browsing/static/browsing"
OUTER = """<!doctype html><meta charset="utf-8"><body style="margin:0">
<div id="screen" style="width:100vw;height:100vh"></div>
<script type="module">
import RFB from '/novnc/core/rfb.js'
import { japanese, kana, ratio, sharp } from '/viewer/viewer.js'
const place = document.getElementById('screen')
const shown = new (sharp(RFB))(place, `${location.hash.slice(1)}&scale=${ratio()}`)
shown.resizeSession = true
japanese(place, shown)
shown.addEventListener('connect', () => { window.state = 'connected'; shown.focus() })
window.kana = () => kana(shown)
</script>"""


def missing():
    """Return why no terminal can be shown a session here."""
    return world.missing() or ("" if NOVNC.is_dir() else "novnc がありません")


class Outer(http.server.BaseHTTPRequestHandler):
    """The page with the viewer, and the viewer's files."""

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        folder, _, rest = path.lstrip("/").partition("/")
        place = {"novnc": NOVNC, "viewer": VIEWER}.get(folder)
        kind = "text/javascript" if place else "text/html"
        body = (place / rest).read_bytes() if place else OUTER.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def telling(page):
    """Return a site of one page; what its scripts ask for stands in `.asked`."""

    class Telling(Outer):
        def do_GET(self):
            self.server.asked.append(urllib.parse.unquote(self.path))
            body = page.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Telling


def told(site, what):
    """Return what the page inside told of something, in order."""
    start = f"/{what}?"
    return [each.removeprefix(start) for each in site.asked if each.startswith(start)]


@contextmanager
def terminal(running, *, size=(1366, 768), scale=1):
    """Show a session in a terminal's browser; gives the page."""
    with world.site(Outer) as outer, sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-quic"]
        )
        page = browser.new_page(
            viewport={"width": size[0], "height": size[1]}, device_scale_factor=scale
        )
        page.goto(f"http://127.0.0.1:{outer.server_port}/#{running.address()}")
        page.wait_for_function("window.state == 'connected'")
        yield page
        browser.close()
