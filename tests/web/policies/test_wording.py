"""What the reader of policies says is said in the language of whoever reads it."""

import re

import pytest
from django.utils import translation
from tests.web.factories import client_for, make_person
from tests.web.policies.samples import imported

from sekisho.policytext import REASONS, errors
from sekisho.policytext.topics import REASONS as DEMAND_REASONS
from sekisho.web.policies import wording
from sekisho.web.policies.apart.reading import read_apart
from sekisho.web.policies.errors import UnreadableFileError

KANA = re.compile(r"[ぁ-んァ-ヶ]")
GAPS = """題名のない規程

（目的）
第1条 この規程は、情報資産を守ることを目的とする。
（対策）
第3条 対策を講じなければならない。
"""


def test_in_japanese_they_are_the_engines_own_words():
    assert {code: str(said) for code, said in wording.LEFT_OUT.items()} == dict(REASONS)
    assert {code: str(said) for code, said in wording.DEMANDS.items()} == dict(DEMAND_REASONS)
    assert wording.warning("missing-number", "第2条がありません。") == "第2条がありません。"


@pytest.mark.parametrize("table", ["LEFT_OUT", "DEMANDS", "_WARNINGS", "_REFUSALS"])
def test_in_english_no_sentence_is_japanese(table):
    with translation.override("en"):
        said = {code: str(each) for code, each in getattr(wording, table).items()}
    assert [each for each in said.values() if KANA.search(each)] == []
    assert len(set(said.values())) == len(said)


def test_every_refusal_of_the_engine_has_its_sentence():
    kinds = [k for k in vars(errors).values() if isinstance(k, type) and hasattr(k, "code")]
    assert {kind.code for kind in kinds} == wording._REFUSALS.keys()


def test_in_another_language_the_engines_words_stand_beside_the_sentence():
    with translation.override("en"):
        assert wording.warning("no-title", "題名がない") == (
            "No title was found. Enter it after taking the file in. (題名がない)"
        )
        assert wording.warning("new-code", "題名がない") == "題名がない"


def test_a_file_that_cannot_be_read_is_refused_in_english_too():
    with translation.override("en"), pytest.raises(UnreadableFileError, match="file is empty"):
        read_apart(b"", name="empty.txt")


@pytest.mark.django_db
def test_the_page_of_topics_speaks_english():
    edition = imported(GAPS.encode())
    desk = client_for(make_person(roles=("secretariat",)))
    url = f"/documents/editions/{edition.pk}/topics/"
    assert "第2条がありません" in desk.get(url).content.decode()
    page = desk.get(url, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "States the purpose; demands nothing." in page
    assert "A number is missing." in page
