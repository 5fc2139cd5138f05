"""The rows of the table: a file for each subject, a function for each row."""
