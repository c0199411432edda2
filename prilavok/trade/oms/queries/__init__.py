"""What oms shows."""
