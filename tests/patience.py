"""How long a test waits for what must come: it ends a hang, and fails nothing because a machine is slow."""

PATIENCE = 600.0  # seconds; a reading of 2 s took over 60 where eight jobs shared two cores
FOR_EVER = 3 * PATIENCE  # seconds for which what is to be ended hangs, so that nothing ends by itself
