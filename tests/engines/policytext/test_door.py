"""What other rooms may use, and the form they read."""

import json

from tests.engines.policytext import making

from sekisho import policytext

NODE = {"id", "label", "heading", "text", "definitions", "references", "children"}


def test_everything_named_at_the_door_is_there():
    assert sorted(policytext.__all__) == sorted(set(policytext.__all__))
    for name in policytext.__all__:
        assert getattr(policytext, name) is not None


def test_the_json_form_is_the_contract_s():
    value = policytext.as_json(policytext.read(making.sample("c-outline.txt")))
    assert set(value) == {
        *("title", "number", "promulgated", "effective", "issuer"),
        *("warnings", "left_out", "clauses"),
    }
    assert value["promulgated"] is None
    assert value["warnings"][0]["code"] == "missing-number"
    assert set(value["left_out"][0]) == {"text", "reason", "line"}

    def check(node: dict[str, object]) -> None:
        assert set(node) == NODE
        for child in node["children"]:
            check(child)

    for clause in value["clauses"]:
        check(clause)


def test_the_json_form_holds_dates_definitions_and_references():
    value = policytext.as_json(policytext.read(making.sample("a-ministry-web.txt")))
    assert (value["promulgated"], value["effective"]) == ("2024-03-29", "2024-04-01")
    assert value["clauses"][0]["definitions"] == [{"term": "組合", "meaning": "朝霧市職員共済組合"}]
    assert value["clauses"][3]["references"] == ["3"]
    assert json.loads(json.dumps(value, ensure_ascii=False)) == value


def test_documents_are_values():
    once = policytext.read(making.sample("a-ministry-web.txt"))
    again = policytext.read(making.sample("a-ministry-web.txt"))
    assert once == again
    assert hash(once) == hash(again)
