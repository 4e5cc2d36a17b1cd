"""Audit of exchange logs: millions of logged exchanges, judged by the very rules that judge declared flows.

The log's engine (DuckDB, or Spark) groups exchanges by the columns that rules read and by stretches of days
in which no fact changes; what is left is judged here by the ordinary facts and compiled rules, and joined
back by the engine where ids of offenders are asked for.
"""
