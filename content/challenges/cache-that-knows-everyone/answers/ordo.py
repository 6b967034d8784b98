import functools
import threading
import time


def remember(seconds):  # fixed: the default dict was shared by every decorated function
    def wrap(function):
        cache = {}
        lock = threading.Lock()

        @functools.wraps(function)  # fixed: the function's name and docstring were lost
        def inner(*args, **kwargs):
            # 1. Key
            named = tuple(sorted(kwargs.items()))  # fixed: keyword arguments were missing from the key
            values = args + tuple(value for _, value in named)
            kinds = tuple(type(value) for value in values)  # fixed: 1, 1.0 and True shared one entry
            key = (args, named, kinds)  # left: unhashable arguments still raise TypeError, as callers know it

            # 2. Look up
            with lock:
                if key in cache and time.monotonic() - cache[key][1] < seconds:  # fixed: wall clock can be set back
                    return cache[key][0]

            # 3. Compute and store
            value = function(*args, **kwargs)
            with lock:  # fixed: two threads could change the cache at the same time
                now = time.monotonic()
                expired = [old for old, (_, stored) in cache.items() if now - stored >= seconds]
                for old in expired:  # fixed: expired entries stayed for ever and memory grew
                    del cache[old]
                cache[key] = (value, now)
            return value
        return inner
    return wrap
