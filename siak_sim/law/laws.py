"""The law of each of the catalogue's services, as a table; `siak_sim.law.rules` applies it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from siak_sim.law import population_rules as population
from siak_sim.law import vital_rules as vital
from siak_sim.law.terms import Deadline, Law, NamedAct, Role

_WITNESSES = tuple(
    Role(f"{who}_nik", f"{who}_name", stands=False) for who in ("witness1", "witness2")
)


def _parent(who: str, sex: str, *, required: bool = False) -> Role:
    names = (f"{who}_nik", f"{who}_name", f"{who}_birth_date")
    return Role(*names, sex=sex, required=required, may_be_dead=True)


_PARENTS = (_parent("mother", "P"), _parent("father", "L"))
_COURT = ("court_name", "decision_number")
_IDENTITY_CARD = Law(for_applicant=True, own=population.identity_card)
_BIRTH_ACT = NamedAct(
    "birth_certificate_number", "AKTA_KELAHIRAN", ("child_nik",), only_ours=False, required=False
)
_PERSON_CODES = {
    "subject_sex": "JENIS_KELAMIN",
    "subject_religion": "AGAMA",
    "subject_marital_status": "STATUS_KAWIN",
    "subject_education": "PENDIDIKAN",
}

LAWS: Mapping[str, Law] = MappingProxyType(
    {
        "BIODATA_WNI": Law(  # Perpres 96/2018 art. 4
            required=("subject_birth_place", "mother_name", *_PERSON_CODES),
            past=("subject_birth_date",),
            villages=("home_village_code",),
            codes=_PERSON_CODES,
            names=("subject_name",),
            own=population.biodata,
        ),
        "KK_BARU": Law(  # Perpres 96/2018 art. 10 and 11
            roles=(Role("head_of_family_nik", "head_of_family_name", "head_of_family_birth_date"),),
            people="member_niks",
            villages=("home_village_code",),
            own=population.new_family,
        ),
        "KK_PERUBAHAN_DATA": Law(own_family=True, own=population.change_of_data),  # art. 12
        "KK_HILANG_RUSAK": Law(own_family=True),  # art. 13
        "KTP_EL_BARU": _IDENTITY_CARD,  # art. 15
        "KTP_EL_PERUBAHAN_DATA": _IDENTITY_CARD,
        "KTP_EL_HILANG_RUSAK": _IDENTITY_CARD,
        "KIA_BARU": Law(
            roles=(Role("child_nik", "child_name", "child_birth_date"),), own=population.child_card
        ),
        "KIA_HILANG_RUSAK": Law(
            roles=(Role("child_nik", "", "child_birth_date"),), own=population.child_card
        ),
        "PINDAH_KELUAR_SKPWNI": Law(  # Perpres 96/2018 art. 25
            people="mover_niks",
            together=True,
            required=("mover_niks", "dest_region_code"),
            own=population.move_out,
        ),
        "PINDAH_DALAM_KABUPATEN": Law(
            people="mover_niks",
            together=True,
            required=("mover_niks",),
            villages=("dest_village_code",),
            own=population.move_within,
        ),
        "PINDAH_DATANG": Law(
            people="mover_niks",
            required=("mover_niks", "skpwni_number"),
            villages=("dest_village_code",),
            own=population.arrival,
        ),
        "AKTA_KELAHIRAN": Law(  # UU 23/2006 as amended by UU 24/2013, art. 27
            roles=(
                *_PARENTS,
                *_WITNESSES,
                Role("child_nik", "child_name", "child_birth_date", required=False),
            ),
            required=("child_birth_place", "birth_order", "child_sex"),
            past=("child_birth_date",),
            codes={"child_sex": "JENIS_KELAMIN"},
            names=("child_name",),
            barred=("mother_nik", "father_nik", "child_nik"),
            own=vital.birth,
        ),
        "LAHIR_MATI": Law(  # UU 23/2006 art. 33
            roles=(_parent("mother", "P", required=True), _PARENTS[1], *_WITNESSES),
            past=("event_date",),
            barred=("mother_nik", "father_nik"),
            deadline=Deadline("event_date", 30, "UU 23/2006 Pasal 33"),
        ),
        "AKTA_KEMATIAN": Law(  # UU 24/2013 art. 44, Perpres 96/2018 art. 45
            roles=(Role("deceased_nik", "deceased_name", required=False), *_WITNESSES),
            required=("death_place", "deceased_name"),
            past=("death_date",),
            barred=("deceased_nik",),
            deadline=Deadline("death_date", 30, "UU 24/2013 Pasal 44"),
            own=vital.death,
        ),
        "AKTA_PERKAWINAN": Law(  # UU 23/2006 art. 34, Perpres 96/2018 art. 37
            roles=(
                Role("groom_nik", "groom_name", "groom_birth_date", "L"),
                Role("bride_nik", "bride_name", "bride_birth_date", "P"),
                *_WITNESSES,
            ),
            past=("religious_marriage_date",),
            barred=("groom_nik", "bride_nik"),
            deadline=Deadline("religious_marriage_date", 60, "UU 23/2006 Pasal 34"),
            own=vital.marriage,
        ),
        "AKTA_PERCERAIAN": Law(  # UU 23/2006 art. 40, Perpres 96/2018 art. 42
            roles=(Role("husband_nik", sex="L"), Role("wife_nik", sex="P")),
            required=_COURT,
            past=("decision_final_date",),
            acts=(
                NamedAct(
                    "marriage_certificate_number",
                    "AKTA_PERKAWINAN",
                    ("husband_nik", "wife_nik"),
                    only_ours=False,
                ),
            ),
            deadline=Deadline("decision_final_date", 60, "UU 23/2006 Pasal 40"),
            own=vital.divorce,
        ),
        "AKTA_PENGAKUAN_ANAK": Law(  # UU 24/2013 art. 49, Perpres 96/2018 art. 49
            roles=(
                Role("child_nik", "child_name"),
                Role("father_nik", sex="L"),
                Role("mother_nik", sex="P", may_be_dead=True),
                *_WITNESSES,
            ),
            past=("acknowledgement_date",),
            barred=("father_nik", "mother_nik", "child_nik"),
            acts=(_BIRTH_ACT,),
            deadline=Deadline("acknowledgement_date", 30, "UU 24/2013 Pasal 49"),
            own=vital.acknowledgement,
        ),
        "AKTA_PENGESAHAN_ANAK": Law(  # UU 24/2013 art. 50, Perpres 96/2018 art. 50 and 52
            roles=(Role("child_nik", "child_name"), *_WITNESSES),
            past=("marriage_registered_date",),
            barred=("child_nik",),
            acts=(
                _BIRTH_ACT,
                NamedAct("marriage_certificate_number", "AKTA_PERKAWINAN", only_ours=False),
            ),
            deadline=Deadline("marriage_registered_date", 30, "UU 24/2013 Pasal 50"),
            own=vital.legitimation,
        ),
        "PENGANGKATAN_ANAK": Law(  # UU 23/2006 art. 47, Perpres 96/2018 art. 47
            roles=(
                Role("child_nik"),
                Role("adoptive_father_nik", sex="L", required=False),
                Role("adoptive_mother_nik", sex="P", required=False),
            ),
            required=_COURT,
            past=("decision_received_date",),
            acts=(NamedAct("birth_certificate_number", "AKTA_KELAHIRAN", ("child_nik",)),),
            deadline=Deadline("decision_received_date", 30, "UU 23/2006 Pasal 47"),
            own=vital.adoption,
        ),
        "PERUBAHAN_NAMA": Law(  # UU 23/2006 art. 52, Perpres 96/2018 art. 53
            roles=(Role("subject_nik", "old_name"),),
            required=_COURT,
            past=("decision_received_date",),
            names=("new_name",),
            acts=(NamedAct("act_number", subjects=("subject_nik",)),),
            deadline=Deadline("decision_received_date", 30, "UU 23/2006 Pasal 52"),
            own=vital.change_of_name,
        ),
        "PEMBETULAN_AKTA": Law(  # Perpres 96/2018 art. 59, Permendagri 108/2019 art. 88-89
            roles=(Role("subject_nik", may_be_dead=True),),
            required=("wrong_text", "right_text"),
            acts=(NamedAct("act_number", subjects=("subject_nik",)),),
            own=vital.correction,
        ),
        "KUTIPAN_KEDUA_AKTA": Law(
            roles=(Role("subject_nik", required=False, may_be_dead=True, may_be_moving=True),),
            acts=(NamedAct("act_number", subjects=("subject_nik",), required=False),),
            own=vital.second_excerpt,
        ),
    }
)
