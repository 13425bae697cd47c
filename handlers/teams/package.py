"""Packs what Teams wants uploaded into one ZIP file: the manifest, its texts in other languages, two icons."""

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from handlers.teams.icons import colour_icon, outline_icon
from handlers.teams.manifest import App, Words, language_file, manifest, translation


def package(app: App, words: Words) -> bytes:
    """The file to upload; the same bytes for the same app. `words` begins with the language shown to everybody else."""
    _, *others = words
    files = {
        "manifest.json": _json(manifest(app, words)),
        **{language_file(tag): _json(translation(app, words[tag])) for tag in others},
        "color.png": colour_icon(app.name),
        "outline.png": outline_icon(app.name),
    }
    packed = BytesIO()
    with ZipFile(packed, "w") as into:
        for name, content in files.items():
            # A file without a date of its own bears the earliest that the format knows.
            into.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return packed.getvalue()


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()
