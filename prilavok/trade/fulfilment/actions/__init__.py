"""What fulfilment does, one verb a file."""
