"""Excel on Mac, the web and locked-down PCs: an Office.js add-in made from the catalogue, computed by the server.

`build` makes all its files; the server serves them below /office/. They run in one shared runtime: the page of the task
pane also holds the functions, so both know the same day, key and last message. The one script of another house is
Microsoft's office.js, which Excel requires from its own address.
"""
