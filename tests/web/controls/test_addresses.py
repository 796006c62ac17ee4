"""A clause is found under its own id, whatever stands in it."""

import pytest
from django.urls import resolve, reverse


@pytest.mark.parametrize("clause_id", ["6(3)①", "別表/1", "3-2(1)ア(ア)", "1/2/3", "6(8)¶2"])
def test_the_address_of_a_clause_leads_back_to_its_id(clause_id):
    url = reverse("controls:clause", args=[7, clause_id])
    from urllib.parse import unquote

    match = resolve(unquote(url))
    assert match.view_name == "controls:clause"
    assert match.kwargs == {"edition": 7, "clause_id": clause_id}
