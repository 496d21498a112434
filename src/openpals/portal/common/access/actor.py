"""Who acts: an account in one session, a command, or nobody known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .table import ANYONE, HOLDER, Role


class ActorKind(StrEnum):
    """What kind of actor did something."""

    VISITOR = "visitor"
    ACCOUNT = "account"
    COMMAND = "command"
    JOB = "job"


@dataclass(frozen=True)
class Actor:
    """``held`` are the roles given to the account; ``second_factor``: whether this session was opened with one."""

    kind: ActorKind
    account_id: int | None = None
    held: frozenset[Role] = frozenset()
    second_factor: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that count in this session."""
        everybody = {ANYONE} if self.account_id is None else {ANYONE, HOLDER}
        return frozenset(everybody | {role for role in self.held if self.second_factor or not role.second_factor})

    @property
    def holder_id(self) -> int:
        """The account's number, for what only somebody logged in may do. Raises LookupError for anybody else."""
        if self.account_id is None:
            raise LookupError("nobody is logged in, or a command acts for nobody")
        return self.account_id

    @property
    def asleep(self) -> frozenset[Role]:
        """Roles held that wait for a second factor."""
        return self.held - self.roles


VISITOR = Actor(ActorKind.VISITOR)


def command(name: str) -> Actor:
    """Whoever runs a command on the site's machine; their name there is not ours to record."""
    return Actor(ActorKind.COMMAND)
