"""The installation side: what makes a checkout able to run, and nothing the program itself uses."""
