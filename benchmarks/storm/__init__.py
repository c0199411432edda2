"""The storm: an exchange under everything that breaks exchanges, and what is left of it afterwards."""
