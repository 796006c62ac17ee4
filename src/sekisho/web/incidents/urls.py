"""Addresses of this room."""

from django.urls import path

from sekisho.web.incidents import views

app_name = "incidents"
urlpatterns = [
    path("", views.board, name="list"),
    path("report/", views.report, name="report"),
    path("report/<str:receipt>/", views.received, name="received"),
    path("body/", views.body, name="body"),
    path("<int:pk>/", views.incident, name="incident"),
    path("<int:pk>/triage/", views.triage, name="triage"),
    path("<int:pk>/facts/", views.facts, name="facts"),
    path("<int:pk>/why/", views.why, name="why"),
    path("<int:pk>/notes/", views.note, name="note"),
    path("<int:pk>/tasks/", views.task_add, name="task-add"),
    path("<int:pk>/evidence/", views.evidence_add, name="evidence-add"),
    path("<int:pk>/alerts/", views.alert_add, name="alert-add"),
    path("<int:pk>/links/", views.link_add, name="link-add"),
    path("<int:pk>/people/", views.affected_add, name="affected-add"),
    path("<int:pk>/close/", views.close, name="close"),
    path("duties/<int:pk>/done/", views.duty_done, name="duty-done"),
    path("duties/<int:pk>/draft/", views.draft, name="draft"),
    path("duties/<int:pk>/draft.docx", views.draft_docx, name="draft-docx"),
    path("<int:pk>/form.csv", views.draft_csv, name="draft-csv"),
    path("plan/", views.plan, name="plan"),
    path("plan/begin/", views.plan_begin, name="plan-begin"),
    path("plan/<int:pk>/", views.plan_edition, name="plan-edition"),
    path("plan/<int:pk>/ask/", views.plan_ask, name="plan-ask"),
    path("plan/<int:pk>/review/", views.plan_review, name="plan-review"),
    path("plan/<int:pk>/plan.pdf", views.plan_pdf, name="plan-pdf"),
    path("plan/<int:pk>/plan.docx", views.plan_docx, name="plan-docx"),
    path("plan/<int:pk>/sections/<slug:section>/", views.plan_section, name="plan-section"),
    path("drills/", views.drill_add, name="drill-add"),
    path("drills/<int:pk>/held/", views.drill_held, name="drill-held"),
    path("tasks/<int:pk>/done/", views.task_done, name="task-done"),
    path("evidence/<int:pk>/", views.evidence, name="evidence"),
    path("evidence/<int:pk>/file", views.evidence_file, name="evidence-file"),
    path("people/<int:pk>/told/", views.affected_told, name="affected-told"),
]
