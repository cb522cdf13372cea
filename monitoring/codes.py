"""Questions other pages read by their code: every published instrument keeps their meaning (domain §4.3)."""

FUNCTION = "T01"  # does it work
PAYING = "F03"  # households paying / connected
MODEL = "G08"  # level of the spectrum of management
