"""What axe-core finds in the golden mails: nothing, but for what only a page can have and a mail cannot."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from golden.cases import CASES
from golden.facts import html_of, shown
from playwright.sync_api import Browser, Page

from digest.render import Renderer

# Each is a structure that is not the default, a language, a theme, or a kind of day.
CHOSEN = (
    "daily",
    "plain-theme",
    "plain-theme-in-arabic",
    "arabic",
    "japanese",
    "rtl-titles",
    "sections",
    "nothing-stands-out",
    "quiet",
    "fifty-papers",
    "images-embedded",
    "hostile",
)
# The rules that a mail cannot meet. It is shown inside the page of a mail program, whose landmarks are that
# program's: a <main> or any other landmark of ours would be a second one there, to all who jump by them.
OF_A_PAGE = {
    "landmark-one-main": "the one main landmark is the mail program's",
    "region": "all of a mail is content of the region that the mail program shows it in",
}


@pytest.fixture(scope="module", params=CHOSEN)
def mail(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """Open a golden mail as the renderer makes it now."""
    with shown(browser, html_of(Renderer().message(CASES[request.param]).data)) as page:
        yield page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 700])
def test_axe_finds_nothing_in_a_mail(mail: Page, width: int, scheme: str) -> None:
    """Whoever listens to a mail, or sees it badly, gets all of it: narrow and wide, light and dark."""
    mail.set_viewport_size({"width": width, "height": 900})
    mail.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # a literal, from the parameters above
    found = Axe().run(mail)
    wrong = {rule["id"]: rule for rule in found.response["violations"] if rule["id"] not in OF_A_PAGE}
    assert not wrong, "\n".join(found.generate_report(rule) for rule in wrong)


def test_axe_is_awake(browser: Browser) -> None:
    """It finds what is wrong with a mail, and the two rules that are left out are ones it would break."""
    html = html_of(Renderer().message(CASES["quiet"]).data)
    faulty = html.replace("</h1>", '</h1><img src="x"><h4>Deep</h4><p style="color: #eee">Pale</p>', 1)
    with shown(browser, faulty) as page:
        found = {rule["id"] for rule in Axe().run(page).response["violations"]}
    assert found == {"image-alt", "heading-order", "color-contrast", *OF_A_PAGE}
