from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from openpals.portal.common.access.decide import access_table
from openpals.portal.common.access.routes import routes
from openpals.portal.common.jobs.models import Job
from openpals.portal.common.words import marked, unmarked
from openpals.portal.common.words.languages import OTHERS
from openpals.portal.common.words.marked import Marked

HERE = Path("page.html")

needs_babel = pytest.mark.skipif(
    find_spec("babel") is None and "CI" not in os.environ, reason="Babel is not here yet; run `make setup-dev`"
)


def test_template_marks_are_found_in_every_form() -> None:
    page = (
        "{% load i18n %}{% translate 'one' %}{% translate \"two\" as two %}{{ _('three') }}"
        "{% translate 'four' context 'music' %}"
        "{% blocktranslate with a=b trimmed %}\n five {{ a }}\n six {% endblocktranslate %}"
        "{% blocktranslate count n=n %}{{ n }} cow{% plural %}{{ n }} cows{% endblocktranslate %}"
        "{% if a == 'seven' %}{% endif %}"
    )
    assert marked.in_template(page, HERE) == [
        Marked("one"),
        Marked("two"),
        Marked("three"),
        Marked("four", context="music"),
        Marked("five %(a)s six"),
        Marked("%(n)s cow", "%(n)s cows"),
    ]


def test_code_marks_are_found_by_whatever_name() -> None:
    code = (
        "from django.utils.translation import gettext as _, gettext_lazy as later, npgettext\n"
        "_('one'); later('two ' 'three'); npgettext('music', 'note', 'notes', 2); other('four'); _(five)\n"
    )
    found = marked.in_code(code)
    assert set(found) == {Marked("one"), Marked("two three"), Marked("note", "notes", "music")}


def test_unmarked_words_of_a_template_are_found_and_nothing_else() -> None:
    page = (
        "{% load i18n %}<p class='big' id='x'>{% translate 'fine' %} {{ name }} 60 %</p>Loose words"
        "<img alt='A horse'><style>p { color: red }</style>{{ name|default:'nobody' }}{{ day|date:'Y-m-d' }}"
        "{% blocktranslate %}fine {{ a }}{% endblocktranslate %}{% block width %}op-wide{% endblock %}"
    )
    assert sorted(unmarked.in_template(page)) == ["'nobody'", "A horse", "Loose words"]


def test_unmarked_words_of_code_are_found_and_nothing_else() -> None:
    code = (
        "x = Field(label='Name', help_text=_('fine'), required=True)\n"
        "messages.success(request, 'Saved')\nlogger.info('not for people')\nmessages.error(request, _('fine'))\n"
    )
    assert sorted(unmarked.in_code(code)) == ["Name", "Saved"]


def test_no_page_of_ours_has_words_that_cannot_be_translated() -> None:
    import openpals.portal

    assert unmarked.unmarked_in(Path(str(openpals.portal.__file__)).parent) == []


@needs_babel
@pytest.mark.parametrize("language", OTHERS)
def test_every_marked_word_has_its_translation_compiled(language: str) -> None:
    from openpals.portal.common.words.catalogue import all_words

    problems = [problem for words in all_words([language]) for problem in words.problems()]
    assert problems == [], "run `make words`"


@needs_babel
def test_faults_of_a_translation_are_told(tmp_path: Path) -> None:
    from babel.messages.catalog import Catalog

    from openpals.portal.common.words import catalogue
    from openpals.portal.common.words.catalogue import Words, as_text

    kept = Catalog(locale="de")
    for words, text in (("a %(x)s", "ein %(y)s"), ("b %(x)s", "ein"), ("c", ""), ("old", "alt"), ("good", "gut")):
        kept.add(words, text)
    needed = {Marked(words): [""] for words in ("a %(x)s", "b %(x)s", "c", "d", "good")}
    words = Words(catalogue.PORTAL / "nowhere", "de", needed)
    told: list[str]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "PORTAL", tmp_path)
        words = Words(tmp_path, "de", needed)
        words.source.parent.mkdir(parents=True)
        words.source.write_bytes(as_text(kept))
        told = [problem.partition(": ")[2] for problem in words.problems()]
        words.write()
        gathered = {str(one.id): one.string for one in words.kept() if one.id}
    assert told == [
        "a value of the original is missing: b %(x)s",
        "no longer used: old",
        "not translated: c",
        "not translated: d",
        "other values than in the original: a %(x)s",
    ]
    assert gathered == {"a %(x)s": "ein %(y)s", "b %(x)s": "ein", "c": "", "d": "", "good": "gut"}


