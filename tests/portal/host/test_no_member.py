from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

# Every table of the host's database. A table that is added must be added here by somebody who has asked themselves
# whether it could hold a member.
TABLES = {
    "account_emailaddress",
    "account_emailconfirmation",
    "agreement_agreementtext",
    "agreement_signature",
    "audit_alias",
    "audit_event",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "catalogue_release",
    "django_content_type",
    "django_migrations",
    "django_session",
    "django_tasks_database_dbtaskresult",
    "explorer_asked",
    "explorer_keptcohort",
    "grants_closing",
    "grants_grant",
    "host_account",
    "host_appointment",
    "institutions_affiliation",
    "institutions_institution",
    "jobs_heartbeat",
    "jobs_job",
    "mfa_authenticator",
    "notices_notice",
    "operation_stamp",
    "proposals_content",
    "proposals_document",
    "proposals_interest",
    "proposals_member",  # of a project's team
    "proposals_party",
    "proposals_proposal",
    "proposals_revision",
    "proposals_step",
    "review_assignment",
    "review_decision",
    "review_opinion",
    "review_question",
    "shared_cache",
    "socialaccount_socialaccount",
    "socialaccount_socialapp",
    "socialaccount_socialtoken",
    "usersessions_usersession",
}

# Roles of people whom the host never knows.
MEMBERS_ROLES = {"member", "caregiver", "moderator"}


@pytest.mark.django_db
def test_host_has_no_table_that_could_hold_a_member() -> None:
    assert set(connection.introspection.table_names()) == TABLES


def test_host_loads_nothing_of_the_members_site() -> None:
    assert not [app.name for app in apps.get_app_configs() if "members" in app.name]
    named = {model._meta.label for model in apps.get_models() if "member" in model._meta.label_lower}
    assert named <= {"proposals.Member"}  # of a project's team


def test_host_has_no_role_for_a_member() -> None:
    from openpals.portal.host.access import TABLE

    assert not MEMBERS_ROLES & {role.name for role in TABLE.roles}
