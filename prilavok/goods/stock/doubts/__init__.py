"""When a number is not known: nobody has told it, its teller doubts it, it is counted anew, it is too old."""
