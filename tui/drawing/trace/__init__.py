"""What the events of one answer say about its five stages: rows and pages for the Pipeline screen, without a widget."""
