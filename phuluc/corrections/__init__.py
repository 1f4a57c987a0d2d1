"""Corrections: what a person put right, kept in a file beside the source and applied at each extraction.

The file, `phuluc-corrections-1.schema.json` being its JSON Schema (2020-12):

    {
      "schema": "phuluc-corrections/1",
      "source": {"file": "qd294.pdf", "sha256": "5f2b..."},
      "corrections": [
        {"task": "0/II.1.1", "path": "lead", "old": "BHXH Viet Nam", "new": "BHXH Việt Nam", "note": "lỗi quét"},
        {"task": null, "path": "document.number", "old": "", "new": "294/QĐ-LĐTBXH", "note": ""}
      ]
    }

`task` is a task's id as in the JSON and the CSV, null for a value of the document. `path` is one of `export.values`:
"task", "number", "lead", "partners", "period", "outputs", "extra.LABEL"; "document.kind", "document.number",
"document.date" (ISO 8601), "document.issuer", "document.title". `old` is the value without any correction, as text, and
`new` what a person types in its place: list items one a line, an output with its period before it ("Năm 2021: Kế
hoạch"), "" for nothing. `note` may be missing. No value of a task is corrected twice in one file.

A correction fits a source where the task is there and `old` is what it says now, white space apart. A file belongs to
the source of its `sha256`; a source that no file has the sum of takes those of its file's name. `file.py` reads and
writes files, `apply.py` puts corrections on a Document.
"""
