"""What holds for every test."""

import signal

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

# The same examples each time, so that a red run is the change's fault; new ones: pytest --hypothesis-profile=default.
# No test says how fast a machine must be: not by a deadline, nor by a health check.
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")
# Hypothesis also draws the constants of whatever modules are loaded: others in each worker, which no setting turns off.
providers._get_local_constants = lambda: providers._local_constants

# A run in the background of a shell ignores Ctrl-C, and every process that it starts would as well.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
