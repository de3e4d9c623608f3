"""The made-up police station: its people, homes and a year and a half of what happened, the same for the same seed.

Nothing in it is real. ``invent`` tells the story, ``tables`` writes it as an administrator's import tables, ``asides``
adds what no table holds, ``fill`` stores it all. Words and names stand in ``templates/demo/station.ja.toml``.
"""
