"""The addresses of “What we say”: the hub, the words we use, the checker."""

from django.urls import path

from antiphon.workspace.saying import views, word_views

app_name = "saying"
urlpatterns = [
    path("saying/", views.hub, name="hub"),
    path("saying/check/", views.check, name="check"),
    path("saying/words/", word_views.words, name="words"),
    path("saying/words/import/", word_views.bring_in, name="import"),
    path("saying/words/export.csv", word_views.export, name="export"),
    path("saying/words/changes/", word_views.changes, name="changes"),
    path("saying/words/changes/<int:pk>/", word_views.change, name="change"),
    path("saying/words/files/<str:batch>/", word_views.batch, name="batch"),
    path("saying/words/<str:what>/new/", word_views.new, name="new"),
    path("saying/words/<str:what>/<int:pk>/", word_views.entry, name="entry"),
    path("saying/words/<str:what>/<int:pk>/edit/", word_views.edit, name="edit"),
    path("saying/words/<str:what>/<int:pk>/withdraw/", word_views.withdraw, name="withdraw"),
    path("saying/tested/", views.tested, name="tested"),
    path("saying/about/<str:kind>/<str:key>/", views.about, name="about"),
    path("saying/about/<str:kind>/<str:key>/test/", views.test, name="test"),
    path("saying/about/<str:kind>/<str:key>/review/", views.review, name="review"),
    path("saying/reviews/<int:pk>/done/", views.reviewed, name="reviewed"),
]
