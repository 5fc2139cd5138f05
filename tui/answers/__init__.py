"""What a visitor's questions and their answers are on screen: the conversation and its pages."""
