"""Which named cases stand for each point of the office's list of edge cases."""

from collections.abc import Mapping
from types import MappingProxyType

# point: what it is about, and who shows it
EDGE_CASES: Mapping[int, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        1: (
            "woman born on the 31st, 29 February, over a hundred years old",
            ("woman_born_on_31st", "born_on_leap_day", "centenarian_and_child"),
        ),
        2: (
            "NIK that disagrees with birth date or sex",
            ("corrected_birth_date", "man_with_woman_nik"),
        ),
        3: (
            "NIK of another regency",
            ("nik_prefix_6308", "nik_prefix_java", "nik_prefix_kotabaru", "nik_prefix_paser"),
        ),
        4: (
            "equal name and birth date in one village; father and son of one name",
            (
                "same_name_same_birth_date",
                "same_name_same_birth_date_2",
                "father_and_son_same_name",
            ),
        ),
        5: (
            "one word, sixty letters, apostrophe, title in the chat only",
            (
                "one_word_name",
                "sixty_letter_name",
                "name_with_apostrophe",
                "name_with_title_in_chat",
            ),
        ),
        6: (
            "twins, triplets, home birth, birth in a field without any letter",
            ("twins", "triplets", "home_birth", "birth_without_letter"),
        ),
        7: (
            "parents with an act, unregistered, not spouses on the card, unknown",
            (
                "couple_expecting",
                "parents_unregistered_spouses",
                "parents_unregistered_not_spouses",
                "foundling",
            ),
        ),
        8: (
            "late births",
            (
                "late_birth_day_60",
                "late_birth_day_61",
                "late_birth_one_year",
                "first_time_applicant_52",
            ),
        ),
        9: (
            "the head dies: spouse left, only minors left, nobody left",
            ("head_dies_leaving_spouse", "head_dies_leaving_minors", "single_person_family"),
        ),
        10: (
            "dead who are not in the registry, long dead, missing; the RT reports",
            ("deceased_not_in_registry", "old_death", "missing_person", "rt_head"),
        ),
        11: (
            "two wives, divorced parents, grandchild with grandparents",
            ("polygynous_family", "divorced_parents", "grandchild_with_grandparents"),
        ),
        12: (
            "bride under nineteen; second marriage the first wife refuses",
            ("underage_bride", "second_marriage"),
        ),
        13: (
            "couples of other faiths, mixed, and Muslims who ask for an act",
            (
                "hindu_couple",
                "buddhist_couple",
                "christian_couple",
                "penghayat_couple",
                "mixed_faith_couple",
                "muslim_couple",
            ),
        ),
        14: (
            "moves inside, between districts, out in part, in with an old or a wrong certificate",
            (
                "move_inside_village",
                "move_between_districts",
                "move_out_partial",
                "move_in_old_skpwni",
                "skpwni_wrong_destination",
            ),
        ),
        15: ("certificate issued, not arrived", ("applicant_in_limbo",)),
        16: (
            "identity card lost, damaged, never recorded; seventeen tomorrow; married at sixteen",
            (
                "lost_ktp",
                "damaged_ktp",
                "ktp_not_recorded",
                "seventeen_tomorrow",
                "married_at_sixteen",
            ),
        ),
        17: (
            "child card at four, at five, on its last day",
            ("kia_four_years", "kia_five_years", "kia_last_day"),
        ),
        18: (
            "a print that no longer counts, a second excerpt, an act that is not ours",
            ("superseded_kk", "second_excerpt", "act_of_another_regency"),
        ),
        19: (
            "one phone for three families, typed otherwise, changed meanwhile",
            (
                "shared_phone",
                "shared_phone_2",
                "shared_phone_3",
                "phone_not_e164",
                "number_changed",
            ),
        ),
        20: (
            "power of attorney; an official who applies for ten families in a day",
            ("power_of_attorney", "village_official", "family_of_the_village"),
        ),
        21: (
            "foreigner with a permanent permit; back from abroad",
            ("itap_foreigner", "returning_from_abroad"),
        ),
        22: (
            "two NIK, inactive NIK, recorded as dead by mistake",
            (
                "duplicate_nik",
                "duplicate_nik_2",
                "inactive_nik",
                "blocked_by_mistaken_death",
                "mistaken_death",
            ),
        ),
        23: (
            "villages of equal names",
            ("galumbang_juai", "galumbang_paringin_selatan", "lost_kk"),
        ),
        24: (
            "photos in no order, one PDF of six papers, photocopy, blurred, voice note",
            (
                "photos_unordered",
                "papers_in_one_pdf",
                "photo_of_a_photocopy",
                "blurred_photo",
                "voice_note",
            ),
        ),
        25: ("an officer's own family", ("officer_household",)),
    }
)
