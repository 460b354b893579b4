"""What the app's manifests put into the clients: shortcuts in Slack, a search box and message actions in Teams.

By id and name. The stand-ins know no manifest, so these stand here; a test holds them to what the manifests declare.
"""

SLACK = {
    "everywhere": [{"id": "reflect", "name": "Reflect"}],
    "message": [{"id": "save_as_reflection", "name": "Save as reflection"}],
}
TEAMS = {
    "search": [{"id": "search", "name": "Search reflections"}],
    "message": [{"id": "save_as_reflection", "name": "Save as reflection"}],
}
