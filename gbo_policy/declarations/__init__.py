"""What users declared, checked as a whole: models, references, and where each key stands."""
