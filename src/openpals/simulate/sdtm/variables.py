"""The datasets that are written, and their variables: names, labels, types and order of SDTMIG 3.4 (SDTM 2.0).

Facts of the standard only. Of its permissible variables those are declared that a synthetic trial can fill; of its
expected ones all, as they have to be there even where nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

VERSION = "3.4"
MODEL_VERSION = "2.0"

Core = Literal["Req", "Exp", "Perm"]
Kind = Literal["text", "date", "integer", "number"]

# Limits of SAS transport files, version 5, which SDTM keeps to.
LONGEST_NAME, LONGEST_LABEL, LONGEST_TEXT = 8, 40, 200

_ARROW = {"text": pa.string(), "date": pa.string(), "integer": pa.int64(), "number": pa.float64()}


@dataclass(frozen=True)
class Variable:
    """One variable. ``length``: the most characters of a text or a date, and the bytes of a number."""

    name: str
    core: Core
    kind: Kind
    length: int
    label: str

    @property
    def is_text(self) -> bool:
        """Whether a SAS transport file holds characters; dates are texts in ISO 8601."""
        return self.kind in ("text", "date")


@dataclass(frozen=True)
class Dataset:
    """One dataset. ``keys``: what rows are sorted by and told apart by. ``people``: whether rows are somebody's."""

    name: str
    label: str
    keys: tuple[str, ...]
    variables: tuple[Variable, ...]

    @property
    def people(self) -> bool:
        """Whether each row is about a person; a trial's design is not."""
        return any(variable.name == "USUBJID" for variable in self.variables)

    @property
    def sequence(self) -> str | None:
        """The variable that numbers each person's rows."""
        return next((v.name for v in self.variables if v.name == f"{self.name}SEQ" and self.people), None)

    @property
    def schema(self) -> pa.Schema:
        """The dataset's columns as Arrow's types."""
        return pa.schema([(variable.name, _ARROW[variable.kind]) for variable in self.variables])


_PEOPLE = """
STUDYID  Req  text     20  Study Identifier
DOMAIN   Req  text      2  Domain Abbreviation
USUBJID  Req  text     40  Unique Subject Identifier
"""

_DESIGN = """
STUDYID  Req  text     20  Study Identifier
DOMAIN   Req  text      2  Domain Abbreviation
"""

_VISIT = """
VISITNUM Exp  number    8  Visit Number
VISIT    Perm text     40  Visit Name
VISITDY  Perm integer   8  Planned Study Day of Visit
EPOCH    Perm text     40  Epoch
"""

_RESULT = """
--ORRES  Exp  text    200  Result or Finding in Original Units
--ORRESU Exp  text     40  Original Units
"""

_STANDARD = """
--STRESC Exp  text    200  Character Result/Finding in Std Format
--STRESN Exp  number    8  Numeric Result/Finding in Standard Units
--STRESU Exp  text     40  Standard Units
"""

_FLAG = """
--LOBXFL Exp  text      1  Last Observation Before Exposure Flag
"""

