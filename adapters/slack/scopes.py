"""The least that we ask of a workspace, each part with its reason: for the manifest, the guide, and the tests.

There is no `app_mentions:read` (`incoming`: a mention is heard as `message`), no `channels:join` (people invite us),
no `chat:write.public` (we post where we were invited), and nothing that reads members or files.
"""

SCOPES = {
    "chat:write": "Posting the question, answering, and changing or taking away what was posted.",
    "commands": "/upstream, and the shortcuts.",
    "im:write": "Opening the direct chat in which somebody is introduced or reminded.",
    "im:history": "Hearing what somebody writes to the bot, and after a crash asking whether a message was posted.",
    "channels:history": "Hearing answers in the threads of our questions; asking whether a message was posted.",
    "groups:history": "The same in private channels that invited us.",
    "mpim:write": "Opening the group conversation of an introduction.",
    "mpim:history": "Hearing what answers or mentions us there; asking whether a message was posted.",
    "channels:read": "Being told when a channel of ours is renamed, archived or closed to us.",
    "groups:read": "The same for private channels.",
    "users:read": "Name, time zone and language of who speaks to us; knowing guests and bots; hearing of leavers.",
}

OPTIONAL_SCOPES = {
    "users:read.email": "The domain of somebody's e-mail address, to guess their council. Without it they are asked.",
}

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
    "channel_deleted": "The same.",
    "group_deleted": "The same.",
    "channel_left": "We were taken out of a channel.",
    "group_left": "The same for private channels.",
    "app_uninstalled": "We were taken out of the workspace.",
    "tokens_revoked": "Our token was.",
}
