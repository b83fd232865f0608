"""How many columns each character takes by the C library's wcwidth, as ranges of JSON lines [first, last, columns].

Characters that it doesn't know, or that print nothing, are left out.
"""
import ctypes
import json
import locale

locale.setlocale(locale.LC_ALL, "C.UTF-8")
wcwidth = ctypes.CDLL(None).wcwidth


def main():
    start, last = 0x20, wcwidth(0x20)
    for point in range(0x21, 0x110001):
        width = wcwidth(point) if point < 0x110000 and not 0xD800 <= point < 0xE000 else -1
        if width != last:
            if last >= 0:
                print(json.dumps([start, point - 1, last]))
            start, last = point, width


main()
