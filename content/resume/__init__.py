"""resume.json: a JSON Résumé as it is, and the answers that its entries give."""
