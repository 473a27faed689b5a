import pytest

from madang.engines.eligibility import FACTS
from madang.engines.forms import Meaning, digest, meanings, read, ready, write
from madang.engines.forms.shelf import SHELF
from madang.engines.forms.words import LANGUAGES
from madang.engines.taxonomy import DOCUMENTS
from madang.startups.models import Startup
from tests.engines.forms.makers import ONE_OF_EACH

FORMS = {name: ready(name) for name in SHELF}


@pytest.mark.parametrize("name", SHELF)
def test_a_ready_form_is_written_and_read_again_unchanged(name):
    assert read(write(FORMS[name])) == FORMS[name]
    assert digest(read(write(FORMS[name]))) == digest(FORMS[name])


def test_every_kind_of_question_is_written_and_read_again_unchanged():
    assert read(write(ONE_OF_EACH)) == ONE_OF_EACH


@pytest.mark.parametrize("name", SHELF)
def test_a_ready_form_speaks_three_languages_and_maps_every_question(name):
    form = FORMS[name]
    words = [form.title, form.help, *(section.title for section in form.sections)]
    words += [said for question in form.questions() for said in (question.label, question.help)]
    words += [choice.label for question in form.questions() for choice in question.options]
    words += [column.label for question in form.questions() for column in question.columns]

    assert [said for said in words if not all(getattr(said, lang) for lang in LANGUAGES)] == []
    assert [question.id for question in form.questions() if not question.meaning] == []


def test_the_common_form_asks_for_the_nine_documents_most_calls_ask_for():
    documents = [question.id for question in FORMS["common"].questions() if question.kind == "file"]

    assert len(documents) == 9


@pytest.mark.parametrize("meaning", meanings().values(), ids=lambda meaning: meaning.code)
def test_a_meaning_of_the_library_is_whole(meaning: Meaning):
    question = {"id": "q", "meaning": meaning.code}
    form = read(
        {"version": 1, "title": {"en": "F"}, "sections": [{"id": "s", "title": {"en": "S"}, "questions": [question]}]}
    )
    read_again = form.question("q")

    assert (read_again.kind, read_again.hidden_from_reviewers) == (meaning.kind, meaning.identity)
    assert all(getattr(said, lang) for said in (meaning.label, meaning.help) for lang in LANGUAGES)
    assert meaning.source
    assert _known_fact(meaning.profile)


def test_the_library_holds_at_least_sixty_meanings():
    assert len(meanings()) >= 60


def _known_fact(name: str) -> bool:
    head, _dot, part = name.partition(".")
    if head == "facts":
        return part in FACTS
    if head == "papers" and part:
        return part in DOCUMENTS
    return not name or name in {field.name for field in Startup._meta.get_fields()}
