from hypothesis import given, settings
from hypothesis import strategies as st

from api.domain.catalogue import Catalogue
from api.domain.conversation_values import (
    AskStatus,
    CancelApplication,
    RefusedRequirement,
    StartApplication,
    Unsupported,
)
from api.domain.messages import Messages
from tests.unit.chat import Phone

WORDS = (
    "menu", "batal", "ya", "tidak", "status", "cek DJ-2026-0001", "bantuan", "ulang", "kembali",
    "akta kelahiran", "KK baru", "Siti Contoh", "6311061201809001", "5-1-2026", "2", "10", "",
    "selesai", "lewati", "kartu keluarga", "x" * 5000, "🙂", "{menu}", "%s", "bahasa banjar",
)  # fmt: skip
moves = st.one_of(
    st.tuples(st.just("say"), st.sampled_from(WORDS)),
    st.tuples(st.just("tap"), st.integers(0, 9)),
    st.tuples(st.just("tap"), st.integers(0, 9)),
    st.tuples(st.just("file"), st.sampled_from(["kept", "refused", "in flight", "voice"])),
    st.tuples(st.just("office"), st.just("sends back")),
)


def play(phone: Phone, kind: str, what: object) -> None:
    titles = list(phone.options)
    if kind == "say":
        phone.says(str(what))
    elif kind == "tap" and titles and isinstance(what, int):
        phone.taps(titles[what % len(titles)])
    elif kind == "office" and phone.world.applications and phone.application.number:
        service = phone.world.catalogue.service(phone.application.service_code)
        phone.is_sent_back(RefusedRequirement(service.requirements[0].code, "Buram"))
    elif what == "kept":
        phone.photographs()
    elif what == "refused":
        phone.file_is_refused(phone.sends_file(), "Fotonya tidak utuh.")
    elif what == "in flight":
        phone.sends_file()
    elif what == "voice":
        phone.sends(Unsupported("audio"))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    st.sampled_from(["akta kelahiran", "kk baru", "kia baru", "akta perkawinan"]),
    st.lists(moves, min_size=5, max_size=50),
)
def test_whatever_a_citizen_does_the_chat_answers_within_its_limits(
    catalogue: Catalogue, messages: Messages, service: str, played: list[tuple[str, object]]
) -> None:
    phone = Phone(catalogue, messages).says("halo").taps("Setuju, mulai")
    phone.says(service, "Siti Contoh", "6311061201809001", "6311061504109001", "juai")
    for kind, what in played:
        play(phone, kind, what)
    for at, intent in enumerate(phone.intents):
        started = any(isinstance(each, StartApplication) for each in phone.intents[:at])
        assert started or isinstance(intent, StartApplication | AskStatus)
        assert not isinstance(intent, CancelApplication) or intent.application_id
    phone.says("menu")
    assert "Silakan pilih layanan" in phone.last
