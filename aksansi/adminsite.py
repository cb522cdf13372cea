"""The admin site: open to whoever the access wall lets in, behind the same sign-in as the pages."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_dependencies
from django.core.checks import CheckMessage, Tags, register
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from typing_extensions import override


class RoomAdminSite(AdminSite):
    site_header = site_title = "AKSANSI"
    index_title = _("Data administration")

    @override
    def has_permission(self, request: HttpRequest) -> bool:
        from core.access import enters_admin

        return enters_admin(request.user)

    @override
    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Refuse a query no database can be asked (PostgreSQL holds no NUL): Django's filters pass it on."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> Any:
            if any("\x00" in value for values in request.GET.lists() for value in values[1]):
                raise BadRequest
            return guarded(request, *args, **kwargs)

        return answer

    @override
    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: object) -> None:
        """Take what stands behind the wall; what packages bring (second factors, addresses, groups) does not."""
        from core.pages.admin.base import ScopedAdmin

        if admin_class is not None and issubclass(admin_class, ScopedAdmin):
            super().register(model_or_iterable, admin_class, **options)

    @override
    def login(self, request: HttpRequest, extra_context: object = None) -> Any:
        """Send to the one sign-in page, which knows throttling and the second factor."""
        if request.user.is_authenticated and not self.has_permission(request):
            # Sent to sign in, an official would be sent back here without end.
            raise PermissionDenied
        target = request.GET.get("next") or reverse("admin:index")
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': target})}")

    @override
    def password_change(self, request: HttpRequest, extra_context: object = None) -> Any:
        """Send to the one page for it, which knows throttling and tells the person."""
        return HttpResponseRedirect(reverse("account_change_password"))


def check_all(app_configs: Any, **kwargs: object) -> list[CheckMessage]:
    """Look at every part of the admin, which else is loaded when it is first opened (`aksansi.admin_urls`)."""
    admin.autodiscover()
    return admin.site.check(app_configs)


class AdminSiteConfig(SimpleAdminConfig):
    default_site = "aksansi.adminsite.RoomAdminSite"

    @override
    def ready(self) -> None:
        register(check_dependencies, Tags.admin)
        register(check_all, Tags.admin)
