"""An office that works with SIAK: enters, verifies, uploads, issues; over a socket."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.simulators.programs import Program
from tests.simulators.signed_pdfs import final, signed

__all__ = [
    "Office",
    "asks",
    "birth_of",
    "code_of",
    "death_in",
    "final",
    "lost_card",
    "named",
    "pdfs",
    "sha",
    "signed",
]

TODAY = "2020-03-02"  # where the shared program's clock stands, in Makassar
Json = dict[str, Any]


@dataclass
class Office:
    """Operator and verifier at one SIAK whose clock stands still."""

    program: Program
    operator: str = "operator-1"
    applications: int = 0
    cases: dict[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sign_in()
        self.look_around()

    def sign_in(self) -> None:
        """Open a session; everything else goes with it."""
        token = self.program.ready["token"]
        opened = self.program.client.post(
            "/v1/sessions",
            json={"operator": self.operator},
            headers={"Authorization": f"Bearer {token}"},
        )
        assert opened.status_code == 201, opened.text
        self.headers = {"Authorization": f"Bearer {opened.json()['session']}"}

    def look_around(self) -> None:
        """Read again who lives where."""
        self.cases = self.program.get("/population")["cases"]

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Ask SIAK; when the session has ended meanwhile, with another one."""
        answer = self.ask(method, path, **more)
        if answer.status_code == 401 and answer.json()["error"]["code"] == "SESSION_EXPIRED":
            self.sign_in()
            answer = self.ask(method, path, **more)
        return answer

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Ask SIAK once, with the session there is."""
        headers = {**self.headers, **more.pop("headers", {})}
        return self.program.client.request(method, "/v1" + path, headers=headers, **more)

    def body(self, service: str, answers: Json, **more: Any) -> Json:
        self.applications += 1
        return {
            "service": service,
            "application_number": f"CONTOH-{self.applications}",
            "submitted_on": TODAY,
            "answers": answers,
            "entered_by": self.operator,
            **more,
        }

    def enter(self, service: str, answers: Json, key: str = "", **more: Any) -> Json:
        """Hand an entry in and wait for SIAK's decision."""
        body = self.body(service, answers, **more)
        headers = {"Idempotency-Key": key or body["application_number"]}
        received = self.call("POST", "/entries", json=body, headers=headers)
        assert received.status_code == 202, received.text
        self.program.advance(1)
        return self.entry(received.json()["entry_id"])

    def entry(self, entry_id: str) -> Json:
        entry: Json = self.call("GET", f"/entries/{entry_id}").json()
        return entry

    def person(self, nik: str) -> Json:
        person: Json = self.call("GET", f"/people/{nik}").json()
        return person

    def family(self, number: str) -> httpx.Response:
        return self.call("GET", f"/families/{number}")

    def document(self, number: str, **query: str) -> Json:
        path = "/documents/" + number.replace("/", "%2F")
        document: Json = self.call("GET", path, params=query).json()
        return document

    def verify(self, entry: Json, verifier: str = "verifikator-1") -> httpx.Response:
        hashes = {d["document_ref"]: sha(final(d)) for d in pdfs(entry)}
        return self.call(
            "POST",
            f"/entries/{entry['entry_id']}/verification",
            json={"verifier": verifier, "hashes": hashes},
        )

    def upload(self, entry: Json, document: Json, pdf: bytes, **headers: str) -> httpx.Response:
        path = f"/entries/{entry['entry_id']}/documents/{document['document_ref']}/file"
        own = {"X-Content-SHA256": sha(pdf), "X-Signed-From-SHA256": sha(final(document))}
        return self.call("PUT", path, content=pdf, headers={**own, **headers})

    def issue(self, entry: Json) -> httpx.Response:
        return self.call("POST", f"/entries/{entry['entry_id']}/issue")

    def cancel(self, entry: Json) -> httpx.Response:
        body = {"reason": "salah isi"}
        return self.call("POST", f"/entries/{entry['entry_id']}/cancel", json=body)

    def finish(self, entry: Json) -> Json:
        """Verify, sign, upload and issue."""
        assert entry["status"] == "ACCEPTED", entry["reasons"]
        assert self.verify(entry).status_code == 200
        for document in pdfs(entry):
            stored = self.upload(entry, document, signed(final(document)))
            assert stored.status_code == 200, stored.text
        issued = self.issue(entry)
        assert issued.status_code == 200, issued.text
        return dict(issued.json())


def pdfs(entry: Json) -> list[Json]:
    """The documents of an entry that are signed."""
    return [document for document in entry["documents"] if document["medium"] == "PDF"]


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def asks(case: Json, role: str = "") -> Json:
    """The applicant's own answers."""
    person = case["people"][role] if role else case
    return {
        "applicant_nik": person["nik"],
        "applicant_name": person["name"],
        "applicant_nkk": person["family_card_number"],
        "applicant_phone": case["phone"],
        "delivery_method": "WHATSAPP",
    }


def named(case: Json, **roles: str) -> Json:
    """NIK and name of people in a case, under the names the catalogue uses."""
    answers: Json = {}
    for prefix, role in roles.items():
        person = case["people"][role]
        answers |= {f"{prefix}_nik": person["nik"], f"{prefix}_name": person["name"]}
    return answers


WITNESSES = {"witness1": "witness1", "witness2": "witness2"}


def birth_of(case: Json, name: str = "Contoh Anak Baru", **more: Any) -> Json:
    """The answers to a birth in a married couple's family."""
    return {
        **asks(case),
        **named(case, mother="mother", father="father", **WITNESSES),
        "child_name": name,
        "child_sex": "P",
        "child_birth_date": case["facts"]["child_birth_date"],
        "child_birth_place": "Balangan",
        "birth_order": 1,
        "parents_have_marriage_certificate": True,
        "kk_shows_parents_as_spouses": True,
        "single_mother_record": False,
        "foundling": False,
        **more,
    }


def death_in(case: Json, **more: Any) -> Json:
    """The answers to a death reported by the applicant, or by a neighbour."""
    reporter = "reporter" if "reporter" in case["people"] else ""
    return {
        **asks(case, reporter),
        **named(case, deceased="deceased", **WITNESSES),
        "death_date": case["facts"]["death_date"],
        "death_place": "Paringin",
        "in_registry": True,
        **more,
    }


def code_of(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal."""
    return answer.status_code, answer.json()["error"]["code"]


def lost_card(office: Office, number: int = 1) -> Json:
    """The answers of somebody who lost an identity card."""
    name = "lost_ktp" if number == 1 else f"lost_ktp_{number}"
    return {**asks(office.cases[name]), "loss_kind": "HILANG"}
