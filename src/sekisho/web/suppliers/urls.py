"""Addresses of this room, below `suppliers/`."""

from django.urls import path

from sekisho.web.registers import views as registers
from sekisho.web.suppliers.registered import CONTRACTS
from sekisho.web.suppliers.views import chains, contracts

app_name = "suppliers"
HOME = "suppliers:contracts"

urlpatterns = [
    path("", contracts.contracts, name="contracts"),
    *registers.pages(CONTRACTS, home=HOME, prefix="table/"),
    path("new/", contracts.contract_add, name="contract-add"),
    path("<int:pk>/", contracts.contract, name="contract"),
    path("<int:pk>/changes/", contracts.contract_changes, name="contract-changes"),
    path("<int:pk>/change/", contracts.contract_change, name="contract-change"),
    path("<int:pk>/clauses/", contracts.clauses, name="clauses"),
    path("<int:pk>/subcontracts/new/", chains.subcontract_add, name="subcontract-add"),
    path("<int:pk>/end/", chains.ending_add, name="ending-add"),
    path("<int:pk>/end/complete/", chains.ending_complete, name="ending-complete"),
    path("<int:pk>/end/confirm/", chains.ending_confirm, name="ending-confirm"),
    path("firms/<int:pk>/change/", contracts.firm_change, name="firm-change"),
    path("subcontracts/<int:pk>/again/", chains.subcontract_again, name="subcontract-again"),
    path("subcontracts/<int:pk>/copy/", chains.copy_seen, name="copy-seen"),
    path("subcontracts/<int:pk>/end/", chains.subcontract_end, name="subcontract-end"),
]
