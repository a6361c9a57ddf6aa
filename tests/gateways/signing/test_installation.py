"""What settings make of the PKI in an installation: addresses, outside stamps, doors."""

from pathlib import Path

import httpx

from api.app import build_app, build_parts, pki_folder
from api.config import Settings, from_environment
from api.domain.remotes import Remote
from api.gateways.signing import pki as development
from api.gateways.signing.forms import as_asn1
from api.gateways.signing.pki import read_certificate
from tests.gateways.conftest import PASSPHRASE
from tests.gateways.signing.served import ServedPki, bound, listening


async def test_certificates_name_the_address_that_is_set_and_no_other(tmp_path: Path) -> None:
    named = {}
    for name, address in (("set", "http://pki.example/djm/pki/"), ("unset", "")):
        settings = Settings(
            data_dir=tmp_path / name, public_url="http://layanan.example", pki_url=address
        )
        parts = build_parts(settings)
        parts.make_certificate("kepala-1", "KEPALA CONTOH", PASSPHRASE)
        await parts.close()
        files = ("issuing-ca.pem", "tsa.pem", "signatories/kepala-1.pem")
        certificates = (as_asn1(read_certificate(pki_folder(settings) / file)) for file in files)
        named[name] = [
            (each.ocsp_urls, [point.url for point in each.crl_distribution_points])
            for each in certificates
        ]

    at = "http://pki.example/djm/pki"
    issued = ([f"{at}/ocsp"], [f"{at}/issuing-ca.crl"])
    assert named == {"set": [([], [f"{at}/root.crl"]), issued, issued], "unset": [([], [])] * 3}


async def test_an_authority_outside_is_asked_where_the_settings_name_one(
    served: ServedPki, prepared: bytes, tmp_path: Path
) -> None:
    settings = from_environment(
        {
            "DIKJAMILA_DATA_DIR": str(tmp_path / "data"),
            "DIKJAMILA_TSA_URL": f"{served.url}/tsa",
            "DIKJAMILA_TSA_USER": "dinas",
            "DIKJAMILA_TSA_PASSWORD": "sandi-contoh",
            "DIKJAMILA_SIGNING_ROOTS": str(served.folder / development.ROOT),
        }
    )
    parts = build_parts(settings)
    parts.make_certificate("kepala-1", "KEPALA CONTOH", PASSPHRASE)
    key = await parts.office.signer.unlock("kepala-1", PASSPHRASE)
    served.now = parts.clock.now()

    file = await key.sign(prepared, field="TTE", reason="Pengesahan", now=parts.clock.now())
    copy = await parts.gateways.archivist.archive(file.pdf, parts.clock.now())
    verdict = await parts.office.signer.verify(copy)
    await parts.close()

    assert "sandi-contoh" not in repr(settings)
    assert parts.office.signer.line is Remote.TSA
    assert served.asked.count("POST /sertifikat/pki/tsa") == 3
    assert (file.level, verdict.genuine, verdict.level) == ("B-LT", True, "B-LTA")


async def test_the_service_itself_serves_its_pki(tmp_path: Path) -> None:
    listener, origin = bound()
    app = build_app(Settings(data_dir=tmp_path / "data", worker="off"))

    async with listening(app, listener), httpx.AsyncClient(base_url=origin) as client:
        answers = [
            await client.get("/pki/root.pem"),
            await client.get("/pki/issuing-ca.cer"),
            await client.get("/pki/issuing-ca.crl"),
            await client.post(
                "/pki/ocsp", content=b"", headers={"Content-Type": "application/ocsp-request"}
            ),
            await client.post(
                "/pki/tsa", content=b"", headers={"Content-Type": "application/timestamp-query"}
            ),
        ]
        secret = await client.get("/pki/issuing-ca.key")
    await app.state.parts.close()

    assert [answer.status_code for answer in answers] == [200] * 5
    assert secret.status_code == 404
