"""Pure: how the sources are doing, by their calendars, and what of that the operator is told."""
