"""People who are not there: crews with one-way pagers and the operators who hear them. Ordinary commands only."""
