"""What is drawn, as lines of styled runs: nothing in here knows Textual, so the command line draws with it, too."""
