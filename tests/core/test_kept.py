"""What every reader sees alike is drawn once, and nothing of a reader stays in it."""

from django.template import engines
from django.test import RequestFactory
from django.utils import translation


def test_what_is_kept_of_a_page_is_drawn_once_for_each_language_and_knows_no_reader():
    drawn = """{% kept %}{% translate "Search" %}{{ who }}{{ request.path }}{{ csrf_token }}{% endkept %}"""
    template = engines["django"].from_string(drawn)
    said = []
    for language, who in (("en", "Ada"), ("en", "Bo"), ("ko", "Ada")):
        with translation.override(language):
            said.append(template.render({"who": who}, RequestFactory().get(f"/{who}/")))

    assert said == ["Search", "Search", "찾기"]


def test_what_is_kept_goes_by_the_values_it_names():
    template = engines["django"].from_string("{% kept look=theme %}<{{ look }}{{ theme }}>{% endkept %}")

    assert [template.render({"theme": theme}) for theme in ("dark", "light", "dark")] == ["<dark>", "<light>", "<dark>"]
