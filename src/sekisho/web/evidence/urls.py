"""Addresses of the evidence room."""

from django.urls import path

from sekisho.web.evidence import views

app_name = "evidence"
urlpatterns = [
    path("", views.evidence_list, name="list"),
    path("<int:index>/", views.evidence_detail, name="detail"),
    path("<int:index>/proof.json", views.proof_file, name="proof"),
    path("<int:index>/files/<int:pk>/", views.attachment, name="attachment"),
    path("<int:index>/files/<int:pk>/erase/", views.erase, name="erase"),
    path("ledger/timestamps/<int:pk>.tsr", views.timestamp_file, name="timestamp-file"),
    path("ledger/", views.ledger, name="ledger"),
    path("ledger/verify/", views.verify_now, name="verify"),
    path("ledger/checkpoints/", views.make_checkpoint, name="make-checkpoint"),
    path("ledger/checkpoints/<int:size>/", views.checkpoint, name="checkpoint"),
    path("ledger/checkpoints/<int:size>/note.txt", views.checkpoint_file, name="checkpoint-file"),
    path("ledger/checkpoints/<int:size>/since/<int:old>/", views.consistency, name="consistency"),
    path(
        "ledger/checkpoints/<int:size>/since/<int:old>/proof.json",
        views.consistency_file,
        name="consistency-file",
    ),
    path("ledger/checkpoints/<int:size>/<slug:way>/", views.hand_over, name="hand-over"),
]
