"""Policies: what a file may say, and that nothing weaker than the floor passes in silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from openpals.model.tables import Subject, VitalStatus
from openpals.model.variable import Sensitivity
from openpals.privacy.policy import PolicyRefused, default_policy, parse_policy, read_policy

STRICT = files("openpals.privacy").joinpath("strict.toml").read_text("utf-8")
RACE = 'american_indian = "other", asian = "other", black = "other", pacific_islander = "other", other = "*"'


def replaced(old: str, new: str) -> str:
    assert STRICT.count(old) == 1, old
    return STRICT.replace(old, new)


def without(section: str) -> str:
    """The strict policy without a section."""
    start = STRICT.index(f"[{section}]")
    end = STRICT.find("\n[", start + 1)
    return STRICT[:start] + (STRICT[end:] if end > 0 else "")


def named(text: str, weaker: str = "") -> str:
    return text.replace('name = "strict-3"', 'name = "ours-1"') + f"\n[weaker]\n{weaker}\n"


def test_strict_policy_is_accepted_and_is_what_no_file_gives() -> None:
    given, default = parse_policy(STRICT, "strict.toml"), default_policy()

    assert replace(given, protected=()) == replace(default, protected=())
    assert [(one.name, one.level, one.weight) for one in given.protected] == [
        (one.name, one.level, one.weight) for one in default.protected
    ]


def test_strict_policy_protects_or_explains_every_quasi_identifier() -> None:
    policy = default_policy()

    assert policy.people == 11
    assert policy.quasi_identifiers == (
        "dataset", "sex", "age", "birth_decade", "race", "ethnicity", "region", "onset_site", "onset_day",
        "diagnosis_day",
    )  # fmt: skip
    assert set(policy.agreement) == {"subject.onset_day", "subject.diagnosis_day", "vital_status.day"}
    assert policy.weaker == {}


def test_class_of_a_variable_is_the_models_or_stricter() -> None:
    policy = default_policy()

    assert policy.sensitivity(Subject, "dataset") is Sensitivity.QUASI_IDENTIFIER
    assert policy.sensitivity(Subject, "gene") is Sensitivity.SENSITIVE
    assert policy.sensitivity(VitalStatus, "day") is Sensitivity.QUASI_IDENTIFIER
    assert policy.sensitivity(Subject, "riluzole_use") is Sensitivity.PLAIN


WEAKER: dict[str, Callable[[], str]] = {
    "people": lambda: replaced("people = 11", "people = 5"),
    "average_risk": lambda: replaced("average_risk = 0.05", "average_risk = 0.2"),
    "rare.subject.gene": lambda: replaced('"subject.gene" = "other"\n', ""),
    "quasi_identifiers.dataset": lambda: without("quasi_identifiers.dataset"),
    "sensitive.gene": lambda: without("sensitive.gene"),
    "history_ends": lambda: replaced("from = 30\nto = 365", "from = 30\nto = 90"),
}


@pytest.mark.parametrize("what", WEAKER)
def test_weaker_policy_is_refused_unless_it_says_so_by_name_and_reason(what: str) -> None:
    text = WEAKER[what]()

    with pytest.raises(PolicyRefused, match=rf'\[weaker\] "{what}" = "the reason"'):
        parse_policy(named(text), "ours.toml")
    with pytest.raises(PolicyRefused, match=f"gives no reason for {what}"):
        parse_policy(named(text, f'"{what}" = " "'), "ours.toml")
    assert parse_policy(named(text, f'"{what}" = "The board agreed."'), "ours.toml").weaker == {
        what: "The board agreed."
    }


@pytest.mark.parametrize(
    ("old", "new"), [("\nl = 2", "\nl = 1"), ('harmless = ["none_found", ', 'harmless = ["none_found", "sod1", ')]
)
def test_sensitive_column_that_is_protected_less_is_weaker(old: str, new: str) -> None:
    with pytest.raises(PolicyRefused, match="gene may have fewer values in a class, or more harmless ones"):
        parse_policy(named(replaced(old, new)), "ours.toml")


def test_every_weakness_is_told_at_once() -> None:
    text = replaced("people = 11", "people = 5").replace("average_risk = 0.05", "average_risk = 1")

    with pytest.raises(PolicyRefused) as refused:
        parse_policy(named(text), "ours.toml")
    assert len(str(refused.value).splitlines()) == 2


def test_weaker_policy_needs_a_name_of_its_own() -> None:
    text = replaced("people = 11", "people = 5") + '\n[weaker]\npeople = "The board agreed."\n'

    with pytest.raises(PolicyRefused, match="Give it a name of its own"):
        parse_policy(text, "ours.toml")


def test_reason_for_what_is_not_weaker_is_refused() -> None:
    with pytest.raises(PolicyRefused, match="names people, which is not weaker"):
        parse_policy(named(STRICT, 'people = "Eleven is eleven."'), "ours.toml")


def test_quasi_identifier_may_be_left_to_the_agreement_with_a_reason() -> None:
    text = without("quasi_identifiers.region").replace("[agreement]", '[agreement]\n"subject.region" = "Asked for."')

    assert "subject.region" in parse_policy(named(text), "ours.toml").agreement


def test_stricter_policy_needs_no_reason() -> None:
    text = replaced("people = 11", "people = 20").replace("level = 2", 'level = "suppressed"')
    policy = parse_policy(text, "ours.toml")

    assert policy.people == 20
    age = next(one for one in policy.protected if one.name == "age")
    assert age.hierarchy is not None
    assert age.level == age.hierarchy.height == 4


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("people = 11", "people = 0", "`people` must be a whole number of at least 1"),
        ("people = 11", "people = true", "`people` must be a whole number"),
        ("people = 11", 'people = "many"', "`people` must be a whole number"),
        ("people = 11", "peple = 11", "`peple` is no setting of a policy"),
        ("average_risk = 0.05", "average_risk = 0", "`average_risk` must be above 0"),
        ('"subject.sex" = ""', '"subject.shoe_size" = ""', "`subject.shoe_size` is no coded variable"),
        ('"subject.sex" = ""', '"person.sex" = ""', "`person.sex` is no coded variable"),
        ('"subject.sex" = ""', '"subject.sex" = "none"', "`none` is no code of sex"),
        (
            "[quasi_identifiers.sex]",
            "[quasi_identifiers.gender]",
            r"\[quasi_identifiers.gender\]: the table subject has",
        ),
        ("[quasi_identifiers.dataset]", "[quasi_identifiers.subject_id]", "has no variable of this name"),
        ("kept = true", "kept = true\nlevel = 1", "has no levels and no weight"),
        ("kept = true", "level = 1", "It can be `kept` only"),
        ("level = 2", "level = 4", None),  # that of suppression
        ("level = 2", "level = 5", r'levels 0 to 3, and "suppressed"; 5 is none'),
        ("level = 2", "level = -1", "must be a whole number of at least 0"),
        ("level = 2", "levle = 2", "levle is none of its settings"),
        ("bands = [5, 10, 20]\nlevel = 2\nweight = 3", "bands = [5, 10, 20]\nweight = -1", "`weight` must be a number"),
        ("bands = [5, 10, 20]", "bands = [5, 12]", "bands of 12 cannot be made of bands of 5"),
        ("bands = [5, 10, 20]", "bands = [5, 2.5]", "each of `bands` must be a whole number"),
        ("bands = [5, 10, 20]", "bands = [5, 10, 20]\nbetween = [20, 90, 95]", "the lowest and the highest"),
        ("bands = [5, 10, 20]", "bands = [5, 10, 20]\nbetween = [90, 20]", "there are no values"),
        ("bands = [5, 10, 20]\n", "", "needs its hierarchy"),
        ('other = "*", unknown = "*", white = "*" }', 'other = "*", unknown = "*" }', "'white' belongs to nothing"),
        (RACE, RACE.replace('other = "*"', 'other = "asian"'), "which is a cycle"),
        (RACE, RACE.replace('"*"', '"*", martian = "*"'), "martian is no code of race, and cannot be printed"),
        (RACE, RACE.replace('"*"', '"*", "*" = "white"'), "a second root was named"),
        ('"subject.onset_day" =', '"subject.last_contact_day" =', "last_contact_day, which is no quasi-identifier"),
        ('"subject.onset_day" =', '"subject.age" =', "by its classes and by the agreement"),
        ("[sensitive.gene]", "[sensitive.genes]", "no coded variable of this name"),
        ("[sensitive.gene]", "[sensitive.age]", "no coded variable of this name"),
        ("\nl = 2", "\nl = 0", "`l` must be a whole number"),
        ("\nl = 2", "\nm = 2", "takes `l`, and a list of codes"),
        ('harmless = ["none_found"', 'harmless = ["nothing"', "`nothing` is no code of gene"),
    ],
)
def test_setting_that_is_wrong_is_refused_by_name(old: str, new: str, told: str | None) -> None:
    if told is None:
        parse_policy(replaced(old, new), "ours.toml")
        return
    with pytest.raises(PolicyRefused, match=told) as refused:
        parse_policy(named(replaced(old, new)), "ours.toml")
    assert str(refused.value).startswith("ours.toml: ")


def test_quasi_identifier_of_the_model_that_is_left_out_is_refused() -> None:
    with pytest.raises(PolicyRefused, match=r"subject\.sex is a quasi-identifier of the model\. Say how"):
        parse_policy(named(without("quasi_identifiers.sex")), "ours.toml")


def test_policy_under_which_nothing_is_left_is_refused() -> None:
    text = STRICT.replace("level = 0", 'level = "suppressed"').replace("level = 2", 'level = "suppressed"')

    with pytest.raises(PolicyRefused, match="nothing would be left"):
        parse_policy(text, "ours.toml")


@pytest.mark.parametrize(
    "text", ["people =", "rare = 3", "agreement = 3\nrare = {}", "quasi_identifiers = { sex = 3 }"]
)
def test_text_that_is_no_policy_is_refused(text: str) -> None:
    with pytest.raises(PolicyRefused, match=r"ours\.toml"):
        parse_policy(text, "ours.toml")


def test_policy_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(STRICT, "utf-8")
    assert read_policy(path).name == default_policy().name


def test_policy_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyRefused, match="cannot be read"):
        read_policy(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(PolicyRefused, match="not UTF-8"):
        read_policy(tmp_path / "bytes.toml")


def test_attacks_that_a_file_does_not_name_have_the_strict_limits() -> None:
    assert (
        parse_policy(named(without("attacks")).replace("[weaker]", ""), "own.toml").attacks == default_policy().attacks
    )


def test_attack_that_may_succeed_more_often_needs_a_reason() -> None:
    weaker = replaced("register = { at_most = 0.09 }", "register = { at_most = 0.2 }")

    with pytest.raises(PolicyRefused, match=r"the attack `register` may succeed more often"):
        parse_policy(named(weaker).replace("[weaker]", ""), "own.toml")
    policy = parse_policy(named(weaker, '"attacks.register" = "A secure room."'), "own.toml")
    assert policy.attacks["register"].at_most == 0.2


@pytest.mark.parametrize(
    ("limit", "message"),
    [
        ("register = { at_most = 2 }", "between 0 and 1"),
        ("register = 0.09", "say one of"),
        ("registr = { at_most = 0.09 }", "is no attack"),
    ],
)
def test_attack_with_a_limit_that_is_none_is_refused(limit: str, message: str) -> None:
    text = named(replaced("register = { at_most = 0.09 }", limit)).replace("[weaker]", "")
    with pytest.raises(PolicyRefused, match=message):
        parse_policy(text, "own.toml")


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("from = 30", "has `from` and `to`"),
        ("from = 30\nto = 365\nby = 2", "has `from` and `to`"),
        ("from = 365\nto = 30", "whole days from 0 to 3650, `from` not above `to`"),
        ("from = -1\nto = 365", "whole days from 0 to 3650"),
        ("from = 30\nto = true", "whole days from 0 to 3650"),
        ("from = 30\nto = 364.5", "whole days from 0 to 3650"),
    ],
)
def test_window_of_history_ends_is_two_numbers_of_days(written: str, complaint: str) -> None:
    with pytest.raises(PolicyRefused, match=complaint):
        parse_policy(replaced("from = 30\nto = 365", written), "ours.toml")


def test_policy_that_says_nothing_of_history_ends_has_the_strict_window() -> None:
    assert parse_policy(without("history_ends"), "ours.toml").history_ends == default_policy().history_ends
