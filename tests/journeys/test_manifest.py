"""The app for Teams against the schemas that Microsoft publishes."""

import io
import json
import zipfile

import jsonschema
import pytest

import content
from adapters.teams.manifest import VERSION, package
from tests.journeys import install


@pytest.mark.parametrize(
    ("file", "schema"),
    [("manifest.json", "MicrosoftTeams.schema.json"), ("cy.json", "MicrosoftTeams.Localization.schema.json")],
)
def test_the_published_schema_accepts_it(file: str, schema: str) -> None:
    folder = install.package("@microsoft/app-manifest") / "build" / "json-schemas" / "teams" / f"v{VERSION}"
    published = json.loads((folder / schema).read_text("utf-8-sig"))
    zipped = package(
        content.load().wording.say,
        app_id="00000000-0000-4000-8000-00000000b07a",
        base_url="https://upstream.example",
        publisher="Upstream",
        version="0.1.0",
    )
    written = json.loads(zipfile.ZipFile(io.BytesIO(zipped)).read(file))
    check = jsonschema.validators.validator_for(published)(published)
    assert [f"{list(error.path)}: {error.message}" for error in check.iter_errors(written)] == []
