"""The résumé in every form that it is read in: one document (`document.py`), and a writer for each form."""
