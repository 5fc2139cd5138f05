"""What keeps a host running and says how it does: supervision, health, figures, logs, memory."""
