"""Applications: the forms of calls, drafts that a team writes together, submissions with receipts, corrections."""
