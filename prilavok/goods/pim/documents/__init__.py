"""What lies beside a product: instructions, certificates, films. All of it is ours; no exchange tells of it."""
