"""The addresses of who may answer, and of keeping."""

from django.urls import path

from antiphon.workspace.trust import views

app_name = "trust"
urlpatterns = [
    path("engagements/<slug:slug>/trust/", views.promises, name="promises"),
    path("engagements/<slug:slug>/trust/lead/", views.lead, name="lead"),
    path("engagements/<slug:slug>/entry-codes/", views.codes, name="codes"),
    path("engagements/<slug:slug>/entry-codes/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("engagements/<slug:slug>/invitations/revoke/", views.revoke_invitations, name="revoke_invitations"),
    path("engagements/<slug:slug>/keeping/", views.keeping, name="keeping"),
    path("engagements/<slug:slug>/keeping/proof/", views.proof, name="proof"),
    path("engagements/<slug:slug>/keeping/holds/<int:pk>/agree/", views.agree, name="agree"),
    path("engagements/<slug:slug>/keeping/holds/<int:pk>/lift/", views.lift, name="lift"),
]
