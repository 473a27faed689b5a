"""`make bench`: the bars of the design, measured on a throw-away street and written down with the machine's words."""
