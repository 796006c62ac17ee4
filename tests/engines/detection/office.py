"""A body of 200 terminals going about its work: traffic in which nothing is hostile.

With what makes detectors err: programs that keep a beat (updates everybody has, a few only one
terminal has), content networks, large uploads, late workers, mistyped passwords, a server that
starts using something new.
"""

import numpy as np
from tests.engines.detection.traffic import HOUR, Traffic, browsing, host, ordinary_names

TERMINALS, SERVERS, POPULAR = 200, 6, 1_500
KINDS = ("site", "shards", "hashed", "words")


def office(seed, days):
    """Return the traffic of days from Monday on."""
    chance = np.random.default_rng(seed)
    traffic = Traffic()
    for number in range(TERMINALS):
        _terminal(chance, traffic, number, days)
    for number in range(SERVERS):
        _server(chance, traffic, number, days)
    _questions(chance, traffic, days)
    _people(chance, traffic, days)
    return traffic


def _terminal(chance, traffic, number, days):
    sites = chance.zipf(1.3, 25) % POPULAR
    own = [f"own{number}-{each}.example" for each in range(3)]
    for each in range(4):
        traffic.connections(browsing(chance, days, 1), host(number), f"site{sites[each]}.example")
    traffic.connections(browsing(chance, days, 0.5), host(number), own[0])
    for day in range(days):
        begin = day * 24 * HOUR
        new = chance.poisson(2)
        traffic.connections(
            begin + chance.uniform(8.5 * HOUR, 17.5 * HOUR, new), host(number),
            [f"new{number}-{day}-{each}.example" for each in range(new)], 2_000,
        )  # fmt: skip
        sent = int(chance.lognormal(15, 1.2))  # a few megabytes, sometimes a hundred
        traffic.connections(
            [begin + chance.uniform(9, 17) * HOUR], host(number), "storage.example", sent
        )
        if chance.random() < 0.004:  # a large file for a partner, once in a while
            traffic.connections([begin + 11 * HOUR], host(number), own[1], 150_000_000)
        if chance.random() < 0.002:  # a stream left open
            traffic.connections(
                [begin + 9 * HOUR], host(number), own[2], duration_us=9 * HOUR * 1_000_000
            )
    updates = np.arange(chance.uniform(0, HOUR), days * 24 * HOUR, HOUR / 4)
    traffic.connections(updates, host(number), "update.example")
    if number % 100 == 0:  # a widget only this terminal has
        beat = np.arange(chance.uniform(0, 600), days * 24 * HOUR, 600)
        traffic.connections(beat[(beat % (24 * HOUR) > 8 * HOUR) & (beat % (24 * HOUR) < 18 * HOUR)],
                            host(number), f"widget{number}.example")  # fmt: skip


def _server(chance, traffic, number, days):
    address = f"10.30.0.{number + 1}"
    for peer in range(4):
        at = np.sort(chance.uniform(0, days * 24 * HOUR, 30 * days))
        traffic.connections(at, address, f"partner{number % 3}-{peer}.example")
    if chance.random() < 0.05:
        traffic.connections([(days - 0.5) * 24 * HOUR], address, f"changed{number}.example")


def _questions(chance, traffic, days):
    names, seconds, sources = [], [], []
    for number in range(TERMINALS):
        for day in range(max(days - 3, 0), days):
            for each in range(4):
                shared = chance.random() < 0.7
                domain = (
                    f"d{chance.integers(300)}.example"
                    if shared
                    else f"q{number}-{day}-{each}.example"
                )
                asked = ordinary_names(chance, domain, KINDS[chance.integers(4)])[:60]
                begin = day * 24 * HOUR + chance.uniform(8.5, 17) * HOUR
                names += asked
                seconds.append(begin + np.sort(chance.uniform(0, HOUR / 2, len(asked))))
                sources += [host(number)] * len(asked)
    traffic.questions(np.concatenate(seconds), sources, names)


def _people(chance, traffic, days):
    for number in range(TERMINALS):
        user = f"u{number:03d}"
        for day in range(days):
            begin = day * 24 * HOUR
            if day % 7 >= 5:
                continue
            at = begin + chance.normal(8.4, 0.2) * HOUR
            if chance.random() < 0.1:
                traffic.sign_ins([at - 20, at - 10], user, host(number), "failure")
            traffic.sign_ins([at, begin + 13 * HOUR], user, host(number))
            if number < 8:  # works late every day
                traffic.sign_ins([begin + 21.5 * HOUR], user, host(number))
            elif chance.random() < 0.004:
                traffic.sign_ins([begin + chance.uniform(21.1, 23) * HOUR], user, host(number))
            if number % 4 == 0 and chance.random() < 0.1:  # mistyped at the shared desktop server
                traffic.sign_ins(
                    [begin + chance.uniform(8.5, 17) * HOUR], user, "10.40.0.1", "failure"
                )
