"""Selection: stages, reviewers and their conflicts, assignments, reviews and scores, decisions, letters, objections."""
