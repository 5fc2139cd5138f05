"""What outlives a question: answers, messages, visits, and what they teach the owner."""
