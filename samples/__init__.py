"""The sample document, QĐ 294/QĐ-LĐTBXH of 2021, in every kind that a reader meets first."""
