"""The way back: a simulator's members, all of them invented, into the tables of a site without real people.

For the demonstration, for tests, and to measure at full size. Each file is read once, line by line.
"""

from __future__ import annotations

import csv
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from ....model.refused import Refused
from ....model.vocabulary import vocabulary
from ....sources.contribution import read_contribution
from ...common.access.actor import command
from ...common.audit.append import append
from ..consent.models import ConsentChange
from ..consent.purposes import RESEARCH, current_text
from ..journal.models import (
    Answer,
    Evaluation,
    Feeling,
    Journal,
    Measurement,
    Response,
    SymptomReport,
    TrackedSymptom,
    Treatment,
    TreatmentReport,
)
from ..journal.models.measurements import LAB, SIGN, VITAL_CAPACITY
from ..journal.models.symptoms import SEVERITIES
from ..journal.models.wellbeing import INSTRUMENT
from ..journal.questions import ALSFRS_R
from ..profile.models import Equipment, Profile, Relative
from .models import Invention
from .rows_in_bulk import Bulk, finish

INVENTED = "@example.org"
# Of so many invented members one has not said yes to the research pool.
ONE_SAYS_NO = 10

_LAYOUT_ITEMS = {"cutting_without": "cutting_no_tube", "cutting_with": "cutting_tube"}
_MODELS: dict[str, tuple[type[Any], tuple[str, ...]]] = {
    "accounts": (get_user_model(), ("id", "email", "name", "password", "joined_at")),
    "journals": (Journal, ("id", "owner_id")),
    "profiles": (
        Profile,
        (
            *("owner_id", "key", "diagnosis", "sex", "birth_year", "country", "onset_site", "gene"),
            *("onset_date", "onset_precision", "diagnosis_date", "diagnosis_precision", "died_on"),
        ),
    ),
    "consents": (ConsentChange, ("owner_id", "purpose", "given", "text", "by_id")),
    "symptoms": (TrackedSymptom, ("id", "owner_id", "key", "concept")),
    "symptom_reports": (
        SymptomReport,
        ("owner_id", "key", "day", "symptom_id", "severity", "attributed_to", "answered_by"),
    ),
    "treatments": (
        Treatment,
        (
            *("id", "owner_id", "key", "kind", "code", "purpose", "start_day", "stop_day", "stop_reason"),
            *("dose", "dose_unit"),
        ),
    ),
    "taken": (
        TreatmentReport,
        ("owner_id", "key", "day", "treatment_id", "doses_per_day", "dose", "dose_unit", "adherence", "answered_by"),
    ),
    "evaluations": (
        Evaluation,
        (
            *("owner_id", "key", "day", "treatment_id", "purpose", "effectiveness", "side_effects", "burden"),
            *("cost_band", "main_side_effect", "main_side_effect_severity", "adherence", "answered_by"),
        ),
    ),
    "responses": (Response, ("id", "owner_id", "key", "day", "instrument", "wording", "answered_by", "finished_at")),
    "answers": (Answer, ("response_id", "item", "value", "author_id")),
    "feelings": (Feeling, ("owner_id", "key", "day", "value", "answered_by")),
    "measurements": (
        Measurement,
        (
            *("owner_id", "key", "day", "kind", "code", "value", "unit", "percent_predicted", "position"),
            *("measured_by", "specimen"),
        ),
    ),
    "equipment": (Equipment, ("owner_id", "key", "equipment", "start_day", "stop_day")),
    "relatives": (Relative, ("owner_id", "key", "relative", "disease")),
}


class RealPeople(Refused):
    """The folder, or the site, holds people who may be real; the two are never mixed."""


