"""The local web page and its HTTP API: `phuluc serve`.

`run.py` starts it; `app.py` puts it together; `gate.py` is the one door; `desk.py` is what can be asked for, `api.py`
and `pages.py` the two ways to ask; `store.py` keeps documents in a folder; `pool.py` and `worker.py` read them
elsewhere, so that this process never holds a document.
"""
