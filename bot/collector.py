"""Python's search for garbage, which no process that counts forms can afford as often as it comes by itself."""

import gc


def spare_the_collector() -> None:
    """Leave what stays for good out of the search for garbage, and search less often.

    Else every hundredth form takes five times as long, because all of the libraries is looked through meanwhile.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
