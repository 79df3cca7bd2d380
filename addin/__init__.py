"""What a spreadsheet sees: the catalogue of AR functions and its hosts come with the add-in issue."""
