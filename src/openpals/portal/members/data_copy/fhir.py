"""A person's data as a FHIR R4 Bundle, resource by resource.

Our own code systems come first; a code of LOINC, HPO, ATC or SNOMED CT stands beside ours only where the model carries
it. Who answered is `source`, who typed it is `author`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from ....model.instruments import instruments
from ....model.vocabulary import vocabulary
from ..consent.models import ConsentChange
from ..consent.purposes import texts
from ..journal.models import Answer, Feeling, Measurement, Note, Response, SymptomReport, Treatment
from ..journal.models.entry import PERSON
from ..journal.models.symptoms import SEVERITIES
from ..journal.models.wellbeing import INSTRUMENT as FEELING
from ..journal.questions import Instrument, askable, score
from ..profile.models import Equipment, Profile

Resource = dict[str, Any]

OURS = "https://openpals.org/fhir"
LOINC = "http://loinc.org"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
PATIENT = "urn:uuid:00000000-0000-4000-8000-000000000001"
HELPER = "urn:uuid:00000000-0000-4000-8000-000000000002"

_SIGN_LOINC = {
    "weight": "29463-7",
    "height": "8302-2",
    "oxygen_saturation": "59408-5",
    "pulse": "8867-4",
    "respiratory_rate": "9279-1",
}
_FVC_LITRES = "19868-9"
_GENDERS = ("female", "male", "other")
_DRUGS = ("drug", "supplement")
_CHUNK = 2_000
_NAMESPACE = UUID("0c6c3f0e-6a0a-4f0e-9a53-6f3e0f6a2b11")


def bundle_entries(account_id: int) -> Iterator[Resource]:
    """Entries of the bundle, one after the other; only the answers of one questionnaire are held at a time."""
    for full_url, resource in _resources(account_id):
        yield {"fullUrl": full_url, "resource": resource}


def _resources(account_id: int) -> Iterator[tuple[str, Resource]]:
    profile = Profile.objects.filter(owner_id=account_id).first()
    yield PATIENT, _patient(profile)
    yield HELPER, _helper()
    if profile is not None and profile.diagnosis:
        yield _url(profile), _condition(profile)
    for instrument in askable().values():
        if Response.objects.filter(owner_id=account_id, instrument=instrument.id).exists():
            yield _questionnaire_url(instrument.id), questionnaire(instrument)
    yield from _responses(account_id)
    for report in _rows(SymptomReport, account_id, "symptom"):
        yield _url(report), _symptom(report)
    for feeling in _rows(Feeling, account_id):
        yield _url(feeling), _feeling(feeling)
    for measured in _rows(Measurement, account_id):
        yield _url(measured), _measurement(measured)
    for treatment in _rows(Treatment, account_id):
        yield _url(treatment), _medication(treatment) if treatment.kind in _DRUGS else _procedure(treatment)
    for device in _rows(Equipment, account_id):
        yield _url(device), _device(device)
    for note in _rows(Note, account_id):
        if note.text:
            yield _url(note), _note(note)
    for change in ConsentChange.objects.filter(owner_id=account_id):
        yield f"urn:uuid:00000000-0000-4000-9000-{change.pk:012x}", _consent(change)


def _rows(model: Any, account_id: int, *related: str) -> Any:
    return model.objects.filter(owner_id=account_id).select_related(*related).order_by("pk").iterator(chunk_size=_CHUNK)


def _url(row: Any) -> str:
    """Where a row's resource is found in the bundle; the same in every copy."""
    return f"urn:uuid:{uuid5(_NAMESPACE, f'{row._meta.label_lower} {row.key}')}"


def _coding(system: str, code: str, display: str = "") -> Resource:
    return {"system": system, "code": code} | ({"display": display} if display else {})


def _ours(name: str, code: str, *more: Resource) -> Resource:
    """A concept of one of our vocabularies, with what others call it."""
    label = vocabulary(name).term(code).label if code in vocabulary(name).codes else code
    return {"coding": [_coding(f"{OURS}/CodeSystem/{name}", code, label), *more], "text": label}


