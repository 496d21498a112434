"""Who may do what to proposals, their people and documents."""

from __future__ import annotations

from ...common.access.foundation import LOG_IN_FIRST
from ...common.access.table import HOLDER, Permission, to
from ..relations import ASSIGNED, INVITED, JUDGED, LED, ON_TEAM, OWN_PLACE
from ..roles import REVIEWER, STEWARD

READERS = (*to(HOLDER, relation=ON_TEAM), *to(STEWARD, relation=JUDGED), *to(REVIEWER, relation=ASSIGNED))

PERMISSIONS = (
    Permission("desk.see", "see what waits for them", to(HOLDER), refusal=LOG_IN_FIRST),
    Permission("proposal.begin", "begin a proposal", to(HOLDER), refusal=LOG_IN_FIRST),
    Permission("proposal.see", "see a proposal", READERS, personal=True),
    Permission("proposal.edit", "fill in the form, answer questions, upload documents", to(HOLDER, relation=ON_TEAM)),
    Permission("proposal.invite", "invite people to the team", to(HOLDER, relation=LED)),
    Permission("proposal.submit", "send a proposal", to(HOLDER, relation=LED)),
    Permission("proposal.withdraw", "take a proposal back", to(HOLDER, relation=LED)),
    Permission("proposal.meet", "say how conditions are met", to(HOLDER, relation=LED)),
    Permission("proposal.follow", "begin an amendment or a renewal", to(HOLDER, relation=LED)),
    Permission("member.accept", "answer an invitation", to(HOLDER, relation=INVITED)),
    Permission("member.leave", "leave a team", to(HOLDER, relation=OWN_PLACE)),
    Permission("member.remove", "take people off the team", to(HOLDER, relation=LED)),
    Permission("document.get", "get a document", READERS, personal=True),
    Permission("document.remove", "remove a document from a draft", to(HOLDER, relation=ON_TEAM)),
)
