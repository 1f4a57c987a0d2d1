"""Words, agencies, provinces and units as data, each row with where it was seen or the decree behind it."""