def _patient(profile: Profile | None) -> Resource:
    """No name and no address: they stand in account.csv."""
    patient: Resource = {"resourceType": "Patient"}
    if profile is not None:
        if profile.sex in _GENDERS:
            patient["gender"] = profile.sex
        if profile.birth_year:
            patient["birthDate"] = f"{profile.birth_year:04d}"
        if profile.died_on:
            patient["deceasedDateTime"] = profile.died_on.isoformat()
    return patient


def _helper() -> Resource:
    """Whoever typed or answered for the person; a name is theirs to give."""
    return {
        "resourceType": "RelatedPerson",
        "patient": {"reference": PATIENT},
        "relationship": [{"text": "somebody who cares for the person"}],
    }


def _condition(profile: Profile) -> Resource:
    snomed = [_coding("http://snomed.info/sct", "86044005")] if profile.diagnosis == "als" else []
    condition: Resource = {
        "resourceType": "Condition",
        "subject": {"reference": PATIENT},
        "code": _ours("condition", profile.diagnosis, *snomed),
    }
    if profile.onset_date:
        condition["onsetDateTime"] = _partial(profile.onset_date, profile.onset_precision)
    if profile.diagnosis_date:
        condition["recordedDate"] = _partial(profile.diagnosis_date, profile.diagnosis_precision)
    if profile.onset_site:
        condition["bodySite"] = [_ours("onset_site", profile.onset_site)]
    return condition


def _partial(day: date, precision: str) -> str:
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]


def _questionnaire_url(instrument: str) -> str:
    return f"{OURS}/Questionnaire/{instrument}"


def questionnaire(instrument: Instrument) -> Resource:
    """An instrument as FHIR Questionnaire, each answer with its score."""
    reported = _reported(instrument.id)
    items = []
    for question in instrument.questions:
        coding = [_coding(f"{OURS}/CodeSystem/{instrument.id}", question.item, question.title)]
        if question.slot in reported:
            coding.append(_coding(LOINC, reported[question.slot]))
        options = [
            {
                "extension": [{"url": ORDINAL, "valueDecimal": option.score}],
                "valueCoding": _coding(f"{OURS}/CodeSystem/{instrument.id}", str(option.score), option.label),
            }
            for option in question.options
        ]
        items.append(
            {
                "linkId": question.item,
                "code": coding,
                "text": question.prompt or question.title,
                "type": "choice",
                "answerOption": options,
            }
        )
    return {
        "resourceType": "Questionnaire",
        "url": _questionnaire_url(instrument.id),
        "version": instrument.wording,
        "title": instrument.name,
        "status": "active",
        "item": items,
    }


def _reported(instrument: str) -> dict[str, str]:
    """Place in the questionnaire, `panel` or `total` -> LOINC, where two sources were found for it."""
    codes: dict[str, Any] = instruments()[instrument].get("codes", {})
    reported: dict[str, str] = codes.get("loinc", {}).get("reported", {})
    return reported


def _responses(account_id: int) -> Iterator[tuple[str, Resource]]:
    part: list[Response] = []
    for response in _rows(Response, account_id):
        part.append(response)
        if len(part) == _CHUNK:
            yield from _with_answers(part)
            part = []
    yield from _with_answers(part)


def _with_answers(part: list[Response]) -> Iterator[tuple[str, Resource]]:
    answers: dict[int, list[Answer]] = defaultdict(list)
    for answer in Answer.objects.filter(response__in=part).order_by("pk"):
        answers[answer.response_id].append(answer)
    for response in part:
        yield _url(response), _response(response, answers[response.pk])
        if response.instrument in askable():
            yield _total(response, answers[response.pk])


