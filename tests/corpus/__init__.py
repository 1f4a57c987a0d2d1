"""Documents made from known content: plans as data, layouts as parameters, real producers, and a scorer."""

import os

# As the command does, before numpy is loaded: its threads wait busily, and the times measured here are of one core.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
