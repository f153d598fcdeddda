"""Files on real requests: what is taken, how it is given back, and to whom."""

import io
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import Attachment, Conflict, ConflictParty, ConflictRuling
from policy.conflicts import Claiming, ConflictStatus, Instance, Outcome
from tests.support.factories import new_activity, new_claim, new_customer, new_line, new_opportunity

PDF = b"%PDF-1.7\n1 0 obj\n"


def archive(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as zipped:
        for name in names:
            zipped.writestr(name, "x")
    return content.getvalue()


@pytest.fixture
def opportunity(cast):
    return new_opportunity(new_customer(cast.sales1), cast.sales1)


@pytest.fixture
def folder(app, tmp_path):
    before = app.config["ATTACHMENTS_PATH"]
    app.config["ATTACHMENTS_PATH"] = str(tmp_path)
    yield tmp_path
    app.config["ATTACHMENTS_PATH"] = before


def attach(client, content, name="报价.pdf", hx=False, **owner):
    data = {"file": (io.BytesIO(content), name), "note": "给客户的", **owner}
    return client.post("/attachments", data=data, hx=hx, content_type="multipart/form-data")


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "name", "shown", "kind"),
    [
        (PDF, "发票 2026.pdf", "发票 2026.pdf", "application/pdf"),
        (PDF, "../../etc/passwd", "passwd.pdf", "application/pdf"),
        (PDF, "..\\..\\evil.exe", "evil.exe.pdf", "application/pdf"),
        (PDF, "a\u202egpj.pdf", "agpj.pdf", "application/pdf"),
        (PDF, "x" * 400 + ".pdf", "x" * 120 + ".pdf", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n..", "a.png", "a.png", "image/png"),
        (b"\xff\xd8\xff\xe0..", "a.JPEG", "a.JPEG", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a.webp", "a.webp", "image/webp"),
        (b"\0\0\0\x18ftypheic\0\0", "IMG_1.HEIC", "IMG_1.HEIC", "image/heic"),
        (archive("OFD.xml"), "电子发票.ofd", "电子发票.ofd", "application/ofd"),
        (archive("word/document.xml"), "方案.docx", "方案.docx", None),
        (archive("xl/workbook.xml"), "报价.xlsx", "报价.xlsx", None),
        ("姓名,金额\n".encode("gb18030"), "表.csv", "表.csv", "text/plain"),
        ("会议纪要".encode(), "纪要.txt", "纪要.txt", "text/plain"),
    ],
)
def test_what_is_taken_is_given_back_as_a_download(client, sign_in, opportunity, folder, content, name, shown, kind):
    sign_in(client, "sales1")
    assert attach(client, content, name, opportunity_id=opportunity.id).status_code == 303
    row = db.session.scalars(select(Attachment)).one()
    assert row.filename == shown
    [path] = kept(folder)
    assert path.name == row.storage_key
    answer = client.get(f"/attachments/{row.id}")
    assert answer.data == content
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert kind is None or answer.mimetype == kind


def test_a_chinese_name_travels_as_the_standard_says(client, sign_in, opportunity, folder):
    sign_in(client, "sales1")
    attach(client, PDF, "发票.pdf", opportunity_id=opportunity.id)
    row = db.session.scalars(select(Attachment)).one()
    header = client.get(f"/attachments/{row.id}").headers["Content-Disposition"]
    assert "filename*=UTF-8''%E5%8F%91%E7%A5%A8.pdf" in header


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "leer.pdf", "empty_file"),
        (b"MZ\x90\0\x03", "rechnung.pdf", "unknown_type"),
        (b"\x7fELF", "a.pdf", "unknown_type"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "a.png", "unknown_type"),
        (b"\xef\xbb\xbf  <!doctype html><script>alert(1)</script>", "a.txt", "unknown_type"),
        (b"#!/bin/sh\nrm -rf /", "a.txt", "unknown_type"),
        (archive("a.txt"), "a.docx", "unknown_type"),
        (archive("word/document.xml", "word/vbaProject.bin"), "a.docx", "unknown_type"),
        (b"PK\x03\x04broken", "a.xlsx", "unknown_type"),
        (PDF + b"x" * 2000, "gross.pdf", "too_large"),
    ],
)
def test_what_is_refused_leaves_nothing(app, client, sign_in, opportunity, folder, monkeypatch, content, name, code):
    monkeypatch.setitem(app.config, "MAX_ATTACHMENT_BYTES", 1000)
    sign_in(client, "sales1")
    for hx in (True, False):
        answer = attach(client, content, name, hx=hx, opportunity_id=opportunity.id)
        assert answer.status_code == 422
        assert f'data-code="{code}"' in answer.text
    assert db.session.scalars(select(Attachment)).all() == []
    assert kept(folder) == []


def test_several_files_come_all_or_none(client, sign_in, opportunity, folder):
    sign_in(client, "sales1")
    files = [(io.BytesIO(PDF), "a.pdf"), (io.BytesIO(b"MZ\x90\0"), "b.pdf")]
    data = {"file": files, "opportunity_id": opportunity.id}
    assert client.post("/attachments", data=data, content_type="multipart/form-data").status_code == 422
    assert kept(folder) == []


