"""The layout of the custom scalars dashboard."""

from typing import Any

from runchart.dropin.schema import declare

Category: Any
Chart: Any
Layout: Any
MarginChartContent: Any
MultilineChartContent: Any

MESSAGES = {
    "MultilineChartContent": """
        1 tag string*
    """,
    "MarginChartContent": """
        1 series MarginChartContent.Series*
    """,
    "MarginChartContent.Series": """
        1 value string
        2 lower string
        3 upper string
    """,
    "Chart": """
        1 title string
        2 multiline MultilineChartContent in content
        3 margin MarginChartContent in content
    """,
    "Category": """
        1 title string
        2 chart Chart*
        3 closed bool
    """,
    "Layout": """
        1 version int32
        2 category Category*
    """,
}

declare(globals(), MESSAGES, {})