_DECLARED = {
    "DM": (
        "Demographics",
        "STUDYID USUBJID",
        _PEOPLE
        + """
SUBJID   Req  text     20  Subject Identifier for the Study
RFSTDTC  Exp  date     10  Subject Reference Start Date/Time
RFENDTC  Exp  date     10  Subject Reference End Date/Time
RFXSTDTC Exp  date     10  Date/Time of First Study Treatment
RFXENDTC Exp  date     10  Date/Time of Last Study Treatment
RFICDTC  Exp  date     10  Date/Time of Informed Consent
RFPENDTC Exp  date     10  Date/Time of End of Participation
DTHDTC   Exp  date     10  Date/Time of Death
DTHFL    Exp  text      1  Subject Death Flag
SITEID   Req  text     10  Study Site Identifier
BRTHDTC  Perm date     10  Date/Time of Birth
AGE      Exp  integer   8  Age
AGEU     Exp  text      6  Age Units
SEX      Req  text      1  Sex
RACE     Exp  text     60  Race
ETHNIC   Perm text     40  Ethnicity
ARMCD    Exp  text     20  Planned Arm Code
ARM      Exp  text    100  Description of Planned Arm
ACTARMCD Exp  text     20  Actual Arm Code
ACTARM   Exp  text    100  Description of Actual Arm
ARMNRS   Exp  text     40  Reason Arm and/or Actual Arm is Null
ACTARMUD Exp  text    100  Description of Unplanned Actual Arm
COUNTRY  Req  text      3  Country
DMDTC    Perm date     10  Date/Time of Collection
DMDY     Perm integer   8  Study Day of Collection
""",
    ),
    "SUPPDM": (
        "Supplemental Qualifiers for DM",
        "STUDYID RDOMAIN USUBJID QNAM",
        """
STUDYID  Req  text     20  Study Identifier
RDOMAIN  Req  text      2  Related Domain Abbreviation
USUBJID  Req  text     40  Unique Subject Identifier
IDVAR    Exp  text      8  Identifying Variable
IDVARVAL Exp  text     40  Identifying Variable Value
QNAM     Req  text      8  Qualifier Variable Name
QLABEL   Req  text     40  Qualifier Variable Label
QVAL     Req  text    200  Data Value
QORIG    Req  text     20  Origin
QEVAL    Exp  text     40  Evaluator
""",
    ),
    "SE": (
        "Subject Elements",
        "STUDYID USUBJID SESTDTC ETCD",
        _PEOPLE
        + """
SESEQ    Req  integer   8  Sequence Number
ETCD     Req  text      8  Element Code
ELEMENT  Perm text     40  Description of Element
TAETORD  Perm integer   8  Planned Order of Element within Arm
EPOCH    Perm text     40  Epoch
SESTDTC  Req  date     10  Start Date/Time of Element
SEENDTC  Exp  date     10  End Date/Time of Element
SESTDY   Perm integer   8  Study Day of Start of Element
SEENDY   Perm integer   8  Study Day of End of Element
""",
    ),
    "SV": (
        "Subject Visits",
        "STUDYID USUBJID VISITNUM",
        _PEOPLE
        + """
VISITNUM Req  number    8  Visit Number
VISIT    Perm text     40  Visit Name
SVPRESP  Exp  text      1  Pre-specified
SVOCCUR  Exp  text      1  Occurrence
SVCNTMOD Perm text     40  Contact Mode
VISITDY  Perm integer   8  Planned Study Day of Visit
SVSTDTC  Exp  date     10  Start Date/Time of Observation
SVENDTC  Exp  date     10  End Date/Time of Observation
SVSTDY   Perm integer   8  Study Day of Start of Observation
SVENDY   Perm integer   8  Study Day of End of Observation
SVUPDES  Perm text    100  Description of Unplanned Visit
""",
    ),
    "AE": (
        "Adverse Events",
        "STUDYID USUBJID AEDECOD AESTDTC AESEQ",
        _PEOPLE
        + """
AESEQ    Req  integer   8  Sequence Number
AETERM   Req  text    200  Reported Term for the Adverse Event
AELLT    Exp  text    200  Lowest Level Term
AELLTCD  Exp  integer   8  Lowest Level Term Code
AEDECOD  Req  text    200  Dictionary-Derived Term
AEPTCD   Exp  integer   8  Preferred Term Code
AEHLT    Exp  text    200  High Level Term
AEHLTCD  Exp  integer   8  High Level Term Code
AEHLGT   Exp  text    200  High Level Group Term
AEHLGTCD Exp  integer   8  High Level Group Term Code
AEBODSYS Exp  text    200  Body System or Organ Class
AEBDSYCD Exp  integer   8  Body System or Organ Class Code
AESOC    Exp  text    200  Primary System Organ Class
AESOCCD  Exp  integer   8  Primary System Organ Class Code
AESEV    Perm text     20  Severity/Intensity
AESER    Exp  text      1  Serious Event
AEACN    Exp  text     40  Action Taken with Study Treatment
AEREL    Exp  text     40  Causality
AEOUT    Perm text     40  Outcome of Adverse Event
AESDTH   Perm text      1  Results in Death
AESLIFE  Perm text      1  Is Life Threatening
EPOCH    Perm text     40  Epoch
AESTDTC  Exp  date     10  Start Date/Time of Adverse Event
AEENDTC  Exp  date     10  End Date/Time of Adverse Event
AESTDY   Perm integer   8  Study Day of Start of Adverse Event
AEENDY   Perm integer   8  Study Day of End of Adverse Event
AEENRTPT Perm text     20  End Relative to Reference Time Point
AEENTPT  Perm text     40  End Reference Time Point
""",
    ),
    "CM": (
        "Concomitant/Prior Medications",
        "STUDYID USUBJID CMTRT CMSTDTC CMSEQ",
        _PEOPLE
        + """
CMSEQ    Req  integer   8  Sequence Number
CMTRT    Req  text    200  Reported Name of Drug, Med, or Therapy
CMDECOD  Perm text    200  Standardized Medication Name
CMPRESP  Perm text      1  CM Pre-specified
CMOCCUR  Perm text      1  CM Occurrence
CMDOSE   Perm number    8  Dose per Administration
CMDOSTXT Perm text     40  Dose Description
CMDOSU   Perm text     40  Dose Units
CMDOSFRQ Perm text     40  Dosing Frequency per Interval
CMROUTE  Perm text     40  Route of Administration
EPOCH    Perm text     40  Epoch
CMSTDTC  Perm date     10  Start Date/Time of Medication
CMENDTC  Perm date     10  End Date/Time of Medication
CMSTDY   Perm integer   8  Study Day of Start of Medication
CMENDY   Perm integer   8  Study Day of End of Medication
CMENRTPT Perm text     20  End Relative to Reference Time Point
CMENTPT  Perm text     40  End Reference Time Point
""",
    ),
    "EX": (
        "Exposure",
        "STUDYID USUBJID EXTRT EXSTDTC",
        _PEOPLE
        + """
EXSEQ    Req  integer   8  Sequence Number
EXTRT    Req  text    100  Name of Treatment
EXDOSE   Exp  number    8  Dose
EXDOSU   Exp  text     20  Dose Units
EXDOSFRM Exp  text     20  Dose Form
EXDOSFRQ Perm text     20  Dosing Frequency per Interval
EXROUTE  Perm text     40  Route of Administration
EPOCH    Perm text     40  Epoch
EXSTDTC  Exp  date     10  Start Date/Time of Treatment
EXENDTC  Exp  date     10  End Date/Time of Treatment
EXSTDY   Perm integer   8  Study Day of Start of Treatment
EXENDY   Perm integer   8  Study Day of End of Treatment
""",
    ),
    "DS": (
        "Disposition",
        "STUDYID USUBJID DSSTDTC DSDECOD",
        _PEOPLE
        + """
DSSEQ    Req  integer   8  Sequence Number
DSTERM   Req  text    200  Reported Term for the Disposition Event
DSDECOD  Req  text    100  Standardized Disposition Term
DSCAT    Exp  text     40  Category for Disposition Event
DSSCAT   Perm text     40  Subcategory for Disposition Event
EPOCH    Perm text     40  Epoch
DSSTDTC  Exp  date     10  Start Date/Time of Disposition Event
DSSTDY   Exp  integer   8  Study Day of Start of Disposition Event
""",
    ),
    "MH": (
        "Medical History",
        "STUDYID USUBJID MHCAT MHTERM MHSTDTC MHSEQ",
        _PEOPLE
        + """
MHSEQ    Req  integer   8  Sequence Number
MHTERM   Req  text    200  Reported Term for the Medical History
MHDECOD  Perm text    200  Dictionary-Derived Term
MHEVDTYP Perm text     40  Medical History Event Date Type
MHCAT    Perm text     40  Category for Medical History
MHPRESP  Perm text      1  Medical History Event Pre-Specified
MHOCCUR  Perm text      1  Medical History Occurrence
MHLOC    Perm text     60  Location of Event
MHLAT    Perm text     20  Laterality
MHDTC    Perm date     10  Date/Time of History Collection
MHSTDTC  Perm date     10  Start Date/Time of Medical History Event
MHDY     Perm integer   8  Study Day of History Collection
""",
    ),
    "DD": (
        "Death Details",
        "STUDYID USUBJID DDTESTCD DDDTC",
        _PEOPLE
        + """
DDSEQ    Req  integer   8  Sequence Number
DDTESTCD Req  text      8  Death Detail Assessment Short Name
DDTEST   Req  text     40  Death Detail Assessment Name
DDORRES  Exp  text    200  Result or Finding as Collected
DDSTRESC Exp  text    200  Character Result/Finding in Std Format
DDDTC    Exp  date     10  Date/Time of Collection
DDDY     Perm integer   8  Study Day of Collection
""",
    ),
    "LB": (
        "Laboratory Test Results",
        "STUDYID USUBJID LBTESTCD LBSPEC LBDTC LBSEQ",
        _PEOPLE
        + """
LBSEQ    Req  integer   8  Sequence Number
LBTESTCD Req  text      8  Lab Test or Examination Short Name
LBTEST   Req  text     40  Lab Test or Examination Name
LBCAT    Exp  text     40  Category for Lab Test
"""
        + _RESULT
        + """
LBORNRLO Exp  text     20  Reference Range Lower Limit in Orig Unit
LBORNRHI Exp  text     20  Reference Range Upper Limit in Orig Unit
"""
        + _STANDARD
        + """
LBSTNRLO Exp  number    8  Reference Range Lower Limit-Std Units
LBSTNRHI Exp  number    8  Reference Range Upper Limit-Std Units
LBNRIND  Exp  text     20  Reference Range Indicator
LBSPEC   Perm text     40  Specimen Type
"""
        + _FLAG
        + _VISIT
        + """
LBDTC    Exp  date     10  Date/Time of Specimen Collection
LBDY     Perm integer   8  Study Day of Specimen Collection
""",
    ),
    "MK": (
        "Musculoskeletal System Findings",
        "STUDYID USUBJID MKTESTCD MKLOC MKLAT MKDTC MKREPNUM MKSEQ",
        _PEOPLE
        + """
MKSEQ    Req  integer   8  Sequence Number
MKTESTCD Req  text      8  Short Name of Musculoskeletal Test
MKTEST   Req  text     40  Name of Musculoskeletal Test
"""
        + _RESULT
        + _STANDARD
        + """
MKLOC    Exp  text     60  Location Used for the Measurement
MKLAT    Perm text     20  Laterality
MKMETHOD Perm text     40  Method of Test or Examination
"""
        + _FLAG
        + """
MKREPNUM Perm integer   8  Repetition Number
"""
        + _VISIT
        + """
MKDTC    Exp  date     10  Date/Time of Collection
MKDY     Perm integer   8  Study Day of Visit/Collection/Exam
""",
    ),
    "QS": (
        "Questionnaires",
        "STUDYID USUBJID QSCAT QSTESTCD QSDTC QSSEQ",
        _PEOPLE
        + """
QSSEQ    Req  integer   8  Sequence Number
QSTESTCD Req  text      8  Question Short Name
QSTEST   Req  text     40  Question Name
QSCAT    Req  text     40  Category of Question
QSORRES  Exp  text    200  Finding in Original Units
QSSTRESC Exp  text    200  Character Result/Finding in Std Format
QSSTRESN Perm number    8  Numeric Finding in Standard Units
"""
        + _FLAG
        + """
QSEVAL   Perm text     40  Evaluator
"""
        + _VISIT
        + """
QSDTC    Exp  date     10  Date/Time of Finding
QSDY     Perm integer   8  Study Day of Finding
""",
    ),
    "RE": (
        "Respiratory System Findings",
        "STUDYID USUBJID RETESTCD REDTC REREPNUM RESEQ",
        _PEOPLE
        + """
RESEQ    Req  integer   8  Sequence Number
RETESTCD Req  text      8  Short Name of Respiratory Test
RETEST   Req  text     40  Name of Respiratory Test
"""
        + _RESULT
        + _STANDARD
        + """
REMETHOD Perm text     40  Method of Test or Examination
"""
        + _FLAG
        + """
REREPNUM Perm integer   8  Repetition Number
"""
        + _VISIT
        + """
REDTC    Exp  date     10  Date/Time of Collection
REDY     Perm integer   8  Study Day of Visit/Collection/Exam
""",
    ),
    "SS": (
        "Subject Status",
        "STUDYID USUBJID SSTESTCD SSDTC SSSEQ",
        _PEOPLE
        + """
SSSEQ    Req  integer   8  Sequence Number
SSTESTCD Req  text      8  Status Short Name
SSTEST   Req  text     40  Status Name
SSORRES  Exp  text    200  Result or Finding Original Result
SSSTRESC Exp  text    200  Character Result/Finding in Std Format
"""
        + _VISIT
        + """
SSDTC    Exp  date     10  Date/Time of Assessment
SSDY     Perm integer   8  Study Day of Assessment
""",
    ),
    "VS": (
        "Vital Signs",
        "STUDYID USUBJID VSTESTCD VSPOS VSDTC VSSEQ",
        _PEOPLE
        + """
VSSEQ    Req  integer   8  Sequence Number
VSTESTCD Req  text      8  Vital Signs Test Short Name
VSTEST   Req  text     40  Vital Signs Test Name
VSPOS    Perm text     20  Vital Signs Position of Subject
"""
        + _RESULT
        + _STANDARD
        + _FLAG
        + _VISIT
        + """
VSDTC    Exp  date     10  Date/Time of Measurements
VSDY     Perm integer   8  Study Day of Vital Signs
""",
    ),
    "TA": (
        "Trial Arms",
        "STUDYID ARMCD TAETORD",
        _DESIGN
        + """
ARMCD    Req  text     20  Planned Arm Code
ARM      Req  text    100  Description of Planned Arm
TAETORD  Req  integer   8  Planned Order of Element within Arm
ETCD     Req  text      8  Element Code
ELEMENT  Perm text     40  Description of Element
TABRANCH Exp  text    200  Branch
TATRANS  Exp  text    200  Transition Rule
EPOCH    Req  text     40  Epoch
""",
    ),
    "TE": (
        "Trial Elements",
        "STUDYID ETCD",
        _DESIGN
        + """
ETCD     Req  text      8  Element Code
ELEMENT  Req  text     40  Description of Element
TESTRL   Req  text    200  Rule for Start of Element
TEENRL   Perm text    200  Rule for End of Element
TEDUR    Perm text     20  Planned Duration of Element
""",
    ),
    "TV": (
        "Trial Visits",
        "STUDYID VISITNUM",
        _DESIGN
        + """
VISITNUM Req  number    8  Visit Number
VISIT    Req  text     40  Visit Name
VISITDY  Perm integer   8  Planned Study Day of Visit
ARMCD    Exp  text     20  Planned Arm Code
TVSTRL   Req  text    200  Visit Start Rule
""",
    ),
    "TS": (
        "Trial Summary",
        "STUDYID TSPARMCD TSSEQ",
        _DESIGN
        + """
TSSEQ    Req  integer   8  Sequence Number
TSPARMCD Req  text      8  Trial Summary Parameter Short Name
TSPARM   Req  text     40  Trial Summary Parameter
TSVAL    Exp  text    200  Parameter Value
TSVALNF  Perm text     10  Parameter Value Null Flavor
TSVALCD  Exp  text     20  Parameter Value Code
TSVCDREF Exp  text     20  Name of the Reference Terminology
TSVCDVER Exp  text     20  Version of the Reference Terminology
""",
    ),
}


def _variables(prefix: str, declared: str) -> Iterator[Variable]:
    for line in filter(None, declared.splitlines()):
        name, core, kind, length, label = line.split(maxsplit=4)
        yield Variable(name.replace("--", prefix), core, kind, int(length), label)  # type: ignore[arg-type]


DATASETS: dict[str, Dataset] = {
    name: Dataset(name, label, tuple(keys.split()), tuple(_variables(name, declared)))
    for name, (label, keys, declared) in _DECLARED.items()
}