def load(folder: Path, progress: Callable[[str], None] = lambda step: None) -> dict[str, int]:
    """Loads everybody; gives rows by kind. Accounts that are there as members take the first places of the folder.

    Raises RealPeople, SourceRefused.
    """
    contribution = read_contribution(folder)
    if not contribution.synthetic:
        raise RealPeople(f"{folder} does not say that it is synthetic. Only what a simulator wrote is loaded.")
    accounts = get_user_model()._default_manager
    if accounts.exclude(email__endswith=INVENTED).exists():
        raise RealPeople("The site has accounts that may be of real people. Invented ones go into a site of their own.")
    with transaction.atomic():
        loading = _Loading(contribution.folder)
        for step in (
            loading.members,
            loading.symptom_reports,
            loading.treatments,
            loading.treatment_reports,
            loading.alsfrs,
            loading.outcomes,
            loading.measurements,
            loading.equipment,
            loading.relatives,
        ):
            step()
            progress(f"{step.__name__}: {sum(bulk.count for bulk in loading.to.values()):,} rows")
        finish(loading.to.values())
        made = Invention.objects.create(members=len(loading.owners))
        append(by=command("load"), action="members.invent", target=made, why="invented by the simulator")
    return {"members": len(loading.owners), **{name: bulk.count for name, bulk in loading.to.items()}}


