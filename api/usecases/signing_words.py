"""What a signer's codes mean: the sentence people read, and whether the rest is worth trying."""

from api.domain.ports import GatewayError, Transient

OTHERWISE = "Tanda tangan tidak berhasil dibuat."
LOST = (
    "Belum diketahui apakah dokumen ini sudah ditandatangani. Periksa, lalu putuskan: sudah ada "
    "(`finishSign`) atau tidak ada (`failSign`)."
)
LATER = "Tidak ada yang ditandatangani. Coba lagi nanti."

# about the signer, so they hold for every document of the batch
OF_THE_SIGNER = {
    "WRONG_PASSPHRASE": "Passphrase salah. Periksa lalu ulangi.",
    "PASSPHRASE_LOCKED": "Tanda tangan terkunci karena passphrase salah. Hubungi administrator.",
    "SIGNER_NOT_IN_OFFICE": "Hari ini bukan Anda yang menandatangani di kantor ini.",
    "SIGNER_UNKNOWN": "Penanda tangan ini tidak terdaftar di BSrE. Hubungi administrator.",
    "SIGNER_NOT_SET_UP": (
        "NIK penanda tangan ini belum diatur untuk tanda tangan di BSrE. Hubungi administrator."
    ),
    "NO_CERTIFICATE": "Sertifikat elektronik untuk penanda tangan ini belum ada.",
    "CERTIFICATE_EXPIRED": "Sertifikat elektronik sudah kedaluwarsa. Perbarui dahulu.",
    "CERTIFICATE_REVOKED": "Sertifikat elektronik sudah dicabut.",
    "CERTIFICATE_SUSPENDED": "Sertifikat elektronik sedang ditangguhkan. Hubungi BSrE.",
    "CERTIFICATE_NOT_READY": (
        "Sertifikat elektronik masih diajukan, diverifikasi atau diperbarui. Tunggu terbitnya."
    ),
    "CERTIFICATE_UNUSABLE": "Sertifikat elektronik tidak dapat dipakai. Periksa di BSrE.",
    "TSA_REFUSED": "Otoritas stempel waktu menolak permintaan kami. Hubungi administrator.",
    "TSA_NOT_TRUSTED": (
        "Stempel waktu dari luar tidak dapat dipercaya, jadi tidak dipakai. Hubungi administrator."
    ),
    "REQUEST_REFUSED": "BSrE menolak bentuk permintaan kami. Hubungi administrator.",
}
OF_THE_LINE = {
    "BSRE_UNAVAILABLE": f"BSrE tidak dapat dihubungi. {LATER}",
    "BSRE_LOGIN_REFUSED": (
        "BSrE menolak akun instansi kita. Tidak ada yang ditandatangani. Hubungi administrator."
    ),
    "TSA_UNAVAILABLE": f"Otoritas stempel waktu tidak dapat dihubungi. {LATER}",
    "MAINTENANCE": f"SIAK sedang dipelihara. {LATER}",
    "TOO_MANY_REQUESTS": f"SIAK sedang terlalu sibuk. {LATER}",
    "UNREACHABLE": f"SIAK tidak dapat dihubungi. {LATER}",
    "CIRCUIT_OPEN": f"Layanan tanda tangan sedang tidak dapat dihubungi. {LATER}",
    "NO_ANSWER": f"Layanan tanda tangan tidak menjawab. {LATER}",
    "ANSWER_UNREADABLE": f"Jawaban layanan tanda tangan tidak terbaca. {LATER}",
}
OF_THE_DOCUMENT = {
    "NOT_VERIFIED": "SIAK belum mencatat verifikasi dokumen ini. Tunggu sebentar, lalu ulangi.",
    "DOCUMENT_REFUSED": (
        "Berkas ini tidak terbaca saat akan ditandatangani, jadi tidak ditandatangani. "
        "Bila terulang, hubungi administrator."
    ),
    "NOT_SIGNABLE": "BSrE tidak dapat menandatangani berkas ini.",
    "SIGNATURE_NOT_ACCEPTED": (
        "Berkas bertanda tangan tidak dinyatakan sah oleh pemeriksaan kami, jadi tidak dipakai."
    ),
    "FILE_UNAVAILABLE": "Berkas dokumen ini tidak dapat dibaca atau disimpan.",
    "FILE_NOT_FETCHED": "Dokumen ini ditandatangani, tetapi berkasnya belum dapat diambil.",
    "CANCELLED": "Penandatanganan dihentikan sebelum dokumen ini dimulai.",
    "INTERRUPTED": "Penandatanganan terputus sebelum selesai. Tanda tangani lagi.",
}
SENTENCES = OF_THE_SIGNER | OF_THE_LINE | OF_THE_DOCUMENT


def ends_batch(error: GatewayError) -> bool:
    """Tell whether the answer holds for the whole batch, so that nothing else of it is tried."""
    return isinstance(error, Transient) or error.code in OF_THE_SIGNER


def sentence_of(code: str) -> str:
    """Return the sentence for people, in Indonesian."""
    return SENTENCES.get(code, OTHERWISE)
