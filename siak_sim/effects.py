"""Which effect each service of the catalogue has on the population."""

from collections.abc import Mapping
from types import MappingProxyType

from siak_sim import population_events as population
from siak_sim import vital_events as vital
from siak_sim.population_events import Effect

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
        "PINDAH_KELUAR_SKPWNI": population.move_out,
        "PINDAH_DALAM_KABUPATEN": population.move_within,
        "PINDAH_DATANG": population.arrival,
        "AKTA_KELAHIRAN": vital.birth,
        "LAHIR_MATI": vital.stillbirth,
        "AKTA_KEMATIAN": vital.death,
        "AKTA_PERKAWINAN": vital.marriage,
        "AKTA_PERCERAIAN": vital.divorce,
        "AKTA_PENGAKUAN_ANAK": vital.acknowledgement,
        "AKTA_PENGESAHAN_ANAK": vital.legitimation,
        "PENGANGKATAN_ANAK": vital.adoption,
        "PERUBAHAN_NAMA": vital.change_of_name,
        "PEMBETULAN_AKTA": vital.correction,
        "KUTIPAN_KEDUA_AKTA": vital.second_excerpt,
    }
)
