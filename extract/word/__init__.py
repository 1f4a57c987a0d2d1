"""WordprocessingML: the parts of a DOCX to paragraphs and tables as Word prints them."""
