import functools
import threading
import time


def remember(seconds):
    def wrap(function):
        cache = {}  # fixed: all functions kept house together; prices answered with customers
        lock = threading.Lock()  # fixed: two threads could rearrange the shelf at once

        @functools.wraps(function)  # fixed: decorated functions all introduced themselves as "inner"
        def inner(*args, **kwargs):
            named = tuple(sorted(kwargs.items()))  # fixed: keywords were never written down, so EUR met USD
            values = args + tuple(value for _, value in named)
            key = (args, named, tuple(map(type, values)))  # fixed: 1, 1.0 and True passed for one another
            try:
                hash(key)
            except TypeError:  # fixed: a list as argument crashed; it goes uncached now
                return function(*args, **kwargs)
            with lock:
                entry = cache.get(key)
            # fixed: the wall clock can be turned back; the monotonic one cannot
            if entry is not None and time.monotonic() - entry[1] < seconds:
                return entry[0]
            value = function(*args, **kwargs)
            now = time.monotonic()
            with lock:
                # fixed: nobody ever moved out, so the house grew for ever
                for stale in [old for old, (_, born) in cache.items() if now - born >= seconds]:
                    del cache[stale]
                cache[key] = (value, now)
            return value  # left: callers share one object; copying would change what they receive
        return inner
    return wrap
