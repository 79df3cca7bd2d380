"""The functions in LibreOffice Calc: an extension made from the catalogue, computed by the local service."""
