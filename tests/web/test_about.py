"""The pages about the program: both languages, open to all, and nothing on them but words."""

import re

import httpx
import pytest
from starlette.applications import Starlette

import content
from adapters.web.about import PAGES, about_routes
from bot.keeping.promises import Promises

pytestmark = pytest.mark.anyio

PROMISES = Promises(
    controller="Example <Council>", contact="dpo@council.example", notice="https://council.example/p", hosted_in="Here"
)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def served() -> httpx.AsyncClient:
    app = Starlette(routes=about_routes(content.load().wording.say, PROMISES))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "cy"])
async def test_each_page_says_its_language_and_leads_to_the_others(path: str, language: str) -> None:
    async with served() as client:
        answer = await client.get(path, params={"lang": language})
        links = [link for link in re.findall(r'href="([^"]+)"', answer.text) if link != PROMISES.notice]
        statuses = {(await client.get(link)).status_code for link in links}
    assert (answer.status_code, answer.headers["content-language"]) == (200, language)
    assert f'<html lang="{language}">' in answer.text
    assert len(re.findall("<h1>", answer.text)) == 1
    assert len(links) == len(PAGES)
    other = "cy" if language == "en" else "en"
    assert f"{path}?lang={other}" in links
    assert statuses == {200}
    assert "Example &lt;Council&gt;" in answer.text
    assert "dpo@council.example" in answer.text
    assert f'href="{PROMISES.notice}"' in answer.text


async def test_the_browsers_language_counts_where_none_is_asked_for() -> None:
    async with served() as client:
        welsh = await client.get("/about", headers={"accept-language": "cy-GB,cy;q=0.9,en;q=0.5"})
        odd = await client.get("/about", params={"lang": "<script>"}, headers={"accept-language": "fr"})
    assert welsh.headers["content-language"] == "cy"
    assert odd.headers["content-language"] == "en"
    assert "<script" not in odd.text
