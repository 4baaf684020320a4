"""The addresses of campaigns and of the calendar."""

from django.urls import path

from antiphon.workspace.campaigns import calendar_views, doing_views, plan_views, site_views, views

app_name = "campaigns"
HERE = "sending/campaigns/<slug:campaign>/"
urlpatterns = [
    path("calendar/", calendar_views.calendar, name="calendar"),
    path("calendar/all.ics", calendar_views.ics, name="calendar_file"),
    path("calendar/days/new/", calendar_views.new_day, name="new_day"),
    path("sending/campaigns/", views.campaigns, name="list"),
    path("sending/campaigns/new/", views.new, name="new"),
    path(HERE, views.campaign, name="campaign"),
    path(f"{HERE}edit/", views.edit, name="edit"),
    path(f"{HERE}partners/new/", views.new_partner, name="new_partner"),
    path(f"{HERE}ready/", views.ready, name="ready"),
    path(f"{HERE}sign/", views.sign, name="sign"),
    path(f"{HERE}end/", views.end, name="end"),
    path(f"{HERE}changes/", views.changes, name="changes"),
    path(f"{HERE}plan/<slug:part>/new/", plan_views.new_row, name="new_row"),
    path(f"{HERE}plan/<slug:part>/<int:row>/", plan_views.row, name="row"),
    path(f"{HERE}plan/<slug:part>/<int:row>/drop/", plan_views.drop, name="drop"),
    path(f"{HERE}risks/<int:risk>/close/", plan_views.close_risk, name="close_risk"),
    path(f"{HERE}activities/new/", doing_views.new_activity, name="new_activity"),
    path(f"{HERE}activities/<int:activity>/", doing_views.activity, name="activity"),
    path(f"{HERE}activities/<int:activity>/edit/", doing_views.edit_activity, name="edit_activity"),
    path(f"{HERE}activities/<int:activity>/duties/new/", doing_views.new_duty, name="new_duty"),
    path(f"{HERE}activities/<int:activity>/duties/<int:duty>/take/", doing_views.take_duty, name="take_duty"),
    path(f"{HERE}activities/<int:activity>/lead/", doing_views.lead, name="lead"),
    path(f"{HERE}lead-the-rest/", doing_views.lead_rest, name="lead_rest"),
    path(f"{HERE}results/", doing_views.results, name="results"),
    path(f"{HERE}results/new/", doing_views.new_result, name="new_result"),
    path(f"{HERE}results/not-measured/", doing_views.not_measured, name="not_measured"),
    path(f"{HERE}outputs/new/", doing_views.new_output, name="new_output"),
    path(f"{HERE}outputs/<int:output>/correct/", doing_views.correct, name="correct"),
    path(f"{HERE}outputs/<int:output>/take-part/", doing_views.take_part, name="take_part"),
    path(f"{HERE}clashes/", calendar_views.clashes, name="clashes"),
    path(f"{HERE}clashes/<slug:kind>/<str:key>/", calendar_views.clash, name="clash"),
    path(f"{HERE}elections/<int:election>/", calendar_views.override, name="override"),
    path(f"{HERE}microsite/", site_views.site, name="site"),
    path(f"{HERE}microsite/write/", site_views.write, name="write_site"),
    path(f"{HERE}microsite/ask/", site_views.ask, name="ask_site"),
    path(f"{HERE}microsite/publish/", site_views.publish, name="publish_site"),
    path(f"{HERE}microsite/check/", site_views.check, name="check_site"),
    path(f"{HERE}microsite/take-down/", site_views.take_down, name="take_down_site"),
]
