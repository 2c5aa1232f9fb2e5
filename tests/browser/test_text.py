"""Text on the board, on real event files: markdown that can do nothing, as it was logged, and what changed."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util.tensor_util import make_tensor_proto
from test_accessibility import serious

from runchart import SummaryWriter

GOLDEN = Path(__file__).parents[1] / "golden"
REPORT = """# Report {step}

The **loss** fell to `{loss}`, see [the page](https://example.com/page).

| split | accuracy |
|---|---:|
| val | {loss} |

* [x] trained
* [ ] published

```python
print("<b>")
```
"""


@pytest.fixture
def open_quiet(open_page, complaints):
    """Pages on which nothing may be said on the console, and whose policy was asked for nothing that it forbids."""
    yield open_page
    assert complaints == []


@pytest.fixture(scope="module")
def board_url(served, tmp_path_factory) -> str:
    logdir = tmp_path_factory.mktemp("text")
    for number in range(2):
        with SummaryWriter(str(logdir / f"run{number}")) as writer:
            for step in range(3):
                writer.add_scalar("val/loss", 1 / (1 + step), step)
                writer.add_text("val/report", REPORT.format(step=step, loss=round(1 / (1 + step + number), 2)), step)
    return served(logdir).url


def card(page: Page, tag: str) -> Locator:
    return page.locator(f"[data-testid=media-card][data-tag='{tag}']")


def text(page: Page, tag: str, run: str) -> Locator:
    return card(page, tag).locator(f"[data-testid=column][data-run='{run}'] [data-testid=text]")


def move(page: Page, tag: str, key: str) -> None:
    card(page, tag).get_by_role("slider").focus()
    page.keyboard.press(key)


def test_markdown_of_all_runs_at_one_step(board_url, open_quiet):
    page = open_quiet(board_url)
    for run in ("run0", "run1"):
        shown = text(page, "val/report", run)
        expect(shown.get_by_role("heading", name="Report 2")).to_be_visible()
        expect(shown.locator("strong")).to_have_text("loss")
        expect(shown.get_by_role("link", name="the page")).to_have_attribute("rel", "noopener noreferrer")
        assert shown.locator("td").all_inner_texts() == ["val", "0.33" if run == "run0" else "0.25"]
        assert [box.is_checked() for box in shown.get_by_role("checkbox").all()] == [True, False]
        expect(shown.locator("pre code")).to_have_text('print("<b>")\n')
    move(page, "val/report", "Home")
    expect(text(page, "val/report", "run1").get_by_role("heading", name="Report 0")).to_be_visible()


def test_as_it_was_logged(board_url, open_quiet):
    page = open_quiet(board_url)
    expect(text(page, "val/report", "run0").get_by_role("heading")).to_be_visible()
    card(page, "val/report").get_by_role("button", name="As it was logged").click()
    expect(text(page, "val/report", "run0").locator("pre")).to_have_text(REPORT.format(step=2, loss=0.33))
    expect(page).to_have_url(re.compile("text:raw"))


def test_changed_words(board_url, open_quiet):
    page = open_quiet(board_url)
    shown = text(page, "val/report", "run1")
    expect(shown.get_by_role("heading")).to_be_visible()
    mark(page, "step")
    assert_changes(shown, removed=["1", "0.33", "0.33"], added=["2", "0.25", "0.25"])
    mark(page, "run")
    expect(text(page, "val/report", "run1").get_by_role("heading")).to_be_visible()
    first = text(page, "val/report", "run0")
    assert_changes(first, removed=["0.25", "0.25"], added=["0.33", "0.33"])
    mark(page, "step")
    move(page, "val/report", "Home")
    expect(shown).to_contain_text("this is the first")


def mark(page: Page, changes: str) -> None:
    """Marks the words that changed, since the step before or from the first run."""
    card(page, "val/report").get_by_role("button", name="Changed words").click()
    choice = page.get_by_role("combobox", name="Changed words")
    choice.select_option(changes)
    choice.press("Escape")
    expect(choice).to_have_count(0)


def assert_changes(shown: Locator, removed: list[str], added: list[str]) -> None:
    expect(shown.locator("del")).to_have_text(removed)
    expect(shown.locator("ins")).to_have_text(added)


HOSTILE = """
<script>window.stolen = 1</script>
<img src="x" onerror="window.stolen = 2"> <img alt="tracker" src="https://example.com/pixel.png">
<iframe src="javascript:window.stolen = 3"></iframe><object data="x"></object><embed src="x">
<a href="javascript:window.stolen = 4">click</a> [md](javascript:window.stolen=5)
<style>body { display: none }</style><p style="position: fixed; inset: 0" id="tag-filter" class="page" name="body">styled</p>
<form action="https://example.com"><input name="q"><button>send</button></form>
<svg><script>window.stolen = 6</script><animate onbegin="window.stolen = 7"></animate></svg>
<math><mtext><table><mglyph><style><img src=x onerror="window.stolen = 8"></style></mglyph></table></mtext></math>
<details open ontoggle="window.stolen = 9"><summary>more</summary>inside</details>
![data](data:text/html,<script>window.stolen=10</script>)
"""


def test_hostile_markdown_does_nothing(serve, tmp_path, open_quiet):
    with SummaryWriter(str(tmp_path / "run")) as writer:
        writer.add_text("hostile", HOSTILE, 1)
    asked: list[str] = []
    page = open_quiet("about:blank")
    page.on("request", lambda request: asked.append(request.url))
    url = serve(tmp_path).loaded().url
    page.goto(url)
    shown = text(page, "hostile", "run")
    expect(shown).to_contain_text("styled")
    expect(shown.get_by_role("link", name="[image tracker]")).to_be_visible()
    assert (
        shown.locator(
            "script, iframe, object, embed, style, form, button, svg, math, img, input, [style], [id], [class=page]"
        ).count()
        == 0
    )
    assert shown.locator("a[href^='javascript']").count() == 0
    for link in shown.get_by_text("click").all():
        assert link.get_attribute("href") is None
    assert page.evaluate("window.stolen") is None
    assert [address for address in asked if not address.startswith(url)] == []


def test_scripts_of_the_world_and_very_long_text(serve, tmp_path, open_quiet):
    with SummaryWriter(str(tmp_path / "run")) as writer:
        writer.add_text("chinese", "训练**很好** 👍🏽", 1)
        writer.add_text("arabic", "النموذج **جيد** جدا", 1)
        writer.add_text("long", "word " * 100_000, 1)
        writer.add_text("nothing", "", 1)
    page = open_quiet(serve(tmp_path).loaded().url)
    expect(text(page, "chinese", "run").locator("strong")).to_have_text("很好")
    expect(text(page, "arabic", "run").locator("p")).to_have_css("direction", "rtl")
    expect(text(page, "long", "run")).to_contain_text("500 kB of text, shown as it was logged.")
    card(page, "nothing").scroll_into_view_if_needed()
    expect(text(page, "nothing", "run")).to_contain_text("The text is empty.")
    card(page, "long").scroll_into_view_if_needed()
    text(page, "long", "run").get_by_role("button", name="Show as markdown").click()
    expect(text(page, "long", "run").locator("p").first).to_contain_text("word word")


def test_tables_of_strings(serve, tmp_path, open_quiet):
    metadata = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="text"))
    strings = make_tensor_proto(np.array([[b"**a**", b"b"], [b"c", b"<script>window.stolen = 1</script>d"]], object))
    writer = EventFileWriter(str(tmp_path / "run"))
    writer.add_event(
        Event(step=7, wall_time=1.0, summary=Summary(value=[Summary.Value(tag="t", metadata=metadata, tensor=strings)]))
    )
    writer.close()
    page = open_quiet(serve(tmp_path).loaded().url)
    rows = text(page, "t", "run").locator("tr")
    expect(rows).to_have_count(2)
    assert [row.locator("td").all_inner_texts() for row in rows.all()] == [["a", "b"], ["c", "d"]]
    expect(rows.first.locator("strong")).to_have_text("a")


@pytest.mark.parametrize("golden", ["tensorboardX", "torch", "tensorflow2"])
def test_text_in_files_of_others(served, open_quiet, golden):
    page = open_quiet(served(GOLDEN / golden).url)
    page.get_by_test_id("kinds").get_by_role("button", name="Text").click()
    expect(page.get_by_test_id("text").first).to_be_visible()
    assert page.get_by_test_id("text").first.inner_text().strip()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_axe_finds_nothing_serious(board_url, open_quiet, scheme, locale):
    page = open_quiet(board_url, color_scheme=scheme, locale=locale)
    expect(text(page, "val/report", "run0").get_by_role("heading")).to_be_visible()
    assert serious(page) == []
    page.locator("[data-testid=media-card] [aria-haspopup=dialog]").click()
    choice = page.get_by_role("dialog").get_by_role("combobox")
    choice.select_option("step")
    choice.press("Escape")
    expect(choice).to_have_count(0)
    expect(text(page, "val/report", "run1").locator("ins").first).to_be_visible()
    assert serious(page) == []
