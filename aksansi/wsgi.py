"""The door for a WSGI server (gunicorn)."""

import os

from django.core.wsgi import get_wsgi_application

from core.tools import pdf

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aksansi.settings")

pdf.lay_out_beside()
application = get_wsgi_application()
