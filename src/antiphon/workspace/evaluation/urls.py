"""The addresses of checklists and success factors."""

from django.urls import path

from antiphon.workspace.evaluation import views

app_name = "evaluation"
urlpatterns = [
    path("saying/checklists/", views.home, name="list"),
    path("saying/checklists/new/<slug:kind>/", views.new, name="new"),
    path("saying/checklists/compare/<slug:kind>/", views.compare, name="compare"),
    path("saying/checklists/compare/<slug:kind>.csv", views.compare_file, name="compare_file"),
    path("saying/checklists/<int:assessment>/", views.fill, name="fill"),
    path("saying/checklists/<int:assessment>/keep/", views.keep, name="keep"),
    path("saying/checklists/<int:assessment>/share/", views.share, name="share"),
    path("saying/checklists/<int:assessment>/list.csv", views.table, name="table"),
    path("saying/checklists/<int:assessment>/list.pdf", views.paper, name="paper"),
]
