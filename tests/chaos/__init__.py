"""Disturbed nights and imports: parts of a running setup are killed, and the warehouse must end as if nothing had happened.

`catalogue` says what is disturbed and when, `moments` waits for the time, `blows` strikes, `house` is the running setup,
`trial` drives one entry, `outcome` compares. `make chaos` runs all of it.
"""
