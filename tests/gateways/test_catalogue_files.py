import shutil
from pathlib import Path

import pytest

from api.catalogue.loader import HERE, CatalogueBroken, load


def test_the_office_can_switch_a_policy_that_exists() -> None:
    flag = "policy_allow_sptjm_in_kk"
    assert load().policy[flag] is True
    assert load(policy={flag: False}).policy[flag] is False
    with pytest.raises(CatalogueBroken, match="policy_unknown"):
        load(policy={"policy_unknown": True})


@pytest.mark.parametrize(
    ("_case", "old", "new", "complaint"),
    [
        (
            "a condition outside the language",
            "condition: not is_newborn_of_registered_parents",
            "condition: open('x')",
            r"services.yaml: BIODATA_WNI: requirements: PENGANTAR_RT_RW: ",
        ),
        (
            "a name nobody asks for",
            "condition: not is_newborn_of_registered_parents",
            "condition: not is_old",
            r"BIODATA_WNI: PENGANTAR_RT_RW: is_old is not a field",
        ),
        (
            "operands that do not fit",
            "condition: not is_newborn_of_registered_parents",
            "condition: applicant_relation > 3",
            r"BIODATA_WNI: PENGANTAR_RT_RW: .*ordered",
        ),
        ("a list that is not there", "codelist: agama", "codelist: agamaa", r"no codelist agamaa"),
        ("a form that is not there", "form: F-1.01", "form: F-9.99", r"FORM_F101: no form F-9.99"),
        ("a choice without a label", "  JEMPUT_BOLA: Jemput bola\n", "", r"no label for JEMPUT"),
        ("a service nobody offers", "KTP_EL_BARU, KTP_EL_PER", "KTP_EL_PER", r"offered exactly"),
        ("a missing title", "  short_id: KK baru\n", "", r"services: KK_BARU: 'short_id'"),
        (
            "a value that depends on itself",
            "expr: age_years(head_of_family_birth_date, submitted_on)",
            "expr: not head_is_eligible",
            r"depends on itself",
        ),
    ],
)
def test_broken_data_stop_the_start_and_name_the_place(
    _case: str, old: str, new: str, complaint: str, tmp_path: Path
) -> None:
    text = (HERE / "services.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "services.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    shutil.copy(HERE / "regions.csv", tmp_path)
    with pytest.raises(CatalogueBroken, match=complaint):
        load(tmp_path)


def test_a_region_without_a_parent_stops_the_start(tmp_path: Path) -> None:
    shutil.copy(HERE / "services.yaml", tmp_path)
    regions = (HERE / "regions.csv").read_text(encoding="utf-8")
    broken = regions.replace("63.11.01,kecamatan,Juai,63.11\n", "", 1)
    (tmp_path / "regions.csv").write_text(broken, encoding="utf-8")
    with pytest.raises(CatalogueBroken, match=r"regions.csv: 63.11.01.2001"):
        load(tmp_path)
