"""What holds for every test."""

import signal

from hypothesis import settings

# The same examples each time, so that a red run is the change's fault; new ones: pytest --hypothesis-profile=default.
settings.register_profile("same", derandomize=True)
settings.load_profile("same")

# A run in the background of a shell ignores Ctrl-C, and every process that it starts would as well.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
