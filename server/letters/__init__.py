"""What a reminder says and how it looks: content, templates, letters, mails, statements, and what the law asks."""
