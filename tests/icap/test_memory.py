"""The service's memory is bounded by its options, however many proxies send at the same time."""

from bench.icap_memory import allowed, measured


def test_many_proxies_hold_no_more_than_the_crossers_allow(tmp_path):
    held, statuses = measured(tmp_path, megabytes=4, crossers=2, proxies=16)
    assert len(statuses) == 16
    assert set(statuses) <= {200, 403}  # rebuilt, or a page that says why not
    # Sixteen whole bodies held at a time would be four times as much.
    assert held.peak - held.idle < allowed(megabytes=4, crossers=2)
