"""The door for a WSGI server (gunicorn)."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from core.tools import pdf
from core.tools.rows import long_queries

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aksansi.settings")

gc.disable()  # until `keep_loaded`
application = get_wsgi_application()

from aksansi.watch import starting  # noqa: E402  (it asks the models)

starting.start()
pdf.lay_out_beside()
long_queries.end_after(seconds=60)
starting.keep_loaded()
