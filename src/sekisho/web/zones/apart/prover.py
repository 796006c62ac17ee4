"""Reads and proves configurations: the program of the short-lived child process.

Run by `ui.apart`; order and answer as `order` and `telling` say. It knows the separation engine and
the standard library only. A file that cannot be read is answered by `{"refused": code, …}`.
"""

import gc
import json
import time
from dataclasses import replace
from typing import Any

from sekisho.cli import nft
from sekisho.separation import (
    DEFAULT_LIMITS,
    READERS,
    BudgetError,
    Config,
    ConfigError,
    Device,
    Policy,
    Reading,
    blocked,
    changes,
    join,
    read_config,
    read_policy,
    verify,
)
from sekisho.web.ui.apart import answer
from sekisho.web.zones.apart import familiar, telling
from sekisho.web.zones.apart.decoding import NoTextError, decoded
from sekisho.web.zones.apart.order import File, Order, read_order

_LESS = replace(DEFAULT_LIMITS, steps=DEFAULT_LIMITS.steps // 5)


class RefusedError(Exception):
    """A file is no configuration that can be read."""

    def __init__(self, code: str, message: str = "", vendor: str = "") -> None:
        super().__init__(code)
        self.told = {"refused": code, "message": message, "vendor": vendor}


def proven(data: bytes) -> bytes:
    """Return what was found of an order."""
    try:
        found = _proven(read_order(data))
    except RefusedError as refusal:
        found = refusal.told
    return json.dumps(found, ensure_ascii=False).encode()


def _proven(order: Order) -> dict[str, Any]:
    started = time.process_time()
    text, *_rest = (decoded_or_refused(each) for each in order.files[:1])
    own = read(order.files[0], text)
    others = [read(each, decoded_or_refused(each)) for each in order.files[1:]]
    policy = read_policy(order.policy)
    devices = join([own, *others])
    judged = verify(policy, devices, at=order.at)
    known = tuple(familiar.told(each, policy, devices, order.at) for each in judged.violations)
    found = telling.verification(replace(judged, violations=known))
    return {
        **found,
        "vendor": own.vendor,
        "lines": len(text.splitlines()),
        "coverage": [own.coverage.lines, own.coverage.understood, own.coverage.outside],
        "interfaces": [[each.name, each.description] for each in own.interfaces],
        "blocked": _blocked(policy, devices, order),
        "changes": _changes(own, policy, order),
        "milliseconds": int((time.process_time() - started) * 1000),
    }


def decoded_or_refused(file: File) -> str:
    """Return a file's text. Raises RefusedError."""
    try:
        return decoded(file.data)
    except NoTextError as error:
        raise RefusedError(error.code) from error


def read(file: File, text: str) -> Device:
    """Return the device a file describes. Raises RefusedError."""
    config, reading = Config(file.name, text), Reading(run_nft=nft.runner())
    surest = max(READERS, key=lambda each: each.recognises(config))
    if not surest.recognises(config):
        raise RefusedError("unknown")
    if file.vendor and surest.vendor != file.vendor:
        raise RefusedError("other-vendor", vendor=surest.vendor)
    try:
        found = read_config(config, reading)
    except ConfigError as error:
        said = str(error).partition("\n")[2] if error.code == "nft-refused" else ""
        raise RefusedError(error.code, said) from error
    return replace(found, name=file.device or found.name, host=file.host or found.host)


def _blocked(
    policy: Policy, devices: tuple[Device, ...], order: Order
) -> list[telling.Plain] | None:
    """Return the permitted flows that are stopped; None where it would take too long to say."""
    if sum(device.rules for device in devices) > DEFAULT_LIMITS.hint_rules:
        return None
    try:
        return telling.blocked(blocked(policy, devices, at=order.at, limits=_LESS), policy.flows)
    except BudgetError:
        return None


def _changes(own: Device, policy: Policy, order: Order) -> dict[str, Any]:
    """Return what differs in packets from the configuration before, or why nobody can say."""
    if order.before is None:
        return {"why": "first"}
    try:
        old = read(order.before, decoded_or_refused(order.before))
    except RefusedError:
        return {"why": "before-unreadable"}
    try:
        found = changes(old, own, limits=_LESS)
    except ValueError:
        return {"why": "translations"}
    except BudgetError:
        return {"why": "budget"}
    unsure = bool(old.not_understood or own.not_understood)
    known = [familiar.change_told(each, policy, old, own) for each in found]
    return {"why": "unknown-lines" if unsure else "", **telling.changes(known)}


if __name__ == "__main__":
    gc.disable()  # one proof and out
    answer(proven)
