"""LB: laboratory results, and neurofilaments. Names and specimens are CDISC's, results and units as reported.

CDISC names a test alike in blood and in urine: the specimen tells them apart.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from ...model.vocabulary import vocabulary
from .course import Course
from .findings import Test, findings, measured, together
from .rows import Tables, rows_of
from .terms import SPECIMEN, words_as_codes, words_as_terms

# Analyte of the model, CDISC's short name, category, and CDISC's name.
_DECLARED = """
albumin                ALB      CHEMISTRY  Albumin
alkaline_phosphatase   ALP      CHEMISTRY  Alkaline Phosphatase
alt                    ALT      CHEMISTRY  Alanine Aminotransferase
ast                    AST      CHEMISTRY  Aspartate Aminotransferase
bilirubin              BILI     CHEMISTRY  Bilirubin
calcium                CA       CHEMISTRY  Calcium
cholesterol            CHOL     CHEMISTRY  Cholesterol
ck                     CK       CHEMISTRY  Creatine Kinase
chloride               CL       CHEMISTRY  Chloride
bicarbonate            BICARB   CHEMISTRY  Bicarbonate
creatinine             CREAT    CHEMISTRY  Creatinine
ggt                    GGT      CHEMISTRY  Gamma Glutamyl Transferase
glucose                GLUC     CHEMISTRY  Glucose
potassium              K        CHEMISTRY  Potassium
sodium                 SODIUM   CHEMISTRY  Sodium
phosphate              PHOS     CHEMISTRY  Phosphate
total_protein          PROT     CHEMISTRY  Protein
urate                  URATE    CHEMISTRY  Urate
urea                   UREA     CHEMISTRY  Urea
urea_nitrogen          UREAN    CHEMISTRY  Urea Nitrogen
triglycerides          TRIG     CHEMISTRY  Triglycerides
hdl                    HDL      CHEMISTRY  HDL Cholesterol
ldl                    LDL      CHEMISTRY  LDL Cholesterol
ldh                    LDH      CHEMISTRY  Lactate Dehydrogenase
magnesium              MG       CHEMISTRY  Magnesium
ferritin               FERRITIN CHEMISTRY  Ferritin
crp                    CRP      CHEMISTRY  C Reactive Protein
tsh                    TSH      CHEMISTRY  Thyrotropin
vitamin_b12            VITB12   CHEMISTRY  Vitamin B12
hba1c                  HBA1C    CHEMISTRY  Hemoglobin A1C
hematocrit             HCT      HEMATOLOGY Hematocrit
hemoglobin             HGB      HEMATOLOGY Hemoglobin
mch                    MCH      HEMATOLOGY Ery. Mean Corpuscular Hemoglobin
mchc                   MCHC     HEMATOLOGY Ery. Mean Corpuscular HGB Concentration
mcv                    MCV      HEMATOLOGY Ery. Mean Corpuscular Volume
rbc                    RBC      HEMATOLOGY Erythrocytes
wbc                    WBC      HEMATOLOGY Leukocytes
platelets              PLAT     HEMATOLOGY Platelets
basophil_count         BASO     HEMATOLOGY Basophils
eosinophil_count       EOS      HEMATOLOGY Eosinophils
lymphocyte_count       LYM      HEMATOLOGY Lymphocytes
monocyte_count         MONO     HEMATOLOGY Monocytes
neutrophil_count       NEUT     HEMATOLOGY Neutrophils
basophils_percent      BASOLE   HEMATOLOGY Basophils/Leukocytes
eosinophils_percent    EOSLE    HEMATOLOGY Eosinophils/Leukocytes
lymphocytes_percent    LYMLE    HEMATOLOGY Lymphocytes/Leukocytes
monocytes_percent      MONOLE   HEMATOLOGY Monocytes/Leukocytes
neutrophils_percent    NEUTLE   HEMATOLOGY Neutrophils/Leukocytes
anisocytes             ANISO    HEMATOLOGY Anisocytes
macrocytes             MACROCY  HEMATOLOGY Macrocytes
microcytes             MICROCY  HEMATOLOGY Microcytes
poikilocytes           POIKILO  HEMATOLOGY Poikilocytes
polychromasia          POLYCHR  HEMATOLOGY Polychromasia
urine_color            COLOR    URINALYSIS Color
urine_ketones          KETONES  URINALYSIS Ketones
urine_ph               PH       URINALYSIS pH
urine_specific_gravity SPGRAV   URINALYSIS Specific Gravity
urine_urobilinogen     UROBIL   URINALYSIS Urobilinogen
urine_protein          PROT     URINALYSIS Protein
urine_glucose          GLUC     URINALYSIS Glucose
urine_blood            OCCBLD   URINALYSIS Occult Blood
"""
# Research markers: name, short name, and CDISC's name.
_MARKERS = {
    "nfl": ("NEFL", "Neurofilament Light Chain Protein"),
    "pnfh": ("PNFH", "Phosphorylated Neurofilament Heavy Chain"),
    "ptau217": ("PTAU217", "Phosphorylated Tau Protein 217"),
    "ptau181": ("PTAU181", "Phosphorylated Tau Protein 181"),
    "abeta42": ("AMYLB42", "Amyloid Beta 1-42"),
}
_MARKER_UNIT = "pg/mL"


def laboratory(tables: Tables, course: Course) -> pa.Table:
    """The dataset LB."""
    return findings("LB", course, together([_panels(tables, course), _markers(tables, course)]), TESTS, ["--SPEC"])


def _panels(tables: Tables, course: Course) -> pa.Table:
    rows = rows_of(tables, "LABS", course.roster)
    analyte = words_as_codes(rows.text("Test_Name"), vocabulary("analyte"))
    listed, place = pa.array(list(_ANALYTES)), _ANALYTES.values()
    at = pc.index_in(analyte, listed)
    about = {
        "--CAT": pa.array([category for _, category, _ in place]).take(at),
        "--SPEC": pa.array([specimen for *_, specimen in place]).take(at),
    }
    # Until the results are there the analyte stands for the test: two have the same short name.
    return measured(
        rows, rows.days("Laboratory_Delta"), analyte, rows.text("Test_Result"), rows.text("Test_Unit"), **about
    )


def _markers(tables: Tables, course: Course) -> pa.Table:
    rows = rows_of(tables, "NEUROFILAMENT", course.roster)
    marker = words_as_codes(pc.fill_null(rows.text("Analyte"), "nfl"), vocabulary("biomarker"))
    specimen = words_as_terms(rows.text("Matrix"), "specimen", SPECIMEN)
    about = {"--CAT": pa.repeat(pa.scalar("BIOMARKER"), len(rows)), "--SPEC": specimen}
    return measured(rows, rows.days("Collection_Delta"), marker, rows.text("Result"), rows.text("Unit"), **about)


def _test(analyte: str, code: str, name: str) -> Test:
    facts = vocabulary("analyte").term(analyte).facts
    return Test(code, name, facts["unit"], facts.get("molar_mass"))


_LINES = [line.split(maxsplit=3) for line in _DECLARED.strip().splitlines()]
_ANALYTES = {
    analyte: (code, category, SPECIMEN[vocabulary("analyte").term(analyte).facts["specimen"]])
    for analyte, code, category, _ in _LINES
}
TESTS = {analyte: _test(analyte, code, name) for analyte, code, _, name in _LINES} | {
    marker: Test(code, name, _MARKER_UNIT) for marker, (code, name) in _MARKERS.items()
}
