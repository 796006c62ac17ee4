"""The same documents through the real sandbox: same bytes, same words, and no job harms another."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.engines.sanitize.direct import clean
from tests.engines.sanitize.samples import archives, images, mails, texts
from tests.engines.sanitize.test_survival import SAMPLES

from sekisho.cli.confinement import Confined
from sekisho.sanitize import VERIFY, Limits, Options, sanitize
from sekisho.sanitize.kinds import sniff

FULL = os.environ.get("SEKISHO_TEST_PROFILE") == "full"
BATCH = 1_000 if FULL else 200
BOMBS = (
    "archive.ratio-bomb",
    "archive.entry-bomb",
    "pdf.flate-bomb",
    "pdf.form-bomb",
    "image.pixel-bomb",
    "svg.use-bomb",
    "ooxml.row-bomb",
    "ooxml.part-bomb",
)


@pytest.fixture(scope="module")
def confined():
    with Confined() as sandbox:
        if not sandbox.layers:
            pytest.skip("this machine offers no sandbox: everything would be held")
        yield sandbox


def _chosen():
    """One sample of each format in each family, twice as many vectors in the full run."""
    taken, chosen = {}, []
    for sample in SAMPLES:
        found = sniff(sample.make(), sample.name).kind
        key = (sample.vector.partition(".")[0], found and found.format)
        taken[key] = taken.get(key, 0) + 1
        if FULL or taken[key] <= 2:
            chosen.append(sample)
    return chosen


CHOSEN = _chosen()


def _said(result):
    """Return what a result says, without what its jobs cost."""
    said = result.as_json()
    said.pop("seconds")
    for child in said["children"]:
        child.pop("seconds")
    return said


@pytest.mark.parametrize("sample", CHOSEN, ids=lambda sample: f"{sample.vector}-{sample.name}")
def test_the_sandbox_gives_the_same_bytes_and_words(sample, confined):
    data = sample.make()
    behind, beside = sanitize(data, sample.name, sandbox=confined), clean(data, sample.name)
    if {reason.code for reason in behind.reasons} & {"timeout", "memory"}:
        assert behind.data is None  # a limit the direct way does not have
        return
    assert behind.data == beside.data
    assert _without_time(_said(behind)) == _without_time(_said(beside))


def _without_time(said):
    """What was said, without how long anything took, at any depth."""
    kept = {key: value for key, value in said.items() if key != "seconds"}
    return {**kept, "children": [_without_time(child) for child in said["children"]]}


class Sabotaged:
    """The real sandbox, with too little memory for the rebuilding of one document."""

    def __init__(self, confined):
        self._confined = confined
        self.run = confined.run

    def call(self, profile, function, payload, **limits):
        if profile != VERIFY:
            limits["memory_bytes"] = 2 << 20
        return self._confined.call(profile, function, payload, **limits)


def test_a_batch_survives_the_death_of_one_job(confined):
    documents = [(f"{n}号.txt", f"第{n}号の通知\n".encode()) for n in range(BATCH)]
    dying = BATCH // 3
    documents[dying] = ("長い.txt", "第一号の通知\n".encode() * 1_000_000)

    def one(n):
        name, data = documents[n]
        sandbox = Sabotaged(confined) if n == dying else confined
        return sanitize(data, name, sandbox=sandbox)

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(one, range(BATCH)))
    dead = results.pop(dying)
    assert dead.outcome == "held"
    assert dead.reasons[0].code in {"memory", "crashed"}
    assert {result.outcome for result in results} == {"delivered"}
    for result in results:
        number = result.name.removesuffix("号.txt")
        assert f"第{number}号の通知" in result.data.decode("utf-8-sig")


def test_small_mail_goes_on_while_eight_bombs_burn(confined):
    bombs = [next(s for s in SAMPLES if s.vector == vector) for vector in BOMBS]
    made = [(sample.make(), sample.name) for sample in bombs]
    small = [(mails.plain(), "連絡.eml"), (texts.text(), "案内.txt"), (images.png(), "図.png")]
    options = Options(limits=Limits(cpu_seconds=3, archive_cpu_seconds=6, wall_seconds=60))
    with ThreadPoolExecutor(8) as burning, ThreadPoolExecutor(2) as going_on:
        fires = [
            burning.submit(sanitize, data, name, options, sandbox=confined) for data, name in made
        ]
        begun, done = time.monotonic(), []
        while len(done) < 12 or not all(fire.done() for fire in fires):
            data, name = small[len(done) % 3]
            done.append(going_on.submit(sanitize, data, name, sandbox=confined).result())
            assert time.monotonic() - begun < 300
        ends = [fire.result() for fire in fires]
    assert {result.outcome for result in done} == {"delivered"}
    for bomb, ended in zip(bombs, ends, strict=True):
        assert ended.outcome == "held", bomb.vector
        assert ended.data is None
    assert sanitize(archives.plain(), "後.zip", sandbox=confined).outcome == "delivered"


def test_the_memory_of_a_job_stays_below_its_ceiling(confined):
    for data, name in (
        (mails.with_file(), "a.eml"),
        (archives.plain(), "a.zip"),
        (images.png(), "a.png"),
    ):
        result = sanitize(data, name, sandbox=confined)
        assert 0 < result.peak_bytes <= Limits().image_memory_bytes
