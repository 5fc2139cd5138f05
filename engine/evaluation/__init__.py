"""What the evaluator is made of: records of answers, what is right in them, the figures, the report."""
