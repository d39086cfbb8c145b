#!/usr/bin/env python3
"""Makes the reference values of E5 in stiff_test.cpp, in 40 digits: e5_reference.py 0.2. Needs mpmath.

The published values at t = 1e13 carry three digits: y2 - y3 - y4 = 0 holds exactly, and double precision keeps of that
difference a rounding of when y2 was 1e-10. Here y2 is y3 + y4, so nothing cancels. Implicit Euler, Newton to the end,
extrapolated to order 12 over steps that grow with t.
"""
import sys
from mpmath import mp, mpf, matrix, lu_solve

mp.dps = 40
A, B, C, MC = mpf("7.89e-10"), mpf("1.1e7"), mpf("1.13e3"), mpf("1.13e9")


def f(y):
    y1, y3, y4 = y
    return [-A * y1 - B * y1 * y3,
            A * y1 - B * y1 * y3 + C * y4 - MC * (y3 + y4) * y3,
            B * y1 * y3 - C * y4]


def jacobian(y):
    y1, y3, y4 = y
    return [[-A - B * y3, -B * y1, 0],
            [A - B * y3, -B * y1 - MC * (2 * y3 + y4), C - MC * y3],
            [B * y3, B * y1, -C]]


def euler(y, h):
    z = list(y)
    for _ in range(60):
        slope, J = f(z), jacobian(z)
        W = matrix(3, 3)
        for i in range(3):
            for j in range(3):
                W[i, j] = (1 if i == j else 0) - h * J[i][j]
        d = lu_solve(W, matrix([y[i] + h * slope[i] - z[i] for i in range(3)]))
        z = [z[i] + d[i] for i in range(3)]
        if all(abs(d[i]) <= mpf(10) ** -36 * abs(z[i]) + mpf(10) ** -80 for i in range(3)):
            return z
    raise ArithmeticError("Newton")


def step(y, H, order):
    table = []
    for n in range(1, order + 1):
        z = y
        for _ in range(n):
            z = euler(z, H / n)
        row = [z]
        for k in range(1, n):
            ratio = mpf(n) / (n - k) - 1
            row.append([a + (a - b) / ratio for a, b in zip(row[-1], table[-1][k - 1])])
        table.append(row)
    return table[-1][-1]


def run(growth, order=12):
    t, y, values = mpf(0), [mpf("1.76e-3"), mpf(0), mpf(0)], []
    H = mpf("1e-6")
    for end in (mpf(10) ** k for k in (1, 3, 5, 7, 9, 11, 13)):
        while t < end:
            H = min(max(H, growth * t), end - t)
            y, t = step(y, H, order), t + H
            if end - t < end * mpf(10) ** -30:
                t = end
        values.append((end, [y[0], y[1] + y[2], y[1], y[2]]))
    return values


coarse, fine = run(mpf(sys.argv[1])), run(mpf(sys.argv[1]) / 2)
for (t, a), (_, b) in zip(coarse, fine):
    print(mp.nstr(t, 3), *[mp.nstr(x, 17) for x in b],
          "agree", *[mp.nstr(abs(x - y) / abs(y), 2) if y else "-" for x, y in zip(a, b)])
