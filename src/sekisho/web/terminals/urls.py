"""Addresses of this room's pages."""

from django.urls import path

from sekisho.web.registers.views import pages
from sekisho.web.terminals.registered import SOFTWARE, TERMINALS
from sekisho.web.terminals.views import agents, register, settings, software

app_name = "terminals"

urlpatterns = [
    path("", register.board, name="list"),
    path("new/", register.record, name="record"),
    path("<int:pk>/", register.detail, name="detail"),
    path("<int:pk>/changes/", register.changes, name="changes"),
    path("<int:pk>/change/", register.change, name="change"),
    path("<int:pk>/retire/", register.retire, name="retire"),
    path("<int:pk>/ask/", register.ask_again, name="ask"),
    path("<int:pk>/attest/<str:measure>/", register.attest, name="attest"),
    path("<int:pk>/settings/<str:form>", settings.download, name="settings"),
    path("<int:pk>/program", settings.program, name="program"),
    path("agents/", agents.agents, name="agents"),
    path("agents/secret/", agents.make_secret, name="make-secret"),
    path("agents/<int:pk>/assign/", agents.assign, name="assign"),
    path("agents/<int:pk>/revoke/", agents.revoke, name="revoke"),
    path("keys/new/", agents.add_key, name="add-key"),
    path("keys/<int:pk>/revoke/", agents.revoke_key, name="revoke-key"),
    path("upload/", agents.upload, name="upload"),
    path("software/", software.listed, name="software"),
    *pages(SOFTWARE, home="terminals:software", prefix="software/table/"),
    path("software/<int:pk>/forbid/", software.forbid, name="forbid"),
    *pages(TERMINALS, home="terminals:list", prefix="register/"),
]
