"""The models of network separation (α, α', β, β') as zone policies to begin from."""

from importlib.resources import files

from sekisho.separation.policy.model import Policy
from sekisho.separation.policy.reading import read_policy

PRESETS = {"α": "alpha", "α'": "alpha-prime", "β": "beta", "β'": "beta-prime"}


def preset_text(model: str) -> str:
    """Return a model's zones.yaml as written; `KeyError` for a model there is not."""
    return (files(__name__) / f"{PRESETS[model]}.yaml").read_text("utf-8")


def preset(model: str) -> Policy:
    """Return a model's zone policy."""
    return read_policy(preset_text(model), name=f"{PRESETS[model]}.yaml")
