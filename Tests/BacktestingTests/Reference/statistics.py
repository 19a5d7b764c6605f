#!/usr/bin/env python3
"""The statistics of a backtest, computed from its files by their definitions: the judge of the Swift ones.

  statistics.py TRADES.csv EQUITY.csv [--steps STEPS.csv] [--bars N] [--trials N --variance V] [--expiry DAY,DAY...]

TRADES.csv  the list of trades.   EQUITY.csv  equity by day: day,open,high,low,close.
STEPS.csv   equity after every bar: time,equity.   --bars  bars of all instruments in session.
--variance  of the trials' daily Sharpe ratios.   --expiry  the expiry days, for the cut by them.

Prints one JSON object: shares as fractions, money as decimal text, undefined numbers left out. Standard library only.
"""
import argparse
import csv
import datetime as dt
import json
import math
import re
import sys
from decimal import Decimal
from fractions import Fraction

# The file bears a standard module's name: its own folder must not hide that.
sys.path = sys.path[1:]
from statistics import NormalDist  # noqa: E402

KINDS = ["brokerage", "stt", "exchange", "sebi", "gst", "stamp", "dp", "rounding"]
REASONS = ["stopLoss", "trailingStop", "breakEven", "profitLock", "target", "signal", "timeLimit", "squareOff",
           "limitBreach", "emergency", "manual", "unprotected", "unknown"]
# Files write trailing_stop for the trailingStop of the groups.
WRITTEN = {re.sub("[A-Z]", lambda letter: "_" + letter.group().lower(), reason): reason for reason in REASONS}
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def money(amount):
    """Two decimals, up to four where they are needed."""
    text = "%.4f" % amount
    while text.endswith("0") and len(text) - text.index(".") > 3:
        text = text[:-1]
    return "0.00" if text in ("-0.00", "0.00") else text


def over(a, b):
    return None if b == 0 else float(Fraction(a) / Fraction(b))


def read_trades(path):
    trades = []
    for row in rows(path):
        trade = {name: Decimal(row[name]) for name in KINDS + ["gross", "charges", "net", "equity_after"]}
        assert sum(trade[kind] for kind in KINDS) == trade["charges"], row
        assert trade["gross"] - trade["charges"] == trade["net"], row
        trade["value"] = int(row["quantity"]) * (Decimal(row["entry_price"]) + Decimal(row["exit_price"]))
        trade["entry"] = dt.datetime.fromisoformat(row["entry_time"])
        trade["exit"] = dt.datetime.fromisoformat(row["exit_time"])
        trade["bars"] = int(row["bars_held"])
        trade["reason"] = WRITTEN[row["exit_reason"] or "unknown"]
        trade["symbol"] = row["symbol"]
        trade["direction"] = row["direction"]
        trades.append(trade)
    return trades


def group(name, trades):
    nets = [t["net"] for t in trades]
    won = sum((n for n in nets if n > 0), Decimal(0))
    lost = sum((n for n in nets if n < 0), Decimal(0))
    return {
        "name": name, "trades": len(nets), "wins": sum(n > 0 for n in nets), "losses": sum(n < 0 for n in nets),
        "winRate": over(sum(n > 0 for n in nets), len(nets)), "gross": money(sum(t["gross"] for t in trades)),
        "charges": money(sum(t["charges"] for t in trades)), "net": money(sum(nets)),
        "expectancy": over(sum(nets), len(nets)), "profitFactor": over(won, -lost),
    }


def cut(trades, key, names):
    result = []
    for name in names:
        members = [t for t in trades if key(t) == name]
        if members:
            result.append(group(name, members))
    return result


def streak(nets, is_member):
    longest = current = 0
    for net in nets:
        current = current + 1 if is_member(net) else 0
        longest = max(longest, current)
    return longest


