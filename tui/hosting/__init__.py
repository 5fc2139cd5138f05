"""The doors: the same app for many visitors in one process, over SSH or a websocket. One module a concern."""
