"""Outbox → Slack: claim, render, send, settle; each thing said once, whatever breaks in between.

``letters`` says what is delivered and how patiently, ``ledger`` keeps the rows, ``deliverer`` takes one message from
the row to the person, ``files`` does the same for what is attached, ``pace`` keeps Slack's limits, ``worker`` has the
threads that keep at it.
"""