def trade_statistics(trades):
    nets = [t["net"] for t in trades]
    wins = [n for n in nets if n > 0]
    losses = [n for n in nets if n < 0]
    win, loss = over(sum(wins), len(wins)), over(sum(losses), len(losses))
    seconds = sum((t["exit"] - t["entry"]).total_seconds() for t in trades)
    return {
        "trades": len(nets), "wins": len(wins), "losses": len(losses), "winRate": over(len(wins), len(nets)),
        "gross": money(sum((t["gross"] for t in trades), Decimal(0))), "net": money(sum(nets, Decimal(0))),
        "averageWin": win, "averageLoss": loss,
        "largestWin": money(max(wins)) if wins else None, "largestLoss": money(min(losses)) if losses else None,
        "profitFactor": over(sum(wins), -sum(losses)), "expectancy": over(sum(nets), len(nets)),
        "payoffRatio": win / -loss if win is not None and loss is not None else None,
        "averageBarsHeld": over(sum(t["bars"] for t in trades), len(nets)),
        "averageSecondsHeld": seconds / len(nets) if nets else None,
        "longestWinningStreak": streak(nets, lambda n: n > 0), "longestLosingStreak": streak(nets, lambda n: n < 0),
        "tradedValue": money(sum((t["value"] for t in trades), Decimal(0))),
    }


def charge_totals(trades):
    result = {kind: money(sum((t[kind] for t in trades), Decimal(0))) for kind in KINDS}
    total = sum((t["charges"] for t in trades), Decimal(0))
    gross = sum((t["gross"] for t in trades), Decimal(0))
    return result | {"total": money(total), "shareOfGross": over(total, gross) if gross > 0 else None}


def trade_groups(trades, expiry):
    symbols = list(dict.fromkeys(t["symbol"] for t in trades))
    expiry_days = [] if expiry is None else cut(
        trades, lambda t: "expiry day" if t["entry"].date() in expiry else "other day", ["expiry day", "other day"])
    return {
        "weekdays": cut(trades, lambda t: WEEKDAYS[t["entry"].weekday()], WEEKDAYS),
        "entryHours": cut(trades, lambda t: "%02d" % t["entry"].hour, ["%02d" % h for h in range(24)]),
        "directions": cut(trades, lambda t: t["direction"], ["long", "short"]),
        "exitReasons": cut(trades, lambda t: t["reason"], REASONS),
        "instruments": cut(trades, lambda t: t["symbol"], symbols), "expiryDays": expiry_days,
    }


def read_days(path):
    return [(dt.date.fromisoformat(r["day"]), Decimal(r["open"]), Decimal(r["close"])) for r in rows(path)]


def drawdowns(capital, steps):
    """Every fall below a peak, in order. The list of steps begins before the first bar, at the capital."""
    falls = []
    times = [None] + [time for time, _ in steps]
    levels = [capital] + [level for _, level in steps]
    index = 0
    while index + 1 < len(levels):
        if levels[index + 1] >= levels[index]:
            index += 1
            continue
        end = index + 1
        while end < len(levels) and levels[end] < levels[index]:
            end += 1
        lowest = min(range(index + 1, end), key=lambda i: levels[i])
        recovered = end < len(levels)
        last = end if recovered else len(levels) - 1
        began = times[index] or times[1]
        amount = levels[index] - levels[lowest]
        falls.append({
            "peak": money(levels[index]), "trough": money(levels[lowest]), "amount": money(amount),
            "share": over(amount, levels[index]) if levels[index] > 0 else None,
            "peakTime": times[index] and times[index].isoformat(), "troughTime": times[lowest].isoformat(),
            "recoveryTime": times[end].isoformat() if recovered else None,
            "bars": last - index, "days": (times[last].date() - began.date()).days,
            "_amount": amount,
        })
        index = end
    return falls


def worst(falls, key):
    best = None
    for fall in falls:
        if key(fall) is not None and (best is None or key(fall) > key(best)):
            best = fall
    return best and {name: value for name, value in best.items() if not name.startswith("_")}


YEARLY = ("cagr", "volatility", "sharpe", "sortino", "calmar")


def return_statistics(capital, final, days, years, share, trials, variance):
    result = all_return_statistics(capital, final, days, years, share, trials, variance)
    return result if len(days) >= 30 else {name: value for name, value in result.items() if name not in YEARLY}


