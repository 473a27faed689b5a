"""What a password must be, in our own words.

Django 5.2 asks for its sentence under a new msgid that its Chinese catalogue lacks, so that a Chinese page showed the
street's default language instead.
"""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Refuses a password of fewer characters than `min_length`."""

    def get_error_message(self) -> str:
        return _("This password is too short: it needs at least %(n)d characters.") % {"n": self.min_length}

    def get_help_text(self) -> str:
        return _("At least %(n)d characters.") % {"n": self.min_length}
