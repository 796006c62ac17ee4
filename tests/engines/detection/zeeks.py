"""Records as Zeek writes them, in both of its forms, from one table of values."""

import json

FIELDS = {
    "conn": ("ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state orig_pkts resp_pkts",
             "time string addr port addr port enum string interval count count string count count"),
    "dns": ("ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto query qtype_name rcode_name answers",
            "time string addr port addr port enum string string string vector[string]"),
}  # fmt: skip
NUMBERS = {"time", "port", "interval", "count"}


def as_json(path, values, *, named=True):
    names, types = (words.split() for words in FIELDS[path])
    kinds = dict(zip(names, types, strict=True))
    body = {"_path": path} if named else {}
    for name, value in values.items():
        if value is None:
            continue
        body[name] = json.loads(value) if kinds[name] in NUMBERS else value
    return json.dumps(body)


def as_lines(path, rows):
    """Return the lines of a file with its header."""
    names, types = FIELDS[path]
    head = [
        "#separator \\x09", "#set_separator\t,", "#empty_field\t(empty)", "#unset_field\t-", f"#path\t{path}",
        "#open\t2026-11-30-10-00-00", "#fields\t" + "\t".join(names.split()), "#types\t" + "\t".join(types.split()),
    ]  # fmt: skip
    return [
        *head,
        *("\t".join(_cell(values.get(name)) for name in names.split()) for values in rows),
        "#close\tx",
    ]


def _cell(value):
    if value is None:
        return "-"
    if isinstance(value, list):
        return ",".join(map(_escaped, value)) if value else "(empty)"
    return _escaped(value)


def _escaped(value):
    return value.replace("\\", "\\x5c").replace("\t", "\\x09").replace(",", "\\x2c") or "(empty)"
