"""Words that users and rules share: the kinds of fact rows, and the vocabulary of declarations."""
