"""The columns of the members' platform's export."""

from __future__ import annotations

COLUMNS: dict[str, tuple[str, ...]] = {
    name: tuple(columns.split())
    for name, columns in {
        "members": """
            member_id name email city postcode birth_date country sex race ethnicity condition
            onset_site onset_date diagnosis_date gene
        """,
        "symptom_reports": "report_id member_id date symptom severity attributed_to answered_by words",
        "treatments": """
            course_id member_id treatment purpose start_date stop_date stop_reason dose dose_unit
            words
        """,
        "treatment_reports": """
            report_id member_id date treatment purpose doses_per_day dose dose_unit effectiveness
            side_effects adherence burden cost_band main_side_effect main_side_effect_severity
            answered_by advice
        """,
        "alsfrs": """
            report_id member_id date speech salivation swallowing handwriting cutting_without
            cutting_with dressing turning_in_bed walking climbing_stairs dyspnea orthopnea
            respiratory_insufficiency answered_by
        """,
        "outcomes": "report_id member_id date instrument item score answered_by",
        "measurements": "member_id date sign position value unit",
        "vital_capacity": "member_id date manoeuvre posture measured_by litres percent_predicted",
        "labs": "member_id date analyte specimen result unit",
        "equipment": "member_id equipment start_date stop_date",
        "family_history": "member_id relative disease",
        "deaths": "member_id died death_date",
    }.items()
}


def blank(table: str, member: str) -> dict[str, str]:
    """An empty row of somebody."""
    return {**dict.fromkeys(COLUMNS[table], ""), "member_id": member}
