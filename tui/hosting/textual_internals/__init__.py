"""Every private name of Textual and asyncssh that hosting leans on."""
