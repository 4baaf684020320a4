"""The addresses of the voice screens."""

from django.urls import path

from antiphon.workspace.voices import entry_views, file_views, group_views, receipt_views, upload_views, views

app_name = "voices"
urlpatterns = [
    path("engagements/<slug:slug>/voices/", views.voices, name="list"),
    path("engagements/<slug:slug>/voices/import/", file_views.send, name="import"),
    path("engagements/<slug:slug>/voices/files/<int:pk>/", file_views.one, name="file"),
    path("engagements/<slug:slug>/voices/files/<int:pk>/heading/", file_views.heading, name="file_heading"),
    path("engagements/<slug:slug>/voices/files/<int:pk>/questions/", file_views.questions, name="file_questions"),
    path("engagements/<slug:slug>/voices/files/<int:pk>/report/", file_views.report, name="file_report"),
    path("engagements/<slug:slug>/voices/files/<int:pk>/drop/", file_views.drop, name="file_drop"),
    path("engagements/<slug:slug>/voices/imports/<int:pk>/", views.batch, name="batch"),
    path("engagements/<slug:slug>/voices/imports/<int:pk>/undo/", views.undo, name="undo"),
    path("engagements/<slug:slug>/voices/eyes/", views.eyes, name="eyes"),
    path("engagements/<slug:slug>/voices/eyes/<int:pk>/", views.look, name="look"),
    path("engagements/<slug:slug>/voices/receipt/", receipt_views.find, name="receipt"),
    path("engagements/<slug:slug>/voices/receipt/copy/", receipt_views.copy, name="copy"),
    path("engagements/<slug:slug>/voices/receipt/stop/", receipt_views.stop, name="stop"),
    path("engagements/<slug:slug>/voices/receipt/erase/", receipt_views.erase, name="erase"),
    path("engagements/<slug:slug>/voices/entry/", entry_views.home, name="entry"),
    path("engagements/<slug:slug>/voices/entry/sheet/", entry_views.sheet, name="sheet"),
    path("engagements/<slug:slug>/voices/entry/undo/", entry_views.undo, name="undo_sheet"),
    path("engagements/<slug:slug>/voices/entry/batches/<int:pk>/", entry_views.batch, name="entry_batch"),
    path("engagements/<slug:slug>/voices/entry/batches/<int:pk>/close/", entry_views.close, name="close_batch"),
    path("engagements/<slug:slug>/voices/entry/batches/<int:pk>/undo/", entry_views.undo_batch, name="undo_entry_batch"),
    path("engagements/<slug:slug>/voices/entry/batches/<int:pk>/again/", entry_views.again, name="again"),
    path("engagements/<slug:slug>/voices/entry/sheets/<int:pk>/again/", entry_views.key_again, name="key_again"),
    path("engagements/<slug:slug>/voices/entry/differences/<int:pk>/", entry_views.difference, name="difference"),
    path("engagements/<slug:slug>/voices/groups/", group_views.groups, name="groups"),
    path("engagements/<slug:slug>/voices/groups/<int:pk>/", group_views.group, name="group"),
    path("engagements/<slug:slug>/voices/mail/", group_views.mail, name="mail"),
    path("engagements/<slug:slug>/voices/mail/<int:pk>/", group_views.one, name="one_mail"),
    path("engagements/<slug:slug>/voices/sent-files/", upload_views.files, name="sent_files"),
    path("engagements/<slug:slug>/voices/sent-files/<int:pk>/", upload_views.one, name="sent_file"),
    path("engagements/<slug:slug>/voices/<int:pk>/", views.voice, name="voice"),
]