@pytest.mark.parametrize("language", OTHERS)
def test_roles_and_refusals_are_translated_where_they_are_shown(language: str) -> None:
    from django.utils.translation import gettext

    table = access_table()
    texts = [role.title for role in table.roles] + [one.refusal for one in table.permissions]
    with override(language):
        assert [text for text in texts if gettext(text) == text] == []


class Words_(HTMLParser):
    """Each text of a page that has a word."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.handle(*(value for name, value in attrs if name in unmarked.SPOKEN))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] not in ("script", "style"):
            self.handle(data)

    def handle(self, *texts: str | None) -> None:
        self.found |= {" ".join(text.split()) for text in texts if text and re.search(r"[^\W\d_]{3}", text)}


# What reads the same in German, or is nobody's to translate: names of languages, of people, of a program; values.
SAME = re.compile(
    r"English|Deutsch|Passkeys?|Name|Code|Somebody|.*@example\.org|otpauth:.*|[A-Z2-7]{32}|Mozilla.*|Login mit .*|None"
)


@pytest.mark.parametrize("language", OTHERS)
def test_pages_of_the_foundation_leave_nothing_in_english(language: str, build_account: Any, log_in: Any) -> None:
    from .test_routes import LIBRARY_PARTS, address

    keeper = build_account("administrator", name="Somebody")
    other = build_account(name="Somebody")
    job = Job(function="x", title="x", owner=keeper)
    job.save()
    left: dict[str, set[str]] = {}
    shown = 0
    for client in (Client(), log_in(keeper)):
        for one in routes().values():
            if not one.action.startswith(("account.", "display.", "role.", "job.", "site.see")):
                continue  # the log is kept in the words in which it was written
            parts = {**LIBRARY_PARTS, "pk": job.pk if "uuid" in one.pattern else other.pk}
            pages = [client.get(address(one, parts), headers={"Accept-Language": to}) for to in ("en", language)]
            if pages[0].status_code != 200 or "html" not in pages[0].headers["Content-Type"]:
                continue
            shown += 1
            english, translated = (Words_(page.content.decode()).found for page in pages)
            assert f'<html lang="{language}"' in pages[1].content.decode()
            if same := {text for text in english & translated if not SAME.fullmatch(text)}:
                left[one.name] = same
    assert not left
    assert shown > 25


@pytest.mark.django_db
def test_language_that_was_chosen_is_kept_on_the_device(client: Client) -> None:
    chosen = {"size": "usual", "colours": "auto", "motion": "auto", "language": "de"}
    page = client.post("/display/", chosen, follow=True).content.decode()
    assert "Dieses Gerät zeigt die Seiten nun so" in page
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "de"
    assert "Willkommen" in client.get("/", headers={"Accept-Language": "en"}).content.decode()


@pytest.mark.django_db
def test_language_that_is_not_offered_is_refused(client: Client) -> None:
    answer = client.post("/display/", {"size": "usual", "colours": "auto", "motion": "auto", "language": "xx"})
    assert answer.status_code == 422


@pytest.mark.django_db
def test_letters_are_in_the_language_of_the_page(client: Client, build_account: Any, mailoutbox: Any) -> None:
    account = build_account()
    client.post(reverse("account_request_login_code"), {"email": account.email}, headers={"Accept-Language": "de"})
    assert "Anmeldecode" in mailoutbox[0].subject
    assert '<html lang="de">' in mailoutbox[0].alternatives[0].content


def test_body_that_is_too_large_is_refused_in_the_readers_language(client: Client) -> None:
    answer = client.post("/display/", {"size": "x" * 2_000_000}, headers={"Accept-Language": "de"})
    assert answer.status_code == 413
    assert "Das war zu groß" in answer.content.decode()
