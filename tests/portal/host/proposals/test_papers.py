from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.portal.host.proposals import walk

from openpals.portal.host.proposals.models import Content, Document
from openpals.portal.host.proposals.papers import LARGEST, PaperRefused, add, check_pdf, clean_name, take_away

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "no PDF"),
        (b"<html><script>1</script></html>", "no PDF"),
        (b"PK\x03\x04" + walk.PDF, "no PDF"),
        (b"\x00" + walk.PDF, "no PDF"),
        (EICAR, "no PDF"),
        (b"%PDF-1.4\n", "not whole"),
        (walk.PDF[:-20], "not whole"),
        (walk.PDF + b"<script>", "not whole"),
        (walk.PDF.replace(b"\n45\n", b"\n46\n"), "not whole"),
        (walk.PDF.replace(b"\n45\n", b"\n9999999999\n"), "not whole"),
        (walk.PDF.replace(b"/Size 1", b"/Size 1 /Encrypt 2 0 R"), "password"),
        (walk.PDF.replace(b"/Size 1", b"/Size 1 /JavaScript 2 0 R"), "program"),
        (walk.PDF.replace(b"/Size 1", b"/Size 1 /EmbeddedFiles 2 0 R"), "program"),
    ],
)
def test_case_38_file_that_is_no_plain_pdf_is_refused_by_its_content(content: bytes, told: str) -> None:
    with pytest.raises(PaperRefused, match=told):
        check_pdf(content)


def test_plain_pdf_is_taken() -> None:
    check_pdf(walk.PDF)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("letter.pdf", "letter.pdf"),
        ("Letter.PDF", "Letter.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\boot.pdf", "boot.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie x.pdf"),
        ("invoice\u202efdp.exe.pdf", "invoicefdp.exe.pdf"),
        ('a"b<c>.pdf', "abc.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_case_38_name_is_made_safe(name: str, kept: str) -> None:
    assert clean_name(name) == kept


@pytest.mark.parametrize("name", ["letter.pdf.exe", "letter.svg", ".pdf", "pdf", "", "...pdf/"])
def test_case_38_name_of_another_kind_is_refused(name: str) -> None:
    with pytest.raises(PaperRefused, match="must end in"):
        clean_name(name)


def upload(client: Any, pk: int, content: bytes, name: str = "more.pdf", kind: str = "application/pdf") -> Any:
    file = SimpleUploadedFile(name, content, content_type=kind)
    return client.post(f"/proposals/{pk}/documents/", {"paper": "other", "file": file})


@pytest.mark.django_db
def test_uploaded_document_comes_back_to_be_saved_and_never_run(log_in: Any) -> None:
    people = walk.People()
    made = walk.draft(people)
    client = log_in(people.lead)
    assert upload(client, made.pk, walk.PDF, "Größe 1.pdf", "image/svg+xml").status_code == 302
    kept = Document.objects.get(name="Größe 1.pdf")
    answer = client.get(f"/documents/{kept.pk}/")
    assert answer.content == walk.PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_pdf_that_is_not_one_is_told_on_the_form(log_in: Any) -> None:
    people = walk.People()
    made = walk.draft(people)
    answer = upload(log_in(people.lead), made.pk, b"<svg/>")
    assert answer.status_code == 422
    assert b"This is no PDF, whatever its name says" in answer.content
    assert made.documents.count() == 1


@pytest.mark.django_db
def test_upload_of_five_gigabytes_is_refused_unread(log_in: Any) -> None:
    people = walk.People()
    made = walk.draft(people)

    class Unread:
        def read(self, *_: Any) -> bytes:
            raise AssertionError("the body was read")

        readline = read

    answer = log_in(people.lead).request(
        **{
            "REQUEST_METHOD": "POST",
            "PATH_INFO": f"/proposals/{made.pk}/documents/",
            "CONTENT_TYPE": "multipart/form-data; boundary=x",
            "CONTENT_LENGTH": str(5 * 2**30),
            "wsgi.input": Unread(),
        }
    )
    assert answer.status_code == 413


@pytest.mark.django_db
def test_file_just_over_the_limit_is_told_on_the_form(log_in: Any) -> None:
    people = walk.People()
    made = walk.draft(people)
    answer = upload(log_in(people.lead), made.pk, walk.PDF.ljust(LARGEST + 1))
    assert answer.status_code == 422
    assert b"larger than 10 megabytes" in answer.content


@pytest.mark.django_db
def test_removed_document_is_gone_unless_a_revision_lists_it() -> None:
    people = walk.People()
    made = walk.draft(people)
    unsent = add(made, "other", "draft.pdf", walk.PDF + b"\n", by=walk.by(people.lead))
    take_away(unsent, by=walk.by(people.lead))
    assert not Content.objects.filter(document=unsent).exists()


@pytest.mark.django_db
def test_document_that_was_sent_stays_with_its_revision() -> None:
    from openpals.portal.host.review.reviewing import ask

    people = walk.People()
    made = walk.sent(people)
    ask(made, "Which board?", by=walk.by(people.stewards[0]))
    letter = made.documents.get()
    take_away(letter, by=walk.by(people.lead))
    assert Content.objects.filter(document=letter).exists()
    assert walk.fresh(letter).removed_at is not None
