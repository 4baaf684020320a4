"""What a WSGI server loads: `granian --interface wsgi antiphon.config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "antiphon.config.settings")
application = get_wsgi_application()

from antiphon.config.checks import refuse_unsafe  # noqa: E402 - settings come first

refuse_unsafe()
