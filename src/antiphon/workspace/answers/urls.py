"""The addresses of agreed answers, the contact point and the shared inbox of enquiries."""

from django.urls import path

from antiphon.workspace.answers import contact_views, enquiry_views, reply_views, views

app_name = "answers"
urlpatterns = [
    path("agreed-answers/", views.answers, name="list"),
    path("agreed-answers/new/", views.new, name="new"),
    path("agreed-answers/copy/", views.copy, name="copy"),
    path("agreed-answers/<int:pk>/", views.answer, name="answer"),
    path("agreed-answers/<int:pk>/rewrite/", views.rewrite, name="rewrite"),
    path("agreed-answers/<int:pk>/arrange/", views.arrange, name="arrange"),
    path("agreed-answers/<int:pk>/sign/", views.sign, name="sign"),
    path("agreed-answers/<int:pk>/look-again/", views.look_again, name="look_again"),
    path("agreed-answers/<int:pk>/take-off/", views.take_off, name="take_off"),
    path("contact-point/", contact_views.contact, name="contact"),
    path("contact-point/edit/", contact_views.edit, name="edit_contact"),
    path("contact-point/approve/", contact_views.approve, name="approve_contact"),
    path("contact-point/partners/", contact_views.share, name="share_contact"),
    path("contact-point/partners/<int:pk>/leave-out/", contact_views.leave_out, name="leave_out"),
    path("enquiries/", enquiry_views.inbox, name="inbox"),
    path("enquiries/new/", enquiry_views.record, name="record"),
    path("enquiries/figures/", enquiry_views.figures, name="figures"),
    path("enquiries/<int:pk>/", enquiry_views.enquiry, name="enquiry"),
    path("enquiries/<int:pk>/take/", enquiry_views.take, name="take"),
    path("enquiries/<int:pk>/pass-on/", enquiry_views.pass_on, name="pass_on"),
    path("enquiries/<int:pk>/sort/", enquiry_views.sort, name="sort"),
    path("enquiries/<int:pk>/who/", enquiry_views.who, name="who"),
    path("enquiries/<int:pk>/close/", enquiry_views.close, name="close"),
    path("enquiries/<int:pk>/erase/", enquiry_views.erase, name="erase"),
    path("enquiries/<int:pk>/reply/", reply_views.write, name="reply"),
    path("enquiries/<int:pk>/reply/drop/", reply_views.drop, name="drop"),
    path("enquiries/<int:pk>/reply/approve/", reply_views.approve, name="approve"),
    path("enquiries/<int:pk>/reply/send/", reply_views.send, name="send"),
]
