"""The workbook, one sheet a module; book.py and rows.py are what they stand on."""
