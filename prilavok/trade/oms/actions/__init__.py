"""What oms does, one verb a file."""
