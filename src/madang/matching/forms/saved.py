"""Keeping a search, and choosing what mail comes and when."""

from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.core.clean import one_line
from madang.core.forms import TicksField
from madang.matching.models import DAYS, LANGUAGES, USUAL_DAYS, SavedSearch

# Zones of readers: the street's two countries, and where its startups go. Cities, since that is what people know.
ZONES: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("Asia/Seoul", _("Seoul (KST)")),
    ("Asia/Shanghai", _("Beijing, Shanghai (Beijing time)")),
    ("Asia/Singapore", _("Singapore")),
    ("Asia/Kolkata", _("Delhi, Mumbai")),
    ("Asia/Dubai", _("Dubai")),
    ("Europe/Berlin", _("Berlin, Paris")),
    ("Europe/London", _("London")),
    ("America/New_York", _("New York")),
    ("America/Los_Angeles", _("San Francisco")),
)
HOURS: Final = tuple((hour, f"{hour:02d}:00") for hour in range(5, 21))
DAY_WORDS: Final = {14: _("14 days before"), 7: _("7 days before"), 3: _("3 days before"), 1: _("1 day before")}


class Agreeing(forms.Form):
    """A form that may lead to mail: `agrees` is asked for only while the person has not agreed yet."""

    agrees = forms.BooleanField(label=_("I agree to this"), required=False)

    def __init__(self, *args: Any, has_agreed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_agreed:
            del self.fields["agrees"]

    def must_agree(self, words: str | Promise) -> None:
        """Say beside the tick that without it there is no mail."""
        if "agrees" in self.fields and not self.cleaned_data.get("agrees"):
            self.add_error("agrees", words)  # type: ignore[arg-type]

    @property
    def newly_agreed(self) -> bool:
        return bool(self.cleaned_data.get("agrees"))


class SavedSearchForm(Agreeing):
    """Name, pace and language of a saved search."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As you want to find it again."))
    pace = forms.ChoiceField(
        label=_("E-mail about new calls"),
        choices=SavedSearch.Pace.choices,
        initial=SavedSearch.Pace.DAILY,
        widget=forms.RadioSelect,
        help_text=_("Whatever you choose, new calls stand in your list, and in a private feed if you open one."),
    )
    language = forms.ChoiceField(label=_("Language of the e-mail"), choices=LANGUAGES)

    field_order = ["name", "pace", "language", "agrees"]

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"]).strip()
        if not name:
            raise forms.ValidationError(forms.Field.default_error_messages["required"], code="required")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("pace") not in (None, SavedSearch.Pace.NEVER):
            self.must_agree(_("Tick this to get e-mail, or choose “No e-mail”."))
        return cleaned


class MailChoicesForm(Agreeing):
    """When mail comes, and which closing dates it reminds of."""

    reminds = forms.BooleanField(label=_("Remind me of closing dates"), required=False)
    days = TicksField(
        label=_("How long before"),
        error_messages={"required": _("Choose at least one day, or take the reminders off.")},
        choices=[(str(day), DAY_WORDS[day]) for day in DAYS],
    )
    zone = forms.ChoiceField(label=_("Your time zone"), choices=ZONES)
    hour = forms.TypedChoiceField(
        label=_("Not before"), coerce=int, choices=HOURS, help_text=_("One morning mail holds everything of the day.")
    )

    field_order = ["reminds", "days", "zone", "hour", "agrees"]

    def clean_days(self) -> list[int]:
        return sorted((int(day) for day in self.cleaned_data["days"]), reverse=True)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("reminds"):
            self.errors.pop("days", None)  # no days are needed where nothing is reminded of
            cleaned.setdefault("days", list(USUAL_DAYS))
        else:
            self.must_agree(_("Tick this to be reminded by e-mail, or take the reminders off."))
        return cleaned
