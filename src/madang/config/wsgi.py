"""The web process's entry."""

import os

from django.core.wsgi import get_wsgi_application

from madang.engines.retrieval.lexicon import lexicon

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")
application = get_wsgi_application()
_READ = lexicon().spotter  # once, before the processes part: they share it, and none makes its first reader wait