def _response(response: Response, answers: list[Answer]) -> Resource:
    system = f"{OURS}/CodeSystem/{response.instrument}"
    resource: Resource = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": _questionnaire_url(response.instrument),
        "status": "completed" if response.finished_at else "in-progress",
        "subject": {"reference": PATIENT},
        "authored": response.day.isoformat(),
        "author": {"reference": _author(response)},
        "source": {"reference": _source(response)},
    }
    if answers:
        resource["item"] = [
            {"linkId": answer.item, "answer": [{"valueCoding": _coding(system, str(answer.value))}]}
            for answer in answers
        ]
    return resource


def _source(row: Any) -> str:
    """Who said it: somebody who types the person's words says nothing of their own."""
    return PATIENT if row.answered_by in (PERSON, "caregiver_writing") else HELPER


def _author(row: Any) -> str:
    """Who typed it."""
    return PATIENT if row.author_id in (None, row.owner_id) and row.answered_by == PERSON else HELPER


def _total(response: Response, answers: list[Answer]) -> tuple[str, Resource]:
    """The sum, or that there is none: nothing is guessed where an answer is missing."""
    instrument = askable()[response.instrument]
    given = {answer.item: answer.value for answer in answers}
    tube = any(question.tube and question.item in given for question in instrument.questions)
    total = score(instrument, given, tube).total
    loinc = _reported(instrument.id).get("total")
    code = {"coding": [_coding(f"{OURS}/CodeSystem/score", instrument.id, f"{instrument.name}: total")]}
    code["coding"] += [_coding(LOINC, loinc)] if loinc else []
    resource = _observation(response, code, "survey")
    resource["derivedFrom"] = [{"reference": _url(response)}]
    if total is None:
        reason = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
        resource["dataAbsentReason"] = {"coding": [_coding(reason, "not-asked")]}
    else:
        resource["valueInteger"] = total
    return f"urn:uuid:00000000-0000-4000-a000-{response.pk:012x}", resource


def _observation(row: Any, code: Resource, category: str) -> Resource:
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [_coding(CATEGORY, category)]}],
        "code": code,
        "subject": {"reference": PATIENT},
        "effectiveDateTime": row.day.isoformat(),
        "performer": [{"reference": _source(row)}],
    }


def _symptom(report: SymptomReport) -> Resource:
    symptom = report.symptom
    if symptom.code:
        term = vocabulary("symptom").term(symptom.code)
        hpo = [_coding("http://purl.obolibrary.org/obo/hp.owl", term.facts["hpo"])] if term.facts.get("hpo") else []
        code = _ours("symptom", symptom.code, *hpo)
    else:
        code = {"text": symptom.words}
    grade = SEVERITIES[report.severity]
    return _observation(report, code, "survey") | {"valueCodeableConcept": _ours("severity", grade)}


def _feeling(feeling: Feeling) -> Resource:
    code = {"coding": [_coding(f"{OURS}/CodeSystem/score", FEELING, "How the person feels, 1 to 5")]}
    resource = _observation(feeling, code, "survey") | {"valueInteger": feeling.value}
    return resource | ({"note": [{"text": feeling.reason}]} if feeling.reason else {})


def _measurement(measured: Measurement) -> Resource:
    name = {"sign": "vital_sign", "vital_capacity": "vc_manoeuvre", "lab": "analyte"}[measured.kind]
    loinc = _measured_loinc(measured)
    code = _ours(name, measured.code, *([_coding(LOINC, loinc)] if loinc else []))
    resource = _observation(measured, code, "laboratory" if measured.kind == "lab" else "vital-signs")
    if measured.value is not None:
        resource["valueQuantity"] = _quantity(measured.value, measured.unit)
    if measured.percent_predicted is not None:
        component = {
            "code": {"text": "percent of the predicted value"},
            "valueQuantity": _quantity(measured.percent_predicted, "%"),
        }
        resource["component"] = [component]
    return resource


def _measured_loinc(measured: Measurement) -> str:
    if measured.kind == "vital_capacity":
        return _FVC_LITRES if measured.code == "fvc" else ""
    if measured.kind == "sign":
        return _SIGN_LOINC.get(measured.code, "")
    known = measured.code in vocabulary("analyte").codes
    return str(vocabulary("analyte").term(measured.code).facts.get("loinc", "")) if known else ""


