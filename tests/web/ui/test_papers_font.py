"""Finding Japanese typefaces, and saying so when there are none."""

from pathlib import Path

import pytest
from django.core.checks import run_checks

from sekisho.web.ui import system_checks
from sekisho.web.ui.papers import NoJapaneseFontError, find_typefaces
from sekisho.web.ui.papers.font import GOTHIC, MINCHO


def place(directory: Path, *names: str) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    for name in names:
        (directory / name).write_bytes(b"")
    return directory


def test_a_machine_without_a_japanese_typeface_is_told_what_to_install(tmp_path):
    place(tmp_path, "DejaVuSans.ttf")
    with pytest.raises(NoJapaneseFontError, match="fonts-noto-cjk"):
        find_typefaces([tmp_path, tmp_path / "missing"])


def test_text_is_mincho_and_headings_are_gothic(tmp_path):
    place(tmp_path / "a", "NotoSerifCJK-Regular.ttc")
    place(tmp_path / "b", "NotoSansCJK-Regular.ttc")
    faces = find_typefaces([tmp_path])
    assert (faces.text, faces.heading) == ("Noto Serif CJK JP", "Noto Sans CJK JP")
    assert set(faces.directories) == {tmp_path / "a", tmp_path / "b"}


@pytest.mark.parametrize(("name", "family"), sorted((MINCHO | GOTHIC).items()))
def test_each_typeface_alone_serves_for_both(tmp_path, name, family):
    faces = find_typefaces([place(tmp_path / "fonts", name)])
    assert faces.text == faces.heading == family
    assert faces.directories == (tmp_path / "fonts",)


def test_the_better_one_is_taken_wherever_it_lies(tmp_path):
    place(tmp_path / "one", "ipaexm.ttf", "ipaexg.ttf")
    place(tmp_path / "two", "NotoSerifCJK-Regular.ttc")
    faces = find_typefaces([tmp_path / "one", tmp_path / "two"])
    assert (faces.text, faces.heading) == ("Noto Serif CJK JP", "IPAexGothic")


def test_the_first_directory_wins_when_a_typeface_lies_in_two(tmp_path):
    one, two = place(tmp_path / "one", "meiryo.ttc"), place(tmp_path / "two", "meiryo.ttc")
    assert find_typefaces([one, two]).directories == (one,)


def test_file_names_are_read_without_regard_to_capitals(tmp_path):
    assert find_typefaces([place(tmp_path, "MEIRYO.TTC")]).text == "Meiryo"


def test_django_warns_at_start_when_papers_cannot_be_written(monkeypatch):
    def none():
        raise NoJapaneseFontError

    monkeypatch.setattr(system_checks, "find_typefaces", none)
    (warning,) = system_checks.japanese_font()
    assert warning.id == "ui.W001"
    assert "日本語フォント" in warning.msg
    assert any(message.id == "ui.W001" for message in run_checks())
