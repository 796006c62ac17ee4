"""A copy of the catalogue's data, to be changed."""

import shutil
from importlib.resources import as_file

import pytest

from sekisho.catalogue.files import data_folder


@pytest.fixture
def folder(tmp_path):
    with as_file(data_folder()) as source:
        shutil.copytree(source, tmp_path / "data")
    return tmp_path / "data"
