"""A bucket keeps what a folder keeps: both are asked the same. moto's server plays the store."""

import fcntl
import logging
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto.server import ThreadedMotoServer

from sekisho.quarantine import (
    AlteredError,
    AwayError,
    Keyring,
    LocalStore,
    NotKeptError,
    Place,
    QuarantineError,
    expired,
    objects,
    rotate,
    store_in,
)

AT = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def place():
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    found = Place("originals", "town/", f"http://{host}:{port}", "ap-northeast-1", "id", "secret")
    client(found).create_bucket(
        Bucket="originals", CreateBucketConfiguration={"LocationConstraint": "ap-northeast-1"}
    )
    yield found
    objects._client.cache_clear()
    server.stop()


def client(place):
    return boto3.client(
        "s3",
        endpoint_url=place.endpoint,
        region_name=place.region,
        aws_access_key_id="id",
        aws_secret_access_key="secret",
    )


@pytest.fixture
def store(place, tmp_path):
    for each in client(place).list_objects_v2(Bucket="originals").get("Contents", ()):
        client(place).delete_object(Bucket="originals", Key=each["Key"])
    Keyring.new().save(tmp_path / "keys")
    return store_in(place, tmp_path / "unused", tmp_path / "keys")


def put(store, number="n1", data=b"secret original", kind="mail"):
    return store.put(number, data, kind=kind, at=AT)


def lying_there(place):
    listed = client(place).list_objects_v2(Bucket="originals").get("Contents", ())
    return {
        each["Key"]: client(place).get_object(Bucket="originals", Key=each["Key"])["Body"].read()
        for each in listed
    }


def test_an_original_comes_back_and_the_store_never_sees_it(place, store, tmp_path):
    kept = put(store)
    assert store.get("n1") == b"secret original"
    assert store.about("n1") == store.attested("n1") == kept
    there = lying_there(place)
    assert sorted(there) == ["town/n1.meta", "town/n1.sealed"]
    assert not any(b"secret original" in data for data in there.values())
    key = Keyring.load(tmp_path / "keys")
    assert not any(key.keys[key.current] in data for data in there.values())
    assert not (tmp_path / "unused").exists()


def test_objects_of_others_in_the_bucket_are_not_ours(place, store):
    put(store)
    for name in ("other.meta", "town/deeper/x.meta", "town/n1.sealed.bak", "town/.x.meta"):
        client(place).put_object(Bucket="originals", Key=name, Body=b"x")
    assert list(store.numbers()) == ["n1"]


def test_what_was_changed_or_exchanged_in_the_store_is_found(place, store):
    put(store, "n1", b"one")
    put(store, "n2", b"two")
    there = lying_there(place)
    own = client(place)
    own.put_object(Bucket="originals", Key="town/n1.sealed", Body=there["town/n2.sealed"])
    own.put_object(Bucket="originals", Key="town/n2.sealed", Body=there["town/n2.sealed"][:-1])
    for number in ("n1", "n2"):
        with pytest.raises(AlteredError):
            store.get(number)


def test_what_is_destroyed_is_gone_and_its_key_first(place, store, monkeypatch):
    put(store)
    removed = []
    original = objects.Bucket.remove
    monkeypatch.setattr(
        objects.Bucket, "remove", lambda self, name: (removed.append(name), original(self, name))
    )
    (over,) = expired(store, {"mail": 90}, at=AT + timedelta(days=90))
    store.destroy(over.kept.number)
    store.destroy("n1")  # nothing there is fine
    assert (removed[:2], lying_there(place)) == (["n1.meta", "n1.sealed"], {})
    with pytest.raises(NotKeptError):
        store.get("n1")


def test_a_new_key_reaches_everything_and_the_one_before_stays_for_the_other_machines(
    store, tmp_path
):
    for number in range(3):
        put(store, f"n{number}", b"%d" % number)
    other_keys = tmp_path / "of-another-machine"
    old = Keyring.load(store.keys)
    old.save(other_keys)
    other = store_in(store.shelf.place, tmp_path, other_keys)
    assert rotate(store, shared=True) == 3
    assert {store.wrapped_with(f"n{n}") for n in range(3)} == {Keyring.load(store.keys).current}
    put(other, "late")  # it has not got the new file of keys yet
    assert store.get("late") == b"secret original"
    assert rotate(store, shared=True) == 4
    assert old.current not in Keyring.load(store.keys).keys
    assert [store.get(f"n{n}") for n in range(3)] == [b"0", b"1", b"2"]


def test_a_store_that_is_away_is_an_error_of_the_disk_and_not_an_altered_original(tmp_path):
    Keyring.new().save(tmp_path / "keys")
    away = Place("originals", "", "http://127.0.0.1:9", "ap-northeast-1", "id", "secret")
    store = store_in(away, tmp_path, tmp_path / "keys")
    for work in (lambda: put(store), lambda: store.get("n1"), lambda: list(store.numbers())):
        with pytest.raises(AwayError, match="接続できません"):
            work()


def test_a_bucket_that_is_not_there_is_said_by_its_code(place, tmp_path):
    Keyring.new().save(tmp_path / "keys")
    wrong = Place("no-such-bucket", "", place.endpoint, place.region, "id", "secret")
    with pytest.raises(AwayError, match="NoSuchBucket"):
        put(store_in(wrong, tmp_path, tmp_path / "keys"))


def test_the_secret_is_in_no_words_about_the_place():
    assert "hush" not in repr(Place("b", secret="hush", key_id="hush-too"))


def test_programs_of_this_machine_wait_for_each_other(store):
    with (
        store.shelf.locked(fcntl.LOCK_EX),
        store.shelf.lock.open("wb") as again,
        pytest.raises(BlockingIOError),
    ):
        fcntl.flock(again, fcntl.LOCK_SH | fcntl.LOCK_NB)


NUMBERS = st.sampled_from(["n1", "n2", "n3", "-crooked", "a/b"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), NUMBERS, st.sampled_from([b"", b"one", b"two" * 999])),
        st.tuples(st.sampled_from(["get", "about", "attested", "destroy"]), NUMBERS),
        st.tuples(st.just("numbers")),
        st.tuples(st.just("rotate")),
    ),
    max_size=12,
)


def done(store, step):
    try:
        if step[0] == "put":
            return put(store, step[1], step[2])
        if step[0] == "numbers":
            return list(store.numbers())
        return rotate(store) if step[0] == "rotate" else getattr(store, step[0])(step[1])
    except QuarantineError as error:
        return type(error), str(error)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_a_bucket_answers_as_a_folder_does(place, tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("both")
    Keyring.new().save(folder / "keys")
    Keyring.new().save(folder / "other-keys")
    own = Place(place.bucket, f"{folder.name}/", *(place.endpoint, place.region, "id", "secret"))
    bucket = store_in(own, folder, folder / "keys")
    local = LocalStore(folder / "local", folder / "other-keys")
    for step in steps:
        assert done(bucket, step) == done(local, step)
