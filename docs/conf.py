"""How the documentation is built: Sphinx, MyST Markdown, furo; nothing is fetched from anywhere."""

from __future__ import annotations

import veedor

project = "Veedor"
author = "the contributors to Veedor"
copyright = f"2026, {author}"
version = release = veedor.__version__
language = "en"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
nitpicky = True

myst_heading_anchors = 3
myst_links_external_new_tab = False

html_theme = "furo"
html_title = "Veedor"
html_show_sphinx = False
html_copy_source = False
html_theme_options = {
    # the system's own fonts, as on Veedor's pages
    "light_css_variables": {"font-stack": "system-ui, sans-serif", "font-stack--monospace": "ui-monospace, monospace"},
}
pygments_style = "friendly"
pygments_dark_style = "monokai"
