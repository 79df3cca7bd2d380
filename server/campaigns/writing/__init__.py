"""What messages say: contents, letters, mails."""
