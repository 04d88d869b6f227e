"""PostgreSQL and Valkey out of wheels, for `make run` and `make test` on a machine that has neither.

Nothing here is part of a production installation, and nothing here needs Django.
"""
