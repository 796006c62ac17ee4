"""How much the separation engine reads and computes before it refuses or answers "undecided"."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on outside data and on the work of a proof.

    Readers raise `ConfigError` beyond `config_bytes` and `rules`; what is beyond the other bounds
    of reading becomes a condition not understood (`Match.unknown`). A proof beyond its bounds is
    undecided with the reason `budget`, never proven.
    """

    config_bytes: int = 64 << 20  # of one file
    policy_bytes: int = 4 << 20  # of one zones.yaml
    rules: int = 500_000  # of one device
    line_bytes: int = 1 << 16
    spans: int = (
        65_536  # intervals of one field of one rule (a wildcard mask 0.255.0.255 needs many)
    )
    jump_depth: int = 32  # chains inside one another; a loop is not understood
    boxes: int = 3_000_000  # hyper-rectangles a device becomes
    steps: int = 1_000_000  # subtractions one proof may take
    nodes: int = 4_000_000  # of the decision diagrams of the second engine
    second_opinion_rules: int = 1_000  # the second engine is asked up to so many rules
    hint_rules: int = 5_000  # blocked flows and unused rules are looked for up to so many rules
    flows: int = 200_000
    reported: int = 100  # violations, differences or shadowed rules named one by one


DEFAULT_LIMITS = Limits()
