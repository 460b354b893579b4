"""The least that we ask of a workspace: scopes and events, for the manifest, the consent, and the tests.

Why each scope is needed stands in the wording (`scopes`), for people are shown it, and in `docs/slack.md`. There is no
`app_mentions:read` (`incoming`: a mention is heard as `message`), no `channels:join` (people invite us), no
`chat:write.public` (we post where we were invited), and nothing that reads members or files.
"""

SCOPES = (
    "chat:write",
    "commands",
    "im:write",
    "im:history",
    "channels:history",
    "groups:history",
    "mpim:write",
    "mpim:history",
    "channels:read",
    "groups:read",
    "users:read",
)

OPTIONAL_SCOPES = ("users:read.email",)
"""Only to guess somebody's council from the domain of their e-mail address. Without it they are asked."""

EVENTS = {
    "message.im": "What somebody writes to the bot.",
    "message.channels": "Answers in the threads of our questions, and mentions. All else is dropped unread.",
    "message.groups": "The same in private channels.",
    "message.mpim": "The same in the group conversation of an introduction.",
    "app_home_opened": "Showing Home.",
    "user_change": "A new name, zone or language; somebody who left.",
    "channel_rename": "The name of a home of the network.",
    "group_rename": "The same for private channels.",
    "channel_archive": "Not posting where nobody reads any more.",
    "group_archive": "The same for private channels.",
    "channel_unarchive": "Asking there again.",
    "group_unarchive": "The same for private channels.",
    "channel_deleted": "The same.",
    "group_deleted": "The same.",
    "channel_left": "We were taken out of a channel.",
    "group_left": "The same for private channels.",
    "app_uninstalled": "We were taken out of the workspace.",
    "tokens_revoked": "Our token was.",
}
