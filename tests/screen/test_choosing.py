"""A decided file is chosen on a page within a session, by the session's own file chooser."""

import pytest
from tests.screen import world
from tests.screen.terminal import missing, telling, terminal, told

pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=missing()),
    pytest.mark.timeout(180),
]
KEPT = {"20261130-A": "届出書の中身".encode()}
NAME = "届出書.txt"
# Large enough that what the browser shows above the page moves it away from no click.
PAGE = """<!doctype html><html lang="ja"><meta charset="utf-8"><title>届出</title>
<label style="position:fixed;inset:200px 400px">届出書を選ぶ<input type="file" id="f"></label>
<script>
 f.onchange = () => {
   const form = new FormData()
   form.append('paper', f.files[0])
   fetch('/taken', { method: 'POST', body: form })
 }
 fetch('/ready?1')
</script>"""


class Taking(telling(PAGE)):
    """A site that takes files; what was sent stands in `.taken`."""

    def do_POST(self):
        self.server.taken.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.do_GET()


async def fetch(number):
    return KEPT[number]


INPUT, FIRST, OPEN = (700, 450), (355, 105), (1176, 740)  # the latter two in the chooser


def choose(page, site):
    """Ask for the file chooser and open the first file it offers; return what the site was sent."""
    for place, wait in ((INPUT, 1500), (FIRST, 300), (OPEN, 1000)):
        page.mouse.click(*place)
        page.wait_for_timeout(wait)
    return site.taken


def test_nothing_can_be_chosen_until_a_decided_file_is_there_and_then_that_is_what_is_offered(
    tmp_path,
):
    with (
        world.site(Taking) as site,
        world.Running(world.options(site.server_port, warm=1)) as running,
    ):
        site.taken = []
        running.host.fetch = fetch
        world.until(lambda: told(site, "ready"), 60)
        with terminal(running) as page:
            for _ in range(2):
                assert not choose(page, site)
            session = running.host.running["s-1"]
            running.call(running.host.lend(session, [("20261130-A", NAME)]))
            world.until(lambda: choose(page, site), 60)
            page.screenshot(path=str(tmp_path / "chosen.png"))
    (sent,) = site.taken
    assert f'filename="{NAME}"'.encode() in sent
    assert KEPT["20261130-A"] in sent
