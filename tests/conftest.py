"""What holds for every test."""

import signal

# A run in the background of a shell ignores Ctrl-C, and every process that it starts would as well.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
