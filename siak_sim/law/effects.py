"""Which effect each service of the catalogue has on the population."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from siak_sim.law import act_events, couple_events, move_events, vital_events
from siak_sim.law import population_events as population
from siak_sim.law.events import Event, Outcome
from siak_sim.registry import View

Effect = Callable[[View, Event], Outcome]

EFFECTS: Mapping[str, Effect] = MappingProxyType(
    {
        "BIODATA_WNI": population.new_biodata,
        "KK_BARU": population.new_family_card,
        "KK_PERUBAHAN_DATA": population.change_of_data,
        "KK_HILANG_RUSAK": population.lost_family_card,
        "KTP_EL_BARU": population.identity_card,
        "KTP_EL_PERUBAHAN_DATA": population.identity_card,
        "KTP_EL_HILANG_RUSAK": population.identity_card,
        "KIA_BARU": population.child_card,
        "KIA_HILANG_RUSAK": population.child_card,
        "PINDAH_KELUAR_SKPWNI": move_events.move_out,
        "PINDAH_DALAM_KABUPATEN": move_events.move_within,
        "PINDAH_DATANG": move_events.arrival,
        "AKTA_KELAHIRAN": vital_events.birth,
        "LAHIR_MATI": vital_events.stillbirth,
        "AKTA_KEMATIAN": vital_events.death,
        "AKTA_PERKAWINAN": couple_events.marriage,
        "AKTA_PERCERAIAN": couple_events.divorce,
        "AKTA_PENGAKUAN_ANAK": couple_events.acknowledgement,
        "AKTA_PENGESAHAN_ANAK": couple_events.legitimation,
        "PENGANGKATAN_ANAK": couple_events.adoption,
        "PERUBAHAN_NAMA": act_events.change_of_name,
        "PEMBETULAN_AKTA": act_events.correction,
        "KUTIPAN_KEDUA_AKTA": act_events.second_excerpt,
    }
)
