"""Addresses of documents, below `documents/`."""

from django.urls import path

from sekisho.web.policies.views import (
    api,
    choosing,
    comparing,
    documents,
    editions,
    exporting,
    gaps,
    importing,
    manuscripts,
    searching,
)

app_name = "policies"

urlpatterns = [
    path("", documents.documents, name="documents"),
    path("import/", importing.import_file, name="import"),
    path("search/", searching.search, name="search"),
    path("gaps/", gaps.gaps, name="gaps"),
    path("gaps/<int:pk>/", gaps.link, name="link"),
    path("manuscripts/", manuscripts.manuscripts, name="manuscripts"),
    path("manuscripts/catalogue/", manuscripts.draw, name="draw"),
    path("manuscripts/blank/", manuscripts.blank, name="blank"),
    path("manuscripts/<int:pk>/", manuscripts.manuscript, name="manuscript"),
    path("manuscripts/<int:pk>/finish/", manuscripts.finish, name="finish"),
    path("manuscripts/<int:pk>/drop/", manuscripts.drop, name="drop"),
    path("manuscripts/passages/<int:pk>/", manuscripts.passage, name="passage"),
    path("manuscripts/passages/<int:pk>/add/", manuscripts.add, name="passage-add"),
    path("manuscripts/passages/<int:pk>/move/", manuscripts.move, name="move"),
    path("manuscripts/passages/<int:pk>/remark/", manuscripts.remark, name="remark"),
    path("manuscripts/remarks/<int:pk>/settle/", manuscripts.settle, name="settle"),
    path("editions/<int:pk>/next/", manuscripts.begin_next, name="begin-next"),
    path("<int:pk>/", documents.document, name="document"),
    path("<int:pk>/pledges/", choosing.pledges, name="pledges"),
    path("<int:pk>/comparison/", comparing.comparison, name="comparison"),
    path("<int:pk>/comparison.docx", comparing.comparison_docx, name="comparison-docx"),
    path("editions/<int:pk>/", editions.edition, name="edition"),
    path("editions/<int:pk>/source", documents.source, name="source"),
    path("editions/<int:pk>/export/", exporting.export, name="export"),
    path("editions/<int:pk>/submit/", editions.submit, name="submit"),
    path("editions/<int:pk>/decide/", editions.decide, name="decide"),
    path("editions/<int:pk>/publish/", editions.publish, name="publish"),
    path("editions/<int:pk>/review/", editions.review, name="review"),
    path("editions/<int:pk>/discard/", editions.discard, name="discard"),
    path("editions/<int:pk>/topics/", importing.topics, name="topics"),
    path("editions/<int:pk>/topics/confirm/", importing.confirm_topics, name="confirm-topics"),
    path("editions/<int:pk>/topics/<int:clause_pk>/", importing.set_topics, name="set-topics"),
    path("api/documents.json", api.documents, name="api-documents"),
    path("api/editions/<int:pk>.json", api.edition, name="api-edition"),
]
