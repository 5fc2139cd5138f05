"""What `portfolio deploy` writes for another machine, from the settings at hand."""