def all_return_statistics(capital, final, days, years, share, trials, variance):
    growth = over(final, capital) if capital > 0 else None
    result = {"total": None if growth is None else growth - 1}
    if growth and growth > 0 and years:
        result["cagr"] = math.exp(math.log(growth) / years) - 1
        if share:
            result["calmar"] = result["cagr"] / share
    if not days or any(before <= 0 for _, before, _ in days):
        return result
    returns = [float(Fraction(after) / Fraction(before) - 1) for _, before, after in days]
    n = len(returns)
    mean = math.fsum(returns) / n
    downside = math.sqrt(math.fsum(min(r, 0) ** 2 for r in returns) / n)
    result |= {"bestDay": max(returns), "worstDay": min(returns),
               "winningDays": over(sum(r > 0 for r in returns), sum(r != 0 for r in returns)),
               "sortino": mean / downside * math.sqrt(252) if downside > 0 else None}
    if n < 2 or min(returns) == max(returns):
        return result
    deviation = math.sqrt(math.fsum((r - mean) ** 2 for r in returns) / (n - 1))
    m2, m3, m4 = (math.fsum((r - mean) ** k for r in returns) / n for k in (2, 3, 4))
    daily = mean / deviation
    skewness, kurtosis = m3 / m2 ** 1.5, m4 / m2 ** 2
    result |= {"volatility": deviation * math.sqrt(252), "sharpe": daily * math.sqrt(252), "skewness": skewness,
               "kurtosis": kurtosis}
    normal = NormalDist()
    error = 1 - skewness * daily + (kurtosis - 1) / 4 * daily ** 2

    def confidence(benchmark):
        if error <= 0:
            return None
        # erfc instead of NormalDist.cdf: exact in the left tail too.
        return math.erfc(-(daily - benchmark) * math.sqrt(n - 1) / math.sqrt(error) / math.sqrt(2)) / 2

    result["probabilisticSharpe"] = confidence(0)
    if trials and trials > 1:
        gamma = 0.5772156649015328606
        luck = math.sqrt(variance) * ((1 - gamma) * normal.inv_cdf(1 - 1 / trials)
                                      + gamma * normal.inv_cdf(1 - 1 / (trials * math.e)))
        result["deflatedSharpe"] = confidence(luck)
    return result


def monthly(days):
    def growth(members):
        return over(members[-1][2], members[0][1]) - 1 if members and members[0][1] > 0 else None

    years = []
    for year in sorted({day.year for day, _, _ in days}):
        of_year = [d for d in days if d[0].year == year]
        months = [growth([d for d in of_year if d[0].month == month]) for month in range(1, 13)]
        years.append({"year": year, "months": months, "total": growth(of_year)})
    return {"years": years}


def main():
    arguments = argparse.ArgumentParser(description="Statistics of a backtest from its files.")
    arguments.add_argument("trades")
    arguments.add_argument("equity")
    arguments.add_argument("--steps")
    arguments.add_argument("--bars", type=int)
    arguments.add_argument("--trials", type=int)
    arguments.add_argument("--variance", type=float, default=0)
    arguments.add_argument("--expiry")
    options = arguments.parse_args()
    trades, days = read_trades(options.trades), read_days(options.equity)
    expiry = None if options.expiry is None else {
        dt.date.fromisoformat(day) for day in options.expiry.split(",") if day}

    capital, final = days[0][1], days[-1][2]
    assert capital + sum(t["net"] for t in trades) == final, "the trades do not explain the final equity"
    for before, trade in zip([capital] + [t["equity_after"] for t in trades], trades):
        assert before + trade["net"] == trade["equity_after"], trade
    years = ((days[-1][0] - days[0][0]).days + 1) / 365.25
    value = sum((t["value"] for t in trades), Decimal(0))
    result = {
        "start": days[0][0].isoformat(), "end": days[-1][0].isoformat(), "days": len(days), "years": years,
        "capital": money(capital), "finalEquity": money(final), "netProfit": money(final - capital),
        "turnover": over(value, capital), "turnoverPerYear": over(value, capital) / years if len(days) >= 30 else None,
        "trades": trade_statistics(trades), "charges": charge_totals(trades),
        "groups": trade_groups(trades, expiry), "months": monthly(days),
    }
    share = None
    if options.steps:
        steps = [(dt.datetime.fromisoformat(r["time"]), Decimal(r["equity"])) for r in rows(options.steps)]
        falls = drawdowns(capital, steps)
        result["deepestDrawdown"] = worst(falls, lambda f: f["share"])
        result["costliestDrawdown"] = worst(falls, lambda f: f["_amount"])
        result["longestDrawdown"] = worst(falls, lambda f: (f["days"], f["bars"]))
        share = result["deepestDrawdown"] and result["deepestDrawdown"]["share"]
    if options.bars:
        result["bars"] = options.bars
        result["exposure"] = sum(t["bars"] for t in trades) / options.bars
    result["returns"] = return_statistics(capital, final, days, years, share, options.trials, options.variance)
    print(json.dumps(result, sort_keys=True, indent=1))


main()
