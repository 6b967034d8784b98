import functools
import threading
import time


def remember(seconds):  # fixed: the mutable default made one cache serve every decorated function
    """Return a decorator that keeps each result of a function for the given number of seconds."""

    def wrap(function):
        cache = {}  # Entries stand in the order in which they were stored, the oldest first.
        lock = threading.Lock()  # fixed: concurrent calls could modify the dictionary during a lookup

        @functools.wraps(function)  # fixed: the decorated function lost its name and documentation
        def inner(*args, **kwargs):
            named = tuple(sorted(kwargs.items()))  # fixed: keyword arguments were absent from the key
            types = tuple(map(type, args)) + tuple(type(value) for _, value in named)
            key = (args, named, types)  # fixed: 1, 1.0 and True were taken for the same argument

            with lock:  # left: unhashable arguments raise TypeError; callers rely on results being cached
                entry = cache.get(key)
            if entry is not None and time.monotonic() - entry[1] < seconds:  # fixed: wall-clock time can run backwards
                return entry[0]

            value = function(*args, **kwargs)
            with lock:
                now = time.monotonic()
                cache.pop(key, None)
                while cache:  # fixed: expired entries were never removed, so memory grew without limit
                    oldest = next(iter(cache))
                    if now - cache[oldest][1] < seconds:
                        break
                    del cache[oldest]
                cache[key] = (value, now)
            return value

        return inner

    return wrap
