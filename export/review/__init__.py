"""The review page: one HTML file in which every value stands one click away from the place it was read from.

`page.py` puts it together of `page.html`, the files of `style/` and `script/` and the words of `words.toml`; `data.py`
makes the object that the script draws. What a document says reaches the page as JSON alone, and the DOM as text.
"""
