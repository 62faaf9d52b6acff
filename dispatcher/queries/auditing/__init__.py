"""The auditor: were all chains of an incident run, on time, to an end? Asked of rows and journal, not of the engine."""
