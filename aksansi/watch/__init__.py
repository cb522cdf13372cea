"""What whoever runs the system reads of it: alive and ready, figures for a collector, faults, numbered requests."""
