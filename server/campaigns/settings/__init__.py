"""What campaigns are set up with: where mail may go, hours, procedures."""
