"""What depends on the language of a pack: words, sentences, the forms of questions."""
