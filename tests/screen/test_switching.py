"""半角/全角 by whatever name a terminal's system has for it."""

import shutil

import pytest
from tests.screen import world
from tests.screen.terminal import missing, telling, terminal
from tests.screen.test_keys import PAGE, ready

pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=missing()),
    pytest.mark.timeout(180),
]
WRITING = PAGE.replace(  # an input method works in a field alone
    '<input id="i" autofocus>',
    '<textarea id="i" autofocus style="position:fixed;inset:0;width:100%;height:100%"></textarea>',
)
SWITCHES = ("ZenkakuHankaku", "Zenkaku", "Hankaku")


@pytest.mark.skipif(not shutil.which("fcitx5"), reason="fcitx5 がありません")
def test_by_whatever_name_half_and_full_width_switches_the_input_method():
    with (
        world.site(telling(WRITING)) as site,
        world.Running(world.options(site.server_port, warm=0)) as running,
        terminal(running) as page,
    ):
        pressed = ready(page, site)

        def heard(key):
            pressed.press("KeyA", "a")
            page.wait_for_timeout(300)
            return pressed.keys()[-1:] == [key]

        for name in SWITCHES:
            pressed.press("Backquote", name)
            world.until(lambda: heard("KeyA Process"))  # the input method has the letter
            pressed.press("Backquote", name)
            world.until(lambda: heard("KeyA a"))
