"""Commands about proofs of service: `receipt`, `verify-receipt`, and `checkpoint` of the log."""

import argparse
import asyncio
import base64
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

from cryptography import x509

from api.app import build_parts, pki_folder
from api.clock import Clock
from api.config import Settings
from api.domain.calendar import office_time
from api.domain.ports import Verdict
from api.domain.proof import PROBLEMS, problems_of, written
from api.gateways.signing.pki import ROOT, read_certificates
from api.gateways.signing.seal import judge_detached
from api.gateways.signing.validation import REASONS
from api.usecases import checkpoints
from api.usecases.proofs import PROOF, SEAL, application_numbered, sealed_proof

MAX_BYTES = 64 * 1024 * 1024


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    receipt = commands.add_parser("receipt", help="write the proof of service of an application")
    receipt.add_argument("number", help="as people call the application")
    receipt.add_argument("--to", type=Path, required=True, help="the ZIP file to be written")
    receipt.set_defaults(run=lambda settings, o: asyncio.run(_receipt(settings, o)))
    verify = commands.add_parser("verify-receipt", help="judge a proof of service, offline")
    verify.add_argument("file", type=Path, help="the ZIP, or the JSON file with its .p7s beside")
    verify.add_argument("--seal", type=Path, help="the detached signature; default: FILE.p7s")
    verify.add_argument("--root", type=Path, help="root certificates (PEM); default: our own")
    verify.set_defaults(run=lambda settings, o: asyncio.run(_verify(settings, o)))
    checkpoint = commands.add_parser("checkpoint", help="seal the heads of all chains now")
    checkpoint.set_defaults(run=lambda settings, _: asyncio.run(_checkpoint(settings)))


async def _receipt(settings: Settings, options: argparse.Namespace) -> int:
    parts = build_parts(settings)
    try:
        application_id = await application_numbered(parts.office, options.number)
        packed = await sealed_proof(parts.office, application_id) if application_id else None
    finally:
        await parts.close()
    if packed is None:
        print(f"{options.number}: there is no finished application of this number", file=sys.stderr)
        return 2
    options.to.write_bytes(packed)
    print(options.to)
    return 0


async def _checkpoint(settings: Settings) -> int:
    parts = build_parts(settings)
    try:
        made = await checkpoints.make_now(parts.office)
    finally:
        await parts.close()
    if made is None:
        print("nothing has settled since the last checkpoint")
    else:
        print(f"{made['applications']} applications, root {made['root_hash']}")
    return 0


async def _verify(settings: Settings, options: argparse.Namespace) -> int:
    """Judge seal, steps, hashes and checkpoint; 0 whole, 1 not, 2 cannot be judged."""
    root = options.root or pki_folder(settings) / ROOT
    try:
        proof, seal = _read(options)
        roots = read_certificates(root)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        print(
            f"cannot be read: {type(error).__name__} ({options.file}, --seal, --root)",
            file=sys.stderr,
        )
        return 2
    verdict = await judge_detached(proof, seal, roots=roots, now=Clock().now())
    faults = _faults_of_seal(verdict) + await _faults_of(proof, roots)
    print("BUKTI TIDAK UTUH" if faults else "BUKTI UTUH")
    for fault in faults:
        print(fault)
    if not faults:
        _tell(json.loads(proof), verdict)
    return 1 if faults else 0


def _read(options: argparse.Namespace) -> tuple[bytes, bytes]:
    """Return proof and seal from the ZIP, or from two files."""
    if options.file.stat().st_size > MAX_BYTES:
        raise ValueError
    if not zipfile.is_zipfile(options.file):
        seal = options.seal or options.file.with_name(f"{options.file.name}.p7s")
        return options.file.read_bytes(), seal.read_bytes()
    with zipfile.ZipFile(options.file) as archive:
        if sum(each.file_size for each in archive.infolist()) > MAX_BYTES:
            raise ValueError
        return archive.read(PROOF), archive.read(SEAL)


def _faults_of_seal(verdict: Verdict) -> list[str]:
    return [f"SEAL {code}: {REASONS.get(code, code)}" for code in verdict.reasons]


async def _faults_of(data: bytes, roots: list[x509.Certificate]) -> list[str]:
    """Return what does not hold inside the proof, its checkpoint's own seal among it."""
    try:
        proof = json.loads(data)
    except ValueError:
        proof = None
    found = [f"{each.code} {each.where}: {PROBLEMS[each.code]}" for each in problems_of(proof)]
    if found or not proof["checkpoint"]:
        return found
    return await _faults_of_checkpoint(proof["checkpoint"], roots)


async def _faults_of_checkpoint(
    checkpoint: dict[str, Any], roots: list[x509.Certificate]
) -> list[str]:
    # any JSON: its form was judged with the path
    statement = written(checkpoint["statement"])
    signature = base64.b64decode(checkpoint["signature"])
    verdict = await judge_detached(statement, signature, roots=roots, now=Clock().now())
    return [f"CHECKPOINT {code}: {REASONS.get(code, code)}" for code in verdict.reasons]


def _tell(proof: dict[str, Any], verdict: Verdict) -> None:  # any JSON: judged before
    application = proof["application"]
    print(f"Permohonan: {application['number']}, {application['service_name']}")
    print(f"Keadaan: {application['status']}, {len(proof['steps'])} langkah")
    print(f"Diterima {len(proof['received'])} berkas, {len(proof['documents'])} dokumen")
    if verdict.signed_at is not None:
        when = office_time(verdict.signed_at).strftime("%d-%m-%Y %H:%M:%S WITA")
        print(f"Disegel oleh {verdict.signer}, {when}")
    checkpoint = proof["checkpoint"]
    if checkpoint is None:
        print("Belum tercakup titik periksa malam.")
    else:
        print(f"Tercakup titik periksa {checkpoint['statement']['made_at']}")
