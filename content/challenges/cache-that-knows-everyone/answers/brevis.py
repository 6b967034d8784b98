import functools
import time

def remember(seconds):
    def wrap(function):
        cache = {}  # fixed: the mutable default was shared by all decorated functions
        swept = time.monotonic()
        @functools.wraps(function)  # fixed: the wrapper hid the function's name and docstring
        def inner(*args, **kwargs):
            nonlocal swept
            named = tuple(sorted(kwargs.items()))  # fixed: keyword arguments were missing from the key
            types = tuple(map(type, args)), tuple(type(value) for _, value in named)
            key = args, named, types  # fixed: 1, 1.0 and True shared one entry
            # left: unhashable arguments still raise TypeError
            now = time.monotonic()  # fixed: time.time() follows the wall clock when it is set
            if now - swept >= seconds:  # fixed: expired entries stayed in memory for ever
                swept = now
                for old, (_, since) in list(cache.items()):
                    if now - since >= seconds:
                        cache.pop(old, None)
            entry = cache.get(key)  # fixed: with removal, an entry could vanish between two lookups
            if entry and now - entry[1] < seconds:
                return entry[0]
            value = function(*args, **kwargs)
            cache[key] = (value, time.monotonic())
            return value
        return inner
    return wrap
