"""The fictional body's own documents are there, readable and only fictional."""

import pytest

from sekisho.catalogue import SAMPLES, CatalogueError, sample


@pytest.mark.parametrize("name", SAMPLES)
def test_each_sample_is_utf8_and_names_the_fictional_body_only(name):
    text = sample(name).decode("utf-8")
    assert "朝霧市職員共済組合" in text
    assert "京都" not in text
    assert text.startswith(("# ", "! "))


@pytest.mark.parametrize("name", ["", "roles.yaml", "../roles.yaml", "sample/standard.md"])
def test_nothing_but_the_samples_is_handed_out(name):
    with pytest.raises(CatalogueError):
        sample(name)
