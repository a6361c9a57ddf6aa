"""A document's content laid out as it will be printed."""

from __future__ import annotations

from siak_sim.labels import printed, title_of
from siak_sim.pages import words
from siak_sim.pages.markup import Column, Markup, Node, table, tag
from siak_sim.records import EntryDocument, Json

# the two tables of a family card, as on paper
_MEMBER = (
    (
        ("name", "Nama lengkap", ""),
        ("nik", "NIK", "nik"),
        ("sex", "JK", "tiny"),
        ("birth_place", "Tempat lahir", "code"),
        ("birth_date", "Tanggal lahir", "day"),
        ("religion", "Agama", "code"),
        ("education", "Pendidikan", "type"),
        ("occupation", "Pekerjaan", "type"),
    ),
    (
        ("blood_type", "GD", "tiny"),
        ("marital_status", "Status perkawinan", "type"),
        ("marriage_date", "Tgl kawin", "day"),
        ("relation", "Hubungan", "type"),
        ("citizenship", "WN", "tiny"),
        ("passport", "Paspor", "day"),
        ("kitap", "KITAP", "day"),
        ("father_name", "Ayah", ""),
        ("mother_name", "Ibu", ""),
    ),
)
_HIDDEN = ("number", "title", "members", "act")
_LABELS = {
    "number": "Nomor",
    "nik": "NIK",
    "name": "Nama",
    "sex": "Jenis kelamin",
    "birth_place": "Tempat lahir",
    "birth_date": "Tanggal lahir",
    "birth_order": "Anak ke",
    "father_name": "Ayah",
    "mother_name": "Ibu",
    "wording": "Rumusan",
    "registration_date": "Tanggal pencatatan",
    "death_place": "Tempat kematian",
    "death_date": "Tanggal kematian",
    "address": "Alamat",
    "head_name": "Kepala keluarga",
    "village": "Desa/kelurahan",
    "district": "Kecamatan",
    "regency": "Kabupaten",
    "province": "Provinsi",
    "postal_code": "Kode pos",
    "rt": "RT",
    "rw": "RW",
    "region_code": "Kode wilayah",
    "applicant_nik": "NIK pemohon",
    "applicant_name": "Pemohon",
    "disability": "Penyandang disabilitas",
    "passport": "Paspor",
    "birth_act": "Akta kelahiran",
    "marriage_act": "Akta perkawinan",
    "divorce_act": "Akta perceraian",
    "divorce_date": "Tanggal cerai",
    "reason": "Alasan pindah",
    "scope": "Klasifikasi pindah",
    "kind": "Jenis pindah",
    "kk_status_stay": "KK yang tinggal",
    "kk_status_move": "KK yang pindah",
    "planned_date": "Rencana pindah",
    "valid_until": "Berlaku sampai",
}


def as_printed(document: EntryDocument) -> Markup:
    """Return a document as a sheet of paper, or as a card."""
    content = document.content
    lines = content.get("lines")
    rows = lines if isinstance(lines, list) else _named(content)
    card = " card" if document.medium == "CARD" else ""
    members = content.get("members")
    return tag(
        "article",
        tag(
            "header",
            tag("p", "Pemerintah Kabupaten Balangan"),
            tag("h4", str(content.get("title") or title_of(document.type))),
            tag("p", "Nomor ", tag("b", str(content.get("number", "")), class_="digits")),
        ),
        tag("dl", [_pair(row) for row in rows], class_="lines"),
        _members(members) if isinstance(members, list) else None,
        class_=f"sheet{card}",
        aria_label=f"Cetakan {title_of(document.type)}",
    )


def _named(content: Json) -> list[tuple[str, object]]:
    """Return what a content holds by its Indonesian names, first the act an excerpt is of."""
    act = content.get("act")
    rows = _named(act) if isinstance(act, dict) else []
    hidden = (*_HIDDEN, "name") if rows else _HIDDEN
    for name, value in content.items():
        label = _LABELS.get(name, words.field(name))
        if isinstance(value, dict) and name not in hidden:
            rows += [(f"{label}: {part}", inner) for part, inner in _named(value)]
        elif name not in hidden and value not in (None, "", [], False):
            rows.append((label, _said(value)))
    return rows


def _said(value: object) -> object:
    """Return a list as one text: names, the plain texts of notes, the names of people."""
    if value is True:
        return "Ya"
    return "; ".join(map(_item, value)) if isinstance(value, list) else value


def _item(item: object) -> str:
    if not isinstance(item, dict):
        return str(item)
    return f"{item['kind']}: {item['text']}" if "text" in item else str(item.get("name", ""))


def _pair(row: object) -> Markup:
    label, value = list(row)[:2] if isinstance(row, list | tuple) else (str(row), "")
    text = printed(str(value)) if str(value).isupper() else words.day(str(value))
    if label == _LABELS["sex"]:
        text = words.sex(text).upper()
    return tag("div", tag("dt", str(label)), tag("dd", text))


def _members(members: list[Json]) -> list[Markup]:
    return [_member_table(part, members) for part in _MEMBER]


def _member_table(part: tuple[tuple[str, str, str], ...], members: list[Json]) -> Markup:
    columns = [Column("No", "no"), *(Column(title, width) for _, title, width in part)]
    rows: list[list[Node]] = [
        [str(place), *(words.day(str(member.get(name) or "-")) for name, _, _ in part)]
        for place, member in enumerate(members, start=1)
    ]
    return table("Anggota pada cetakan", columns, rows, least="wide")
