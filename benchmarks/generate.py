"""A synthetic members' export of any size, as CSV, for the benchmarks: no course of disease, only its bulk.

Reports per member are uneven (a few write much), in the order of their entry; about 1 % repeats, and words, dates and
severities that are wrong, as real exports have them. The same size gives the same files.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

MEMBERS, SYMPTOMS, MEDICATIONS, ALSFRS, OUTCOMES = 850_000, 24_000_000, 2_300_000, 470_000, 100_000

CONTRIBUTION = """\
[contribution]
dataset = "benchmark"
contributor = "Nobody: synthetic"
title = "Synthetic members' export for the benchmarks"
terms = "none"
layout = "members"
extracted = 2026-01-31
synthetic = true
accept_losses = 0.05
"""


def generate(folder: Path, scale: float = 1.0) -> None:
    """Writes the export into ``folder``; ``scale`` 1.0 is 24 million symptom reports of 850,000 members."""
    folder.mkdir(parents=True)
    (folder / "contribution.toml").write_text(CONTRIBUTION)
    members = int(MEMBERS * scale)
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = true")
        connection.execute(_macros(members))
        for name, rows, columns in (
            ("members", members, MEMBER),
            ("symptom_reports", int(SYMPTOMS * scale), SYMPTOM_REPORT),
            ("treatment_reports", int(MEDICATIONS * scale), TREATMENT_REPORT),
            ("alsfrs", int(ALSFRS * scale), ALSFRS_REPORT),
            ("outcomes", int(OUTCOMES * scale), OUTCOME),
        ):
            path = folder / f"{name}.csv"
            connection.execute(f"COPY (SELECT {columns} FROM range({rows}) t(i)) TO '{path}' (HEADER)")


def _macros(members: int) -> str:
    """``u(i, k)``: a number in [0, 1) for row i, the k-th; ``who``, ``day``: an uneven member and a date."""
    return f"""
        CREATE MACRO u(i, k) AS (hash(i * 64 + k) >> 11) / 9007199254740992.0;
        CREATE MACRO base(i) AS CASE WHEN u(i, 0) < 0.01 THEN i - i % 2 ELSE i END;
        CREATE MACRO pick(list, x) AS list[1 + (x * len(list))::INT % len(list)];
        CREATE MACRO who(i) AS 'M' || lpad(((u(i, 1) * u(i, 2) * {members})::INT)::VARCHAR, 7, '0');
        CREATE MACRO day(i) AS CASE WHEN u(i, 3) < 0.005 THEN '2021-02-31'
            ELSE (DATE '2012-01-01' + (u(i, 4) * 5000)::INT)::VARCHAR END;
        CREATE MACRO answered(i) AS pick(['person', 'person', 'caregiver_writing', 'caregiver_answering'], u(i, 5));
        CREATE MACRO item(i, k) AS (least(4, u(i, k) * 6))::INT;
    """


MEMBER = """
    'M' || lpad(i::VARCHAR, 7, '0') AS member_id, 'Synthetic ' || i AS name, 'm' || i || '@example.org' AS email,
    pick(['als', 'als', 'pls', 'pma', 'other'], u(i, 11)) AS condition, pick(['female', 'male'], u(i, 12)) AS sex,
    (DATE '1930-01-01' + (u(i, 13) * 24000)::INT)::VARCHAR AS birth_date,
    pick(['US', 'US', 'GB', 'DE', 'FR', 'CA', 'AU', 'BR', 'JP', 'IN'], u(i, 14)) AS country,
    pick(['bulbar', 'limb', 'limb', 'limb', 'unknown'], u(i, 15)) AS onset_site,
    (DATE '2006-01-01' + (u(i, 16) * 1500)::INT)::VARCHAR AS onset_date,
    (DATE '2010-03-01' + (u(i, 17) * 600)::INT)::VARCHAR AS diagnosis_date"""

SYMPTOM_REPORT = """
    i AS report_id, who(base(i)) AS member_id, day(base(i)) AS date,
    CASE WHEN u(i, 20) < 0.01 THEN 'tired again'
         ELSE pick(['fatigue', 'pain', 'insomnia', 'anxious_mood', 'depressed_mood', 'stiffness', 'muscle_cramps',
                    'fasciculations', 'excess_saliva', 'drooling', 'emotional_lability', 'constipation', 'weakness',
                    'dysphagia', 'choking', 'dysarthria', 'dyspnea', 'orthopnea', 'weight_loss', 'dry_mouth', 'nausea',
                    'falls', 'apathy', 'neck_pain', 'shoulder_pain', 'restless_legs', 'dizziness', 'swelling',
                    'Muscle cramps', 'Fatigue'], u(base(i), 21)) END AS symptom,
    CASE WHEN u(i, 22) < 0.005 THEN '7' ELSE pick(['0', '1', '2', '3', 'mild'], u(base(i), 23)) END AS severity,
    pick(['disease', 'unsure', NULL, NULL], u(base(i), 24)) AS attributed_to, answered(base(i)) AS answered_by,
    NULL AS words"""

TREATMENT_REPORT = """
    i AS report_id, who(base(i)) AS member_id, day(base(i)) AS date,
    pick(['riluzole', 'edaravone', 'baclofen', 'gabapentin', 'amitriptyline', 'vitamin_d', 'niv', 'physio'],
         u(base(i), 31)) AS treatment,
    pick(['slow_disease', 'pain', 'stiffness', NULL], u(base(i), 32)) AS purpose,
    (1 + (u(base(i), 33) * 3)::INT)::VARCHAR AS doses_per_day, pick(['50', '100', '12.5', '300'], u(base(i), 34)) AS dose,
    'mg' AS dose_unit, pick(['cannot tell', 'none', 'slight', 'moderate', 'major', NULL], u(base(i), 35)) AS effectiveness,
    pick(['none', 'mild', 'moderate', 'severe', NULL], u(base(i), 36)) AS side_effects,
    pick(['always as prescribed', 'usually', NULL], u(base(i), 37)) AS adherence,
    pick(['a little hard', 'very hard', NULL], u(base(i), 38)) AS burden, NULL AS cost_band,
    NULL AS main_side_effect, NULL AS main_side_effect_severity, answered(base(i)) AS answered_by"""

ALSFRS_REPORT = """
    i AS report_id, who(base(i)) AS member_id, day(base(i)) AS date, item(i, 41) AS speech, item(i, 42) AS salivation,
    item(i, 43) AS swallowing, item(i, 44) AS handwriting, CASE WHEN u(i, 53) < 0.9 THEN item(i, 45) END AS cutting_without,
    CASE WHEN u(i, 53) >= 0.9 THEN item(i, 45) END AS cutting_with, item(i, 46) AS dressing, item(i, 47) AS turning_in_bed,
    item(i, 48) AS walking, item(i, 49) AS climbing_stairs, item(i, 50) AS dyspnea, item(i, 51) AS orthopnea,
    item(i, 52) AS respiratory_insufficiency, answered(base(i)) AS answered_by"""

OUTCOME = """
    i AS report_id, who(base(i)) AS member_id, day(base(i)) AS date, 'feeling-now' AS instrument, 'feeling' AS item,
    (1 + (u(base(i), 61) * 4)::INT)::VARCHAR AS score, answered(base(i)) AS answered_by"""
