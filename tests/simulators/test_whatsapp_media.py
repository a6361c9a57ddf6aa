"""Files through the gateway: bytes kept, addresses that expire, types that do not fit."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import urlsplit

import httpx
import pytest

from tests.simulators.business import SITI, Business, Callback

PDF = b"%PDF-1.7\n% CONTOH\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + b"contoh" * 20 + b"\xff\xd9"


def photo(content: bytes = JPEG) -> dict[str, object]:
    data = base64.b64encode(content).decode()
    return {
        "type": "image",
        "image": {"data_base64": data, "mime_type": "image/jpeg", "caption": "KTP"},
    }


def download(business: Business, url: str, **headers: str) -> httpx.Response:
    assert url.startswith(business.sim.url)
    return httpx.get(url, headers=headers)


def test_a_signed_pdf_arrives_byte_for_byte(business: Business) -> None:
    media_id = business.upload(PDF, "application/pdf", "kk.pdf").json()["id"]
    document = {"id": media_id, "filename": "kartu-keluarga.pdf", "caption": "Terbit"}
    message_id = business.send(type="document", document=document)
    business.sim.advance(1)
    (arrived,) = business.inbox()
    assert arrived["document"]["filename"] == "kartu-keluarga.pdf"
    assert arrived["media"]["sha256"] == hashlib.sha256(PDF).hexdigest()
    path = f"/_sim/v1/customers/{SITI}/inbox/{message_id}/media"
    answer = business.sim.client.get(path)
    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"


def test_a_photo_reaches_the_business_in_two_steps(business: Business, heard: Callback) -> None:
    sent = business.sim.post(f"/customers/{SITI}/messages", {"message": photo()})
    (received,) = heard.wait_for(lambda items: len(items) == 1)
    (message,) = received.value["messages"]
    assert message["image"]["id"] == sent["media_id"]
    assert message["image"]["caption"] == "KTP"
    assert "data_base64" not in message["image"]
    digest = hashlib.sha256(JPEG)
    assert base64.b64decode(message["image"]["sha256"]) == digest.digest()
    found = business.get(sent["media_id"]).json()
    assert found["sha256"] == digest.hexdigest()
    assert found["file_size"] == len(JPEG)
    answer = download(business, found["url"], **business.bearer)
    assert answer.content == JPEG
    assert answer.headers["content-type"] == "image/jpeg"


def test_a_download_needs_the_token_and_lasts_five_minutes(business: Business) -> None:
    media_id = business.upload(PDF, "application/pdf").json()["id"]
    url = business.get(media_id).json()["url"]
    assert download(business, url).status_code == 401
    assert download(business, url, **business.bearer).status_code == 200
    business.sim.advance(299)
    assert download(business, url, **business.bearer).status_code == 200
    business.sim.advance(1)
    assert download(business, url, **business.bearer).status_code == 404
    fresh = business.get(media_id).json()["url"]
    assert download(business, fresh, **business.bearer).status_code == 200


def test_an_address_nobody_signed_does_not_open(business: Business) -> None:
    media_id = business.upload(PDF, "application/pdf").json()["id"]
    url = business.get(media_id).json()["url"]
    assert urlsplit(url).query.count("hash=") == 1
    forged = url.replace("hash=", "hash=0")
    assert download(business, forged, **business.bearer).status_code == 404


@pytest.mark.parametrize(("inbound", "days"), [(False, 30), (True, 7)])
def test_file_ids_live_30_days_or_7(business: Business, inbound: bool, days: int) -> None:
    if inbound:
        sent = business.sim.post(f"/customers/{SITI}/messages", {"message": photo()})
        media_id = sent["media_id"]
    else:
        media_id = business.upload(PDF, "application/pdf").json()["id"]
    business.sim.advance(days * 86400 - 1)
    assert business.get(media_id).status_code == 200
    business.sim.advance(1)
    assert business.get(media_id).json()["error"]["code"] == 100


def test_a_deleted_file_is_gone_for_the_business_but_not_for_the_customer(
    business: Business,
) -> None:
    media_id = business.upload(PDF, "application/pdf").json()["id"]
    url = business.get(media_id).json()["url"]
    message_id = business.send(type="document", document={"id": media_id})
    business.sim.advance(1)
    gone = business.sim.client.delete(f"/v23.0/{media_id}", headers=business.bearer)
    assert gone.json() == {"success": True}
    assert business.get(media_id).status_code == 400
    assert download(business, url, **business.bearer).status_code == 404
    path = f"/_sim/v1/customers/{SITI}/inbox/{message_id}/media"
    assert business.sim.client.get(path).content == PDF


def test_a_foreign_number_cannot_look_a_file_up(business: Business) -> None:
    media_id = business.upload(PDF, "application/pdf").json()["id"]
    assert business.get(media_id, phone_number_id=business.number).status_code == 200
    assert business.get(media_id, phone_number_id="123").status_code == 400


def test_each_clients_habit_of_uploading_works(business: Business) -> None:
    url = f"/v23.0/{business.number}/media"
    file = {"file": ("a.pdf", PDF, "application/pdf")}
    only_file = business.sim.client.post(
        url, params={"messaging_product": "whatsapp"}, files=file, headers=business.bearer
    )
    category = business.sim.client.post(
        url,
        data={"messaging_product": "whatsapp", "type": "document"},
        files=file,
        headers=business.bearer,
    )
    for answer in (only_file, category):
        found = business.get(answer.json()["id"]).json()
        assert found["mime_type"] == "application/pdf"


def test_uploads_of_the_wrong_kind_are_refused(business: Business) -> None:
    assert business.upload(b"MZ", "application/x-msdownload").json()["error"]["code"] == 100
    assert business.upload(b"", "application/pdf").json()["error"]["code"] == 100
    large = JPEG + b"0" * (5 * 1024 * 1024)
    assert business.upload(large, "image/jpeg").json()["error"]["code"] == 131053
    no_product = business.sim.client.post(
        f"/v23.0/{business.number}/media",
        files={"file": ("a.pdf", PDF, "application/pdf")},
        headers=business.bearer,
    )
    assert no_product.json()["error"]["code"] == 100


def test_a_file_that_does_not_fit_fails_by_webhook(business: Business, heard: Callback) -> None:
    pdf = business.upload(PDF, "application/pdf").json()["id"]
    liar = business.upload(b"bukan gambar", "image/jpeg").json()["id"]
    for media_id in (pdf, liar):
        business.send(type="image", image={"id": media_id})
    received = heard.wait_for(lambda items: len(items) == 2)
    for item in received:
        (status,) = item.value["statuses"]
        assert status["status"] == "failed"
        assert status["errors"][0]["code"] == 131053


def test_a_link_that_cannot_be_fetched_fails_by_webhook(
    business: Business, heard: Callback
) -> None:
    link = heard.url.replace("/wa", "/tidak-ada?hub.challenge=x")
    business.send(type="document", document={"link": link})
    (received,) = heard.wait_for(lambda items: len(items) == 1)
    assert received.value["statuses"][0]["errors"][0]["code"] == 131053


def test_a_files_address_can_be_made_to_expire(business: Business) -> None:
    media_id = business.upload(PDF, "application/pdf").json()["id"]
    url = business.get(media_id).json()["url"]
    business.fault("media_expired", match={"media": media_id})
    assert download(business, url, **business.bearer).status_code == 404
    assert download(business, url, **business.bearer).status_code == 200
