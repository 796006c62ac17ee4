"""Other eyes for the generated settings: a registry filled by what files say, and udev's matching.

Written against the published forms (version 5.00 registry files; LGPO text; udev(7)) and sharing
no code with what they check.
"""

import configparser
import fnmatch
import re


class Registry:
    """A registry under HKEY_LOCAL_MACHINE: values by lower-case path."""

    def __init__(self, **values):
        self.values = dict(values)

    def set(self, path, name, value):
        self.values[f"{path}\\{name}".lower()] = value

    def delete(self, path, name):
        self.values.pop(f"{path}\\{name}".lower(), None)

    def delete_tree(self, path):
        gone = [each for each in self.values if each.startswith(f"{path}\\".lower())]
        for each in gone:
            del self.values[each]

    def empty_key(self, path):
        prefix = f"{path}\\".lower()
        for each in list(self.values):
            if each.startswith(prefix) and "\\" not in each.removeprefix(prefix):
                del self.values[each]


class _Ini(configparser.RawConfigParser):
    _OPT_TMPL = r'"(?P<option>[^"]+)"(?P<vi>{delim})(?P<value>.*)$'

    def optionxform(self, optionstr):
        return optionstr


def apply_reg(registry: Registry, data: bytes) -> None:
    """Merge a .reg file as regedit does; configparser reads the sections."""
    assert data[:2] == b"\xff\xfe"
    text = data.decode("utf-16")
    assert "\n" not in text.replace("\r\n", "")
    head, _, rest = text.partition("\r\n")
    assert head == "Windows Registry Editor Version 5.00"
    for number, section in enumerate(re.split(r"(?m)^(?=\[)", rest.replace("\r\n", "\n"))):
        if number == 0:
            assert section.strip() == ""
            continue
        ini = _Ini(strict=True, delimiters=("=",), comment_prefixes=(";",))
        ini.read_string(section)
        (name,) = ini.sections()
        remove, path = name.startswith("-"), name.removeprefix("-")
        path = path.removeprefix("HKEY_LOCAL_MACHINE\\")
        if remove:
            registry.delete_tree(path)
        for option, raw in ini.items(name):
            if raw == "-":
                registry.delete(path, option)
            elif raw.startswith("dword:"):
                registry.set(path, option, str(int(raw[6:], 16)))
            else:
                assert raw[0] == raw[-1] == '"'
                registry.set(path, option, re.sub(r"\\(.)", r"\1", raw[1:-1]))


def apply_lgpo(registry: Registry, text: str) -> None:
    """Merge LGPO text: blocks of four lines, empty lines between."""
    for block in re.split(r"\r\n\r\n", text.rstrip("\r\n")):
        scope, path, name, deed = block.split("\r\n")
        assert scope == "Computer"
        assert not path.startswith("HKEY")
        if deed == "DELETEALLVALUES":
            assert name == "*"
            registry.empty_key(path)
        elif deed == "DELETE":
            registry.delete(path, name)
        elif deed.startswith("DWORD:"):
            registry.set(path, name, deed[6:])
        else:
            assert deed.startswith("SZ:")
            registry.set(path, name, deed[3:])


def run_udev(rules: str, chain: list[dict], *, action="add", env=None) -> dict:
    """Run the rules over a device; `chain` is its attributes and its parents', itself first.

    Returns what was assigned. GOTO jumps forward only; all ATTRS of a line must match in one and
    the same member of the chain.
    """
    assigned: dict[str, list[str]] = {}
    lines = [line for line in rules.splitlines() if line and not line.startswith("#")]
    place = 0
    while place < len(lines):
        pairs = re.findall(r'([A-Z]+)(?:\{([^}]+)\})?(==|!=|\+=|=)"([^"]*)"(?:, |$)', lines[place])
        assert "".join(f'{k}{"{" + a + "}" if a else ""}{o}"{v}"' for k, a, o, v in pairs) == lines[
            place
        ].replace(", ", "")
        place += 1
        if not _matches(pairs, chain, action, env or {}):
            continue
        for key, name, sign, value in pairs:
            if key == "GOTO":
                target = f'LABEL="{value}"'
                assert target in lines[place:], "GOTO goes forward"
                place = lines.index(target, place)
            elif sign in {"=", "+="} and key != "LABEL":
                assigned.setdefault(f"{key}{{{name}}}" if name else key, []).append(value)
    return assigned


def _matches(pairs, chain, action, env) -> bool:
    up = [(name, value) for key, name, sign, value in pairs if key == "ATTRS" and sign == "=="]
    if up and not any(all(_same(d.get(n, ""), v) for n, v in up) for d in chain):
        return False
    for key, name, sign, value in pairs:
        if sign not in {"==", "!="} or key == "ATTRS":
            continue
        have = {
            "ACTION": action,
            "SUBSYSTEM": chain[0].get("SUBSYSTEM", ""),
            "ENV": env.get(name, ""),
            "ATTR": chain[0].get(name, ""),
        }[key]
        if _same(have, value) != (sign == "=="):
            return False
    return True


def _same(have: str, pattern: str) -> bool:
    return any(fnmatch.fnmatchcase(have, each) for each in pattern.split("|"))
