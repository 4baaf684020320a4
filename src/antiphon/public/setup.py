"""The page tree, and who may edit it. All of it may be called again and again: it makes what is missing."""

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.urls import resolve
from wagtail.models import Collection, GroupPagePermission, Locale, Page, Site

from antiphon.campaigns.models import Microsite
from antiphon.core.problems import Refused
from antiphon.network.access import holds
from antiphon.network.models import User
from antiphon.network.roles import Permission as Right
from antiphon.public.models import CampaignPage, NewsIndexPage, SiteRoot

EDITORS = "Content editors"
RIGHTS = ("add_page", "change_page", "publish_page")


def ensure_site() -> SiteRoot:
    """Make the root, the site and the list of news where they are missing. Return the site's root page.

    It runs after every migration. Tests that flush the tables (`live_server`, `transaction=True`) get it again
    through the same door.
    """
    with transaction.atomic():
        if not Locale.objects.exists():
            Locale.objects.create(language_code=settings.LANGUAGE_CODE)
        if Collection.get_first_root_node() is None:
            Collection.add_root(name="Root")
        root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
        ours = SiteRoot.objects.first() or root.add_child(instance=SiteRoot(title=settings.SYSTEM_NAME, slug="site"))
        if not NewsIndexPage.objects.exists():
            ours.add_child(instance=NewsIndexPage(title="News", slug="news", show_in_menus=True))
        site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True, hostname="localhost", port=80)
        if site.root_page_id != ours.pk:
            before = site.root_page if site.root_page_id else None
            site.root_page = ours
            site.site_name = settings.SYSTEM_NAME
            site.save()
            _remove_welcome(before)
        editors_group()
        return SiteRoot.objects.get(pk=ours.pk)


def show_campaign(site: Microsite) -> None:
    """Make or renew the public page of a microsite that was signed. Raises Refused when something else has its address."""
    root = SiteRoot.objects.first() or ensure_site()
    page = CampaignPage.objects.filter(microsite=site).first()
    slug, title = site.published["slug"], site.published["title"]
    others = root.get_children().filter(slug=slug).exclude(pk=page.pk if page else None)
    if others.exists() or resolve(f"/{slug}/").url_name != "wagtail_serve":
        raise Refused(f"Another page of the public site has the address /{slug}/. Choose another.")
    if page is None:
        page = CampaignPage(microsite=site, title=title, slug=slug, search_description=site.published["summary"])
        root.add_child(instance=page)
        return
    page.title, page.slug, page.draft_title, page.live = title, slug, title, True
    page.search_description = site.published["summary"]
    page.save()


def ensure_site_after_migrate(**signal: object) -> None:
    """Call `ensure_site` when the tables are there: `antiphon migrate ROOM` may stop short of them."""
    tables = set(connection.introspection.table_names())
    if {SiteRoot._meta.db_table, NewsIndexPage._meta.db_table, User._meta.db_table, "wagtailcore_site"} <= tables:
        ensure_site()


def editors_group() -> Group:
    """Return the group whose people may open the editor and change pages under the site's root."""
    group, _ = Group.objects.get_or_create(name=EDITORS)
    admin, _ = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
    opens, _ = Permission.objects.get_or_create(
        content_type=admin, codename="access_admin", defaults={"name": "Can access Wagtail admin"}
    )
    group.permissions.add(opens)
    ours = SiteRoot.objects.first()
    if ours is not None:
        kind = ContentType.objects.get_for_model(Page)
        for right in RIGHTS:
            permission, _ = Permission.objects.get_or_create(
                content_type=kind, codename=right, defaults={"name": right.replace("_", " ").capitalize()}
            )
            GroupPagePermission.objects.get_or_create(group=group, page=ours, permission=permission)
    return group


def sync_editor(user: User) -> bool:
    """Put the person into the editors' group, or take them out, as their roles say. Return whether they may edit."""
    may_edit = holds(user, Right.CONTENT_EDIT)
    group = editors_group()
    if may_edit:
        user.groups.add(group)
    else:
        user.groups.remove(group)
    return may_edit


def _remove_welcome(page: Page | None) -> None:
    """Take away the page that Wagtail's own migration made; it is a bare page that nobody wrote."""
    if page is not None and page.specific_class is Page and page.slug == "home" and page.is_leaf():
        page.delete()
