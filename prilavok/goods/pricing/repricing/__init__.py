"""Changes of many prices at once: counted, agreed, put, taken back."""
