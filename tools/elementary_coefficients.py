#!/usr/bin/env python3
"""Prints the constants of src/base/elementary.hpp. Needs mpmath (python3-mpmath); the build does not.

A minimax polynomial p of degree n on [low, high] makes the largest |weight (p - f)| as small as can be; the weight
turns an error of p into a relative error of the function. Remez exchange in 60 digits, on a grid.
"""

from mpmath import cbrt, cos, exp, factorial, frexp, floor, ldexp, log, lu_solve, matrix, mp, mpf, pi, sqrt

mp.dps = 60
TINY = mpf("1e-6")


def horner(c, u):
    value = mpf(0)
    for k in reversed(c):
        value = value * u + k
    return value


def remez(f, weight, low, high, n):
    """Coefficients, lowest power first, and the largest weighted error."""
    low, high = mpf(low), mpf(high)
    middle, half = (low + high) / 2, (high - low) / 2
    nodes = [middle - half * cos(pi * (2 * k + 1) / (2 * (n + 2))) for k in range(n + 2)]
    grid = [middle - half * cos(pi * k / (40 * n + 400)) for k in range(40 * n + 401)]
    values = [(f(u), weight(u)) for u in grid]
    for _ in range(12):
        a, b = matrix(n + 2, n + 2), matrix(n + 2, 1)
        for i, u in enumerate(nodes):
            for j in range(n + 1):
                a[i, j] = u**j
            a[i, n + 1] = (-1) ** i / weight(u)
            b[i] = f(u)
        solution = lu_solve(a, b)
        c = [solution[j] for j in range(n + 1)]
        error = [w * (horner(c, u) - v) for u, (v, w) in zip(grid, values)]
        extrema, best = [], 0  # one of each run of one sign
        for i in range(1, len(grid)):
            if (error[i] > 0) != (error[i - 1] > 0):
                extrema.append(best)
                best = i
            elif abs(error[i]) > abs(error[best]):
                best = i
        extrema.append(best)
        if len(extrema) < n + 2:
            break
        while len(extrema) > n + 2:
            extrema.pop(0 if abs(error[extrema[0]]) < abs(error[extrema[-1]]) else -1)
        nodes = [grid[i] for i in extrema]
        sizes = [abs(error[i]) for i in extrema]
        if max(sizes) / min(sizes) < mpf("1.01"):
            break
    return c, max(abs(e) for e in error)


def rounded_one_by_one(f, weight, low, high, n):
    """Each coefficient is rounded to double and the higher ones are fitted again."""
    result = []
    for k in range(n + 1):
        c, _ = remez(f, weight, low, high, n - k)
        result.append(float(c[0]))
        f = lambda u, f=f, c0=mpf(result[-1]): (f(u or TINY) - c0) / (u or TINY)
        weight = lambda u, w=weight: w(u) * (u if abs(u) > TINY else TINY)
    return result


def show(title, coefficients, f=None, weight=None, low=0, high=0):
    if f is not None:
        points = [mpf(low) + (mpf(high) - low) * k / 2000 for k in range(2001)]
        c = [mpf(v) for v in coefficients]
        title += f": relative error 2^{float(log(max(abs(weight(u) * (horner(c, u) - f(u))) for u in points), 2)):.1f}"
    print(title)
    for v in coefficients:
        print("  " + float(v).hex())


ln2 = log(mpf(2))
m, e = frexp(ln2)
ln2_high = ldexp(floor(ldexp(m, 42) + mpf(0.5)), e - 42)
show("ln 2, high part of 42 bits and low part", [ln2_high, ln2 - ln2_high])
show("1 / ln 2", [1 / ln2])
two_thirds = float(mpf(2) / 3)
show("2/3, high and low part", [two_thirds, mpf(2) / 3 - mpf(two_thirds)])

# (e^r - 1 - r) / r^2 is 1/2 + r times this
half = ln2 / 2 * mpf("1.0001")
f = lambda r: horner([1 / factorial(k + 3) for k in range(40)], r)
w = lambda r: (r**3 + mpf("1e-12")) / exp(r)
show("exp_tail after 0.5", [float(v) for v in remez(f, w, -half, half, 9)[0]], f, w, -half, half)

# with z = s^2 up to the square of s = (sqrt 2 - 1) / (sqrt 2 + 1)
z = (3 - 2 * sqrt(mpf(2))) ** 2
f = lambda u: horner([mpf(2) / (2 * k + 3) for k in range(60)], u)
w = lambda u: (u + mpf("1e-9")) / 2
show("log, (2 atanh(s) - 2 s) / s^3", rounded_one_by_one(f, w, 0, z, 6), f, w, 0, z)
f = lambda u: horner([mpf(2) / (2 * k + 5) for k in range(60)], u)
w = lambda u: (u**2 + mpf("1e-9")) / 2
show("pow, (2 atanh(s) - 2 s - 2/3 s^3) / s^5", rounded_one_by_one(f, w, 0, z, 7), f, w, 0, z)

# ((1 - e)^(-1/3) - 1) / e, interpolated at 0 and +-b: the error e^2 (e^2 - b^2) times a constant is level on +-0.1025
g = lambda e: (1 / cbrt(1 - e) - 1) / e
b = sqrt(2 * (sqrt(mpf(2)) - 1)) * mpf("0.1025")
third = mpf(1) / 3
show("cbrt", [third, (g(b) - g(-b)) / (2 * b), ((g(b) + g(-b)) / 2 - third) / b**2])
