"""Where a file of a folder that was dropped lies afterwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.web.transfers.paths import packed, placed


class TestPaths:
    @pytest.mark.parametrize(
        ("path", "folder", "name"),
        [
            ("総務/4月/案内.docx", "総務/4月", "案内.docx"),
            ("案内.docx", "", "案内.docx"),
            ("ガ/ハ\u3099.txt".replace("ハ\u3099", "か\u3099"), "ガ", "が.txt"),
            ("..\\..\\windows\\a.txt", "windows", "a.txt"),
            ("/etc/passwd", "etc", "passwd"),
            ("a/./../b.txt", "a", "b.txt"),
            ("con/aux.txt", "_con", "_aux.txt"),
            ("", "", "名称なし"),
        ],
    )
    def test_a_path_is_made_safe(self, path, folder, name):
        assert placed(path) == (folder, name)

    @given(st.text(max_size=300))
    def test_nothing_leads_out_of_the_folder(self, path):
        folder, name = placed(path)
        parts = [*folder.split("/"), name] if folder else [name]
        assert all(part and part not in {".", ".."} and "\\" not in part for part in parts)
        assert "/" not in name
        assert len(folder) <= 1000
        assert len(name) <= 255

    def test_of_two_alike_the_second_gets_a_number(self):
        names = [("a", "x.txt"), ("a", "X.txt"), ("", "x.txt"), ("a", "x.txt"), ("a", "lone")]
        assert list(packed(names)) == [
            "a/x.txt", "a/X (2).txt", "x.txt", "a/x (3).txt", "a/lone",
        ]  # fmt: skip
