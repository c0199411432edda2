"""Staging: a file is read once into records that wait in the database; what is new is applied from there.

`reading` turns a file into rows, `sieve` leaves out what is known byte for byte, `rows` keeps them, `applying` brings
them to the rooms, `absence` finds what a full export does not name; `door` is for those who look before it is applied.
"""
