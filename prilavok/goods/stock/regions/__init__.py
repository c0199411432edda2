"""The parts of the country that the chain treats alike: a directory of cities, with exceptions for single places."""
