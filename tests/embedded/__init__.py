"""Tests of the launcher, the supervisor and the test run's own machinery."""
