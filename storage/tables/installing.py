"""Where the app is installed, and who was invited to install it."""

from storage.tables.base import Field, SQLModel, datetime, json_list, maybe_moment, moment


class Installation(SQLModel, table=True):
    """A workspace that installed the app. Tokens are sealed: the database alone opens none of them.

    `version` counts every change of the tokens, so that of two processes only one renews them. After an uninstall the
    row stays without tokens, and `ended_at` says since when.
    """

    __tablename__ = "installation"
    platform: str = Field(primary_key=True)
    tenant: str = Field(primary_key=True)
    bot_user: str = ""
    token: str = ""
    refresh_token: str = ""  # empty where tokens do not expire
    expires_at: datetime | None = maybe_moment()
    renewing_until: datetime | None = maybe_moment()  # a process is fetching new ones
    version: int = 1
    scopes: list[str] = json_list()
    installed_at: datetime = moment()
    ended_at: datetime | None = maybe_moment()


class Invitation(SQLModel, table=True):
    """A link that lets one workspace in, once. `organisation_id` is empty where the workspace will be shared.

    `off` names the switches of `storage.switches` that are off there from the first moment on.
    """

    __tablename__ = "invitation"
    code_hash: str = Field(primary_key=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    by_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    made_at: datetime = moment()
    until: datetime = moment()
    used_at: datetime | None = maybe_moment()
    platform: str = ""
    tenant: str = ""
    off: list[str] = json_list()
