"""The room's public door is complete, sorted and importable without Django."""

import subprocess
import sys

import sekisho.breach as door


def test_everything_named_is_there_and_everything_there_is_named():
    public = {
        name
        for name, value in vars(door).items()
        if not name.startswith("_") and type(value).__name__ != "module"
    }
    assert public == set(door.__all__)


def test_every_public_thing_states_its_law():
    for name in door.__all__:
        thing = getattr(door, name)
        if callable(thing):
            assert thing.__doc__, name


def test_the_engine_loads_neither_django_nor_network_nor_processes():
    code = (
        "import sys, yaml, japanera, importlib.resources, zoneinfo; before = set(sys.modules);"
        "import sekisho.breach; new = set(sys.modules) - before;"
        "print(*[n for n in new if n.split('.')[0] in"
        " {'django', 'socket', 'subprocess', 'urllib', 'time'}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    assert done.stdout.split() == []
