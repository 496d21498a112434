"""The Research Proposal Form, first version. It was published: nothing here may change; write a new version instead."""

from __future__ import annotations

from .duo import DUO
from .spec import Field, Form, Kind, Purpose, Section

# The tables of the common model as they were when this version was published.
TABLES = (
    ("subject", "People: sex, age band, onset, diagnosis"),
    ("alsfrs", "ALSFRS and ALSFRS-R"),
    ("vital_capacity", "Vital capacity"),
    ("lab", "Laboratory values"),
    ("vital_sign", "Vital signs"),
    ("muscle_strength", "Muscle strength"),
    ("grip_strength", "Grip strength"),
    ("symptom_report", "Symptoms that people reported"),
    ("treatment", "Treatments and their reports"),
    ("outcome_response", "Other questionnaires"),
    ("adverse_event", "Adverse events"),
    ("concomitant_medication", "Other medicines"),
    ("equipment", "Equipment: ventilation, gastrostomy, wheelchair, communication"),
    ("family_history", "Family history"),
    ("el_escorial", "Criteria of diagnosis"),
    ("trial_arm", "Arms of trials"),
    ("biomarker", "Biomarkers"),
    ("vital_status", "Death and last time known alive"),
)

YES_NO = (("yes", "Yes"), ("no", "No"))

PEOPLE = Section(
    "people",
    "People",
    "Who will answer for the project. Collaborators are invited on a page of their own.",
    (
        Field("investigator", "Name of the lead investigator", Kind.LINE, longest=200, public=True),
        Field("position", "Position", Kind.LINE, "For example: professor, group leader.", longest=200),
        Field("institution", "Institution", Kind.LINE, "Its full name, as on a letter.", longest=200, public=True),
        Field("orcid", "ORCID", Kind.ORCID, "As in 0000-0002-1825-0097.", longest=19),
        Field("experience", "What have you done that is like this project?", required=False),
    ),
)

PROJECT = Section(
    "project",
    "Project",
    "What you want to find out, and how.",
    (
        Field("title", "Title", Kind.LINE, longest=200, public=True),
        Field(
            "plain_summary",
            "Summary in plain words",
            help="For people with ALS and their families. It is published when the project is approved.",
            longest=2_000,
            public=True,
        ),
        Field("background", "Background"),
        Field("objectives", "Questions that the project answers"),
        Field("design", "Design of the study"),
        Field("analysis_plan", "Plan of the analysis"),
        Field("tables", "Data that you need", Kind.CHOICES, "Ask only for what you need.", TABLES),
        Field("variables", "Which variables of these, and why", longest=3_000),
        Field("cohort", "Which people", help="Say who belongs to the group that you study.", longest=3_000),
        Field("data_use", "Use of the data", Kind.CHOICES, "Codes of the Data Use Ontology.", DUO),
        Field("funding", "Who pays for the project", longest=1_000),
        Field("interests", "Conflicts of interest", help="Write none if there are none.", longest=2_000),
    ),
)

ETHICS = Section(
    "ethics",
    "Ethics",
    "Upload the ethics board's letter on the page of documents.",
    (
        Field(
            "ethics",
            "Ethics approval",
            Kind.CHOICE,
            choices=(
                ("approved", "An ethics board has approved the project"),
                ("exempt", "An ethics board has said that no approval is needed"),
                ("not_asked", "No board was asked"),
            ),
        ),
        Field("ethics_reference", "The board and its reference", Kind.LINE, required=False, longest=200),
        Field("ethics_reason", "If no board was asked: why not", required=False, longest=2_000),
    ),
)

SETTING = Section(
    "setting",
    "Setting",
    "Where the data will be, and who can reach them there.",
    (
        Field("place", "Where the data will be kept", longest=1_000),
        Field(
            "security",
            "How they are protected",
            Kind.CHOICES,
            choices=(
                ("encrypted", "The disks are encrypted"),
                ("second_factor", "Log-in needs a second factor"),
                ("named", "Only the people of this project can open them"),
                ("logged", "Every access is logged"),
                ("nist", "The system meets NIST SP 800-171 or ISO 27001"),
            ),
        ),
        Field(
            "ai_use",
            "Use of artificial intelligence",
            Kind.CHOICE,
            choices=(
                ("none", "None"),
                ("own", "Models that run on our own machines"),
                ("contract", "A service that by contract keeps nothing and trains on nothing"),
            ),
        ),
        Field("ai_details", "If any: which, and what becomes of the model", required=False, longest=2_000),
    ),
)

OUTPUTS = Section(
    "outputs",
    "Outputs",
    "What will come of it, and where people can read it.",
    (
        Field("publication_plan", "Plan of publication", longest=2_000),
        Field(
            "return",
            "Will you give results, code or derived variables back to the pool?",
            Kind.CHOICE,
            choices=YES_NO,
        ),
    ),
)

PERIOD = Section(
    "period",
    "Period",
    "A grant lasts twelve months unless the decision says otherwise. It can be renewed.",
    (
        Field("begin", "First day", Kind.DAY, "As year-month-day, for example 2027-01-31.", longest=10),
        Field("months", "How many months", Kind.MONTHS, "From 1 to 24.", longest=2),
    ),
)

PROGRESS = Section(
    "progress",
    "Since the last decision",
    "For an amendment or a renewal.",
    (
        Field("done", "What has been done so far"),
        Field("changes", "What changes, and why"),
        Field("publications", "Publications so far", required=False),
    ),
    (Purpose.AMENDMENT, Purpose.RENEWAL),
)

FORM = Form(1, (PROGRESS, PEOPLE, PROJECT, ETHICS, SETTING, OUTPUTS, PERIOD))