class _Loading:
    """The files of one folder, and the tables that they go into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.to = {name: Bulk(model, columns) for name, (model, columns) in _MODELS.items()}
        self.owners: dict[str, int] = {}
        self.courses: dict[tuple[int, str], int] = {}

    def rows(self, name: str) -> Iterator[dict[str, str]]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)

    def reports(self, name: str) -> Iterator[tuple[int, date, dict[str, str]]]:
        for row in self.rows(name):
            yield self.owners[row["member_id"]], date.fromisoformat(row["date"]), row

    def members(self) -> None:
        people: Any = get_user_model()._default_manager
        there = people.filter(appointments__role="member", appointments__ended_at=None)
        free = iter(
            there.exclude(pk__in=Profile.objects.values("owner_id")).order_by("pk").values_list("pk", flat=True)
        )
        deaths = {row["member_id"]: date.fromisoformat(row["death_date"]) for row in self.rows("deaths")}
        text, fresh = current_text(RESEARCH).hash, self.to["accounts"].first_id
        for place, row in enumerate(self.rows("members")):
            owner = next(free, None)
            if owner is None:
                owner, fresh = fresh, fresh + 1
                joined = datetime.combine(date(2020, 1, 1), time(), UTC)
                self.to["accounts"].add(owner, row["email"], row["name"], "!", joined)
                self.to["journals"].add(uuid.uuid4(), owner)
            self.owners[row["member_id"]] = owner
            onset, found = _day(row["onset_date"]), _day(row["diagnosis_date"])
            self.to["profiles"].add(
                owner,
                uuid.uuid4(),
                row["condition"],
                _code("sex", row["sex"]),
                int(row["birth_date"][:4]) if row["birth_date"] else None,
                row["country"][:2],
                _code("onset_site", row["onset_site"]),
                _code("gene", row["gene"]),
                onset,
                "day" if onset else "",
                found,
                "day" if found else "",
                deaths.get(row["member_id"]),
            )
            if place % ONE_SAYS_NO != ONE_SAYS_NO - 1:
                self.to["consents"].add(owner, RESEARCH, True, text, owner)

    def symptom_reports(self) -> None:
        concepts = {code: place for place, code in enumerate(vocabulary("symptom").codes)}
        first = self.to["symptoms"].first_id
        followed: dict[int, int] = {}  # owner -> one bit a symptom
        person, told = 0, set[tuple[int, date]]()
        for owner, day, row in self.reports("symptom_reports"):
            if owner != person:
                person, told = owner, set()
            place = concepts[row["symptom"]]
            symptom = first + owner * len(concepts) + place
            if not followed.get(owner, 0) >> place & 1:
                followed[owner] = followed.get(owner, 0) | 1 << place
                self.to["symptoms"].add(symptom, owner, uuid.uuid4(), row["symptom"])
            if (symptom, day) not in told:
                told.add((symptom, day))
                severity = SEVERITIES.index(row["severity"])
                self.to["symptom_reports"].add(
                    owner, uuid.uuid4(), day, symptom, severity, row["attributed_to"], row["answered_by"]
                )

    def treatments(self) -> None:
        for row in self.rows("treatments"):
            self.course(
                self.owners[row["member_id"]],
                _code("treatment", row["treatment"]),
                row["purpose"],
                _day(row["start_date"]),
                _day(row["stop_date"]),
                row["stop_reason"],
                row["dose"] or None,
                _code("dose_unit", row["dose_unit"]),
            )

    def course(self, owner: int, code: str, *values: Any) -> int:
        number = self.to["treatments"].first_id + self.to["treatments"].count
        kind = str(vocabulary("treatment").term(code).facts["kind"])
        self.to["treatments"].add(number, owner, uuid.uuid4(), _KINDS.get(kind, kind), code, *values)
        self.courses[owner, code] = number
        return number

    def treatment_reports(self) -> None:
        for owner, day, row in self.reports("treatment_reports"):
            code = _code("treatment", row["treatment"])
            course = self.courses.get((owner, code))
            if course is None:
                course = self.course(
                    owner,
                    code,
                    row["purpose"],
                    None,
                    None,
                    "",
                    row["dose"] or None,
                    _code("dose_unit", row["dose_unit"]),
                )
            if row["doses_per_day"]:
                self.to["taken"].add(
                    *(
                        owner,
                        uuid.uuid4(),
                        day,
                        course,
                        row["doses_per_day"],
                        row["dose"] or None,
                        _code("dose_unit", row["dose_unit"]),
                    ),
                    *(row["adherence"], row["answered_by"]),
                )
            if row["effectiveness"]:
                worst = row["main_side_effect_severity"]
                self.to["evaluations"].add(
                    *(owner, uuid.uuid4(), day, course, row["purpose"], row["effectiveness"], row["side_effects"]),
                    *(row["burden"], row["cost_band"], row["main_side_effect"]),
                    *(int(worst) if worst else None, row["adherence"], row["answered_by"]),
                )

    def response(self, owner: int, day: date, instrument: str, answered_by: str, items: dict[str, str]) -> None:
        number = self.to["responses"].first_id + self.to["responses"].count
        at = datetime.combine(day, time(12), UTC)
        self.to["responses"].add(number, owner, uuid.uuid4(), day, instrument, "as simulated", answered_by, at)
        for item, value in items.items():
            self.to["answers"].add(number, item, int(value), owner)

    def alsfrs(self) -> None:
        for owner, day, row in self.reports("alsfrs"):
            given = {name: row[name] for name in row if name not in _NOT_ITEMS and row[name]}
            items = {_LAYOUT_ITEMS.get(name, name): value for name, value in given.items()}
            self.response(owner, day, ALSFRS_R, row["answered_by"], items)

    def outcomes(self) -> None:
        person, told = 0, set[date]()
        for owner, day, row in self.reports("outcomes"):
            if owner != person:
                person, told = owner, set()
            if row["instrument"] != INSTRUMENT:
                self.response(owner, day, row["instrument"], row["answered_by"], {row["item"]: row["score"]})
            elif day not in told:
                told.add(day)
                self.to["feelings"].add(owner, uuid.uuid4(), day, int(row["score"]), row["answered_by"])

    def measurements(self) -> None:
        add = self.to["measurements"].add
        for owner, day, row in self.reports("measurements"):
            key = uuid.uuid4()
            add(owner, key, day, SIGN, row["sign"], row["value"], row["unit"], None, row["position"], "", "")
        for owner, day, row in self.reports("vital_capacity"):
            litres, percent = row["litres"] or None, row["percent_predicted"] or None
            unit = "L" if litres else ""
            values = (VITAL_CAPACITY, row["manoeuvre"], litres, unit, percent, row["posture"], row["measured_by"], "")
            add(owner, uuid.uuid4(), day, *values)
        for owner, day, row in self.reports("labs"):
            code = _code("analyte", row["analyte"])
            add(owner, uuid.uuid4(), day, LAB, code, row["result"], row["unit"], None, "", "", row["specimen"])

    def equipment(self) -> None:
        for row in self.rows("equipment"):
            days = _day(row["start_date"]), _day(row["stop_date"])
            self.to["equipment"].add(self.owners[row["member_id"]], uuid.uuid4(), row["equipment"], *days)

    def relatives(self) -> None:
        for row in self.rows("family_history"):
            self.to["relatives"].add(self.owners[row["member_id"]], uuid.uuid4(), row["relative"], row["disease"])


_NOT_ITEMS = {"report_id", "member_id", "date", "answered_by"}
# The vocabulary tells two kinds of drugs apart, the journal does not.
_KINDS = {"disease_modifying": "drug", "symptomatic": "drug"}


def _code(name: str, word: str) -> str:
    """The vocabulary's code for a word of the export."""
    return vocabulary(name).words[word.strip().lower()] if word else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
