"""The releases that the host offers: registered, published by a second steward, shown to everybody, retracted."""
