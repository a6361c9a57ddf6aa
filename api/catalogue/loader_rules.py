"""Reads what lies beside the services: rules for SIAK's refusals and duplicates, the forms."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from api.catalogue.files import CatalogueBroken, read_yaml
from api.catalogue.loader_forms import load_forms
from api.domain.catalogue import Catalogue
from api.domain.duplicates import DuplicateRule
from api.domain.remedies import RefusalRule, Remedy


def with_rules(catalogue: Catalogue, folder: Path) -> Catalogue:
    """Return the catalogue with all that lies beside it, checked against it."""
    return replace(
        catalogue,
        siak_rules=_siak_rules(folder / "siak_reasons.yaml", catalogue),
        duplicate_rules=_duplicate_rules(folder / "duplicates.yaml", catalogue),
        forms=load_forms(folder / "forms.yaml", catalogue),
    )


def _siak_rules(path: Path, catalogue: Catalogue) -> Mapping[str, RefusalRule]:
    """Read what is done about SIAK's refusals; who asks the citizen says how and why."""
    reasons = {each.code for each in catalogue.rejection_reasons}
    rules = {
        code: RefusalRule(Remedy(raw["remedy"]), raw["hint"], raw.get("ask", ""), raw.get("reason"))
        for code, raw in read_yaml(path).items()
    }
    for code, rule in rules.items():
        asks = rule.remedy is Remedy.ASK_APPLICANT
        if (rule.reason and rule.reason not in reasons) or (
            asks and not (rule.ask and rule.reason)
        ):
            raise CatalogueBroken(f"{path.name}: {code}: ask and a known reason are needed")
    return rules


def _duplicate_rules(path: Path, catalogue: Catalogue) -> Mapping[str, DuplicateRule]:
    """Read which answers make two applications alike; every service has its row."""
    raw = read_yaml(path)
    rules = {
        code: DuplicateRule(each["facts"], raw["threshold"], each.get("once", False))
        for code, each in raw["services"].items()
    }
    if rules.keys() != {service.code for service in catalogue.services}:
        raise CatalogueBroken(f"{path.name}: its services are not those of the catalogue")
    for code, rule in rules.items():
        if unknown := set(rule.facts) - set(catalogue.service(code).fields_by_name):
            raise CatalogueBroken(f"{path.name}: {code}: no question {sorted(unknown)}")
        if sum(rule.facts.values()) < rule.threshold:
            raise CatalogueBroken(f"{path.name}: {code}: weights never reach the threshold")
    return rules
