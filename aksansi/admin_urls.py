"""Addresses of the admin. Its forms and libraries are a tenth of a start, and few people open it: this module is loaded
when one of its addresses is first asked for.
"""

from django.contrib import admin

admin.autodiscover()
urlpatterns = admin.site.get_urls()