def test_no_file_and_no_owner(client, cast, sign_in, opportunity, folder):
    sign_in(client, "sales1")
    nothing = client.post("/attachments", hx=True, data={"opportunity_id": opportunity.id})
    assert nothing.status_code == 422
    assert 'data-code="no_file"' in nothing.text
    assert attach(client, PDF).status_code == 404
    assert attach(client, PDF, opportunity_id="x").status_code == 404
    two = {"opportunity_id": opportunity.id, "customer_id": opportunity.customer_id}
    assert attach(client, PDF, **two).status_code == 404


@pytest.mark.parametrize(
    ("username", "reads", "adds"),
    [
        ("sales1", 200, 303),
        ("sales_manager", 200, 303),
        ("supervisor1", 200, 403),
        ("sales2", 404, 404),
        ("jv_gm", 404, 404),
        ("finance1", 404, 404),
    ],
)
def test_a_file_is_scoped_like_its_owner(client, sign_in, opportunity, folder, username, reads, adds):
    sign_in(client, "sales1")
    attach(client, PDF, opportunity_id=opportunity.id)
    row_id = db.session.scalars(select(Attachment.id)).one()
    sign_in(client, username)
    assert client.get(f"/attachments/{row_id}").status_code == reads
    assert attach(client, PDF, opportunity_id=opportunity.id).status_code == adds
    removal = client.post(f"/attachments/{row_id}/removal")
    assert removal.status_code == {200: 303, 404: 404}[reads] if adds != 403 else removal.status_code == 403


def test_removed_it_is_gone_for_everybody_but_stays_as_proof(client, sign_in, opportunity, folder):
    sign_in(client, "sales1")
    attach(client, PDF, opportunity_id=opportunity.id)
    row_id = db.session.scalars(select(Attachment.id)).one()
    assert client.post(f"/attachments/{row_id}/removal", hx=True).status_code == 200
    assert client.get(f"/attachments/{row_id}").status_code == 404
    assert len(kept(folder)) == 1


def test_under_a_submitted_expense_it_stays(client, cast, sign_in, folder):
    visit = new_activity(new_customer(cast.sales1), cast.sales1)
    claim = new_claim(cast.sales1)
    line = new_line(claim, visit)
    sign_in(client, "sales1")
    assert attach(client, PDF, expense_line_id=line.id).status_code == 303
    assert attach(client, PDF, activity_id=visit.id).status_code == 303
    claim.status = "submitted"
    db.session.commit()
    for row_id in db.session.scalars(select(Attachment.id)).all():
        answer = client.post(f"/attachments/{row_id}/removal")
        assert answer.status_code in {403, 422}
    assert attach(client, PDF, expense_line_id=line.id).status_code == 403


def put_forward(cast, *people):
    """A conflict about a customer of sales1, with these people as parties; the first of them recorded it."""
    customer = new_customer(cast.sales1)
    conflict = Conflict(customer_id=customer.id, opened_at=clock.now(), opened_by_id=people[-1].id)
    conflict.parties = [
        ConflictParty(user_id=person.id, unit_id=person.unit_id, claiming=Claiming.LATER if at else Claiming.FIRST)
        for at, person in enumerate(people)
    ]
    db.session.add(conflict)
    db.session.commit()
    return conflict


def test_what_a_claimant_attaches_is_read_by_the_claimant_and_by_who_leads_the_claimant(client, cast, sign_in, folder):
    conflict = put_forward(cast, cast.sales1, cast.sales2)
    sign_in(client, "sales2")
    answer = attach(client, PDF, conflict_party_id=conflict.parties[1].id)
    assert (answer.status_code, answer.location) == (303, f"/conflicts/{conflict.id}")
    row_id = db.session.scalars(select(Attachment.id)).one()
    assert attach(client, PDF, conflict_party_id=conflict.parties[0].id).status_code == 404
    reads = {}
    for username in ("sales2", "sales1", "sales_manager", "salesmgmt_manager", "jv_gm"):
        sign_in(client, username)
        reads[username] = client.get(f"/attachments/{row_id}").status_code
    assert reads == {"sales2": 200, "sales1": 404, "sales_manager": 200, "salesmgmt_manager": 200, "jv_gm": 404}


def test_what_a_ruling_rests_on_stays(client, cast, sign_in, folder):
    conflict = put_forward(cast, cast.sales1, cast.sales2)
    sign_in(client, "sales2")
    attach(client, PDF, conflict_party_id=conflict.parties[1].id)
    row_id = db.session.scalars(select(Attachment.id)).one()
    ruling = {"instance": Instance.MANAGER, "outcome": Outcome.FIRST_KEEPS, "clause": "A8.1", "reason": "先录先得"}
    db.session.add(ConflictRuling(conflict_id=conflict.id, by_id=cast.sales_manager.id, at=clock.now(), **ruling))
    conflict.status = ConflictStatus.RULED
    db.session.commit()
    assert attach(client, PDF, conflict_party_id=conflict.parties[1].id).status_code == 403
    conflict.status = ConflictStatus.APPEALED
    db.session.commit()
    refusal = client.post(f"/attachments/{row_id}/removal", hx=True)
    assert refusal.status_code == 422
    assert 'data-code="ruling_rests"' in refusal.text
