"""Groups of exchanges into verdicts, added up."""
