"""Qt item models over presenter rows. They decide nothing."""
