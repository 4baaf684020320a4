"""The addresses of the insight library, and of what an engagement cites from it."""

from django.urls import path

from antiphon.workspace.library import views

app_name = "library"
urlpatterns = [
    path("library/", views.library, name="list"),
    path("library/new/", views.new, name="new"),
    path("library/import/", views.bring_in, name="import"),
    path("library/export.csv", views.export, name="export"),
    path("library/found.csv", views.found_table, name="found_table"),
    path("library/found.pdf", views.found_pdf, name="found_pdf"),
    path("library/glossary/", views.glossary, name="glossary"),
    path("library/<int:pk>/", views.insight, name="insight"),
    path("library/<int:pk>/edit/", views.edit, name="edit"),
    path("library/<int:pk>/take-out/", views.take_out, name="take_out"),
    path("engagements/<slug:slug>/evidence/", views.evidence, name="evidence"),
    path("engagements/<slug:slug>/evidence/<int:pk>/take-back/", views.take_back, name="take_back"),
]