def _quantity(value: Decimal, unit: str) -> Resource:
    number = value.normalize()
    return {"value": int(number) if number == number.to_integral() else float(number)} | (
        {"unit": unit} if unit else {}
    )


def _treatment_code(treatment: Treatment) -> Resource:
    code = treatment.code or treatment.mapped_code
    if not code or code not in vocabulary("treatment").codes:
        return {"text": treatment.words or code}
    atc = vocabulary("treatment").term(code).facts.get("atc")
    return _ours("treatment", code, *([_coding("http://www.whocc.no/atc", atc)] if atc else []))


def _period(start: date | None, stop: date | None) -> Resource:
    return ({"start": start.isoformat()} if start else {}) | ({"end": stop.isoformat()} if stop else {})


def _purpose(treatment: Treatment) -> list[Resource]:
    if treatment.purpose:
        return [_ours("purpose", treatment.purpose)]
    return [{"text": treatment.purpose_words}] if treatment.purpose_words else []


def _medication(treatment: Treatment) -> Resource:
    resource: Resource = {
        "resourceType": "MedicationStatement",
        "status": "stopped" if treatment.stop_day else "active",
        "medicationCodeableConcept": _treatment_code(treatment),
        "subject": {"reference": PATIENT},
        "informationSource": {"reference": _source(treatment)},
    }
    if period := _period(treatment.start_day, treatment.stop_day):
        resource["effectivePeriod"] = period
    if purpose := _purpose(treatment):
        resource["reasonCode"] = purpose
    if treatment.stop_reason:
        resource["statusReason"] = [{"text": treatment.stop_reason}]
    if treatment.dose is not None:
        dosage: Resource = {"doseAndRate": [{"doseQuantity": _quantity(treatment.dose, treatment.dose_unit)}]}
        if treatment.doses_per_day is not None:
            dosage["text"] = f"{treatment.doses_per_day.normalize():f} doses a day"
        resource["dosage"] = [dosage]
    return resource


def _procedure(treatment: Treatment) -> Resource:
    """A procedure, a therapy or a device that is told as a treatment."""
    resource: Resource = {
        "resourceType": "Procedure",
        "status": "completed" if treatment.stop_day else "unknown",
        "code": _treatment_code(treatment),
        "subject": {"reference": PATIENT},
    }
    if period := _period(treatment.start_day, treatment.stop_day):
        resource["performedPeriod"] = period
    if purpose := _purpose(treatment):
        resource["reasonCode"] = purpose
    return resource


def _device(device: Equipment) -> Resource:
    resource: Resource = {
        "resourceType": "Device",
        "status": "inactive" if device.stop_day else "active",
        "type": _ours("equipment", device.equipment),
        "patient": {"reference": PATIENT},
    }
    days = [f"from {device.start_day.isoformat()}"] if device.start_day else []
    days += [f"until {device.stop_day.isoformat()}"] if device.stop_day else []
    return resource | ({"note": [{"text": " ".join(days)}]} if days else {})


def _note(note: Note) -> Resource:
    return _observation(note, {"text": "note in the journal"}, "social-history") | {"valueString": note.text}


def _consent(change: ConsentChange) -> Resource:
    text = texts().get(change.text)
    scope = "http://terminology.hl7.org/CodeSystem/consentscope"
    at: datetime = change.at
    resource: Resource = {
        "resourceType": "Consent",
        "status": "active" if change.given else "rejected",
        "scope": {"coding": [_coding(scope, "research")]},
        "category": [{"coding": [_coding(f"{OURS}/CodeSystem/purpose-of-use", change.purpose)]}],
        "patient": {"reference": PATIENT},
        "dateTime": at.isoformat(),
        "policyRule": {"text": f"text with SHA-256 {change.text}"},
        "provision": {"type": "permit" if change.given else "deny"},
    }
    return resource | (
        {"policyRule": {"text": f"{text.title}, version {text.version}, SHA-256 {text.hash}"}} if text else {}
    )
