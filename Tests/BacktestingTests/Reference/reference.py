#!/usr/bin/env python3
"""A backtester small enough to be checked by reading: the judge of the fast one.

  reference.py BARS.csv[.gz] --strategy ema-crossover --set fast=9 --set slow=21 --set seed=first
               [--quantity 100] [--capital 10000000] [--warm-up 375] [--square-off 15:20]
               [--stop-percent 0.5] [--target-percent 1] [--costs none|percent:0.03|zerodha]
               [--charges Sources/Market/Data/charges.csv] [--symbol NAME] [--summary]

One instrument, product MIS, orders at the market filled at the next bar's open. Inside a bar the worst comes first: a
long meets open, low, high, close; a short open, high, low, close. Prints the trades as CSV, or a summary as JSON.

Money and prices are integers in 1/10 000 rupee; indicators are floats. Standard library only.
"""
import argparse
import csv
import datetime as dt
import gzip
import itertools
import json
import sys
from fractions import Fraction

UNIT = 10_000
CLOSE_OF_SESSION = 15 * 3600 + 30 * 60
KINDS = ["brokerage", "stt", "exchange", "sebi", "gst", "stamp", "dp", "rounding"]
COLUMNS = ["number", "symbol", "direction", "quantity", "entry_time", "entry_price", "exit_time", "exit_price",
           "exit_reason", "gross"] + KINDS + ["charges", "net", "bars_held", "equity_after"]


# ---------------------------------------------------------------- prices

class Bar:
    __slots__ = ("day", "start", "end", "open", "high", "low", "close", "volume")


def raw(text):
    """Ten-thousandths of a rupee from decimal text, exactly."""
    whole, _, fraction = text.partition(".")
    fraction = (fraction + "0000")[:max(4, len(fraction))]
    assert set(fraction[4:]) <= {"0"}, text
    value = int(whole.lstrip("+-") or "0") * UNIT + int(fraction[:4])
    return -value if whole.startswith("-") else value


def text_of(amount):
    sign, amount = "-" if amount < 0 else "", abs(amount)
    fraction = "%04d" % (amount % UNIT)
    while len(fraction) > 2 and fraction.endswith("0"):
        fraction = fraction[:-1]
    return "%s%d.%s" % (sign, amount // UNIT, fraction)


def read_bars(path):
    """Bars with their day, and start and end in seconds since that day's midnight."""
    opener = gzip.open if path.endswith(".gz") else open
    bars, days = [], {}
    with opener(path, "rt", newline="") as file:
        reader = csv.reader(file)
        names = [name.strip().lower() for name in next(reader)]
        when = next(i for i, name in enumerate(names) if name in ("timestamp", "datetime", "date", "time"))
        o, h, l, c = (names.index(name) for name in ("open", "high", "low", "close"))
        v = names.index("volume") if "volume" in names else None
        for row in reader:
            bar = Bar()
            stamp = row[when]
            if stamp[:10] not in days:
                days[stamp[:10]] = dt.date.fromisoformat(stamp[:10])
            bar.day = days[stamp[:10]]
            bar.start = int(stamp[11:13]) * 3600 + int(stamp[14:16]) * 60 + int(stamp[17:19] or 0)
            bar.open, bar.high, bar.low, bar.close = raw(row[o]), raw(row[h]), raw(row[l]), raw(row[c])
            bar.volume = int(float(row[v])) if v is not None and row[v] else 0
            bars.append(bar)
    interval = min(b.start - a.start for a, b in zip(bars[:5000], bars[1:5001]) if a.day == b.day)
    closes = {}
    for bar in bars:
        closes[bar.day] = max(closes.get(bar.day, CLOSE_OF_SESSION), bar.start + 60)
    for bar in bars:
        bar.end = min(bar.start + interval, closes[bar.day])
    return bars, closes


# ---------------------------------------------------------------- indicators

class EMA:
    def __init__(self, period, seed):
        self.factor, self.seed = 2 / (period + 1), []
        self.length = 1 if seed == "first" else period
        self.value = None

    def update(self, x):
        if self.value is None:
            self.seed.append(x)
            if len(self.seed) == self.length:
                self.value = sum(self.seed) / self.length
        else:
            self.value += self.factor * (x - self.value)
        return self.value


class RSI:
    """Wilder: the mean of the first moves, then a = (a * (n - 1) + move) / n."""

    def __init__(self, period):
        self.n, self.previous, self.gains, self.losses, self.average = period, None, [], [], None

    def update(self, x):
        if self.previous is None:
            self.previous = x
            return None
        gain, loss = max(x - self.previous, 0), max(self.previous - x, 0)
        self.previous = x
        if self.average is None:
            self.gains.append(gain)
            self.losses.append(loss)
            if len(self.gains) < self.n:
                return None
            self.average = [sum(self.gains) / self.n, sum(self.losses) / self.n]
        else:
            self.average = [(a * (self.n - 1) + m) / self.n for a, m in zip(self.average, (gain, loss))]
        total = sum(self.average)
        return 0.0 if total < 1e-14 else 100 * self.average[0] / total


# ---------------------------------------------------------------- strategies
# closed(bar) returns None or (action, stop, target); stop and target in rupees or None.

class EMACrossover:
    def __init__(self, settings):
        fast, slow = int(settings.get("fast", 9)), int(settings.get("slow", 21))
        seed = settings.get("seed", "sma")
        self.fast, self.slow, self.warm_up = EMA(fast, seed), EMA(slow, seed), slow
        self.has_values = self.was_up = self.was_down = False

    def closed(self, bar):
        fast, slow = self.fast.update(bar.close / UNIT), self.slow.update(bar.close / UNIT)
        if slow is None:
            return None
        up, down = fast > slow, fast < slow
        # With the averages' first values nothing has crossed yet.
        crossed_up = self.has_values and up and not self.was_up
        crossed_down = self.has_values and down and not self.was_down
        self.has_values, self.was_up, self.was_down = True, up, down
        return ("buy", None, None) if crossed_up else ("short", None, None) if crossed_down else None


class OpeningRangeBreakout:
    warm_up = 0

    def __init__(self, settings):
        self.length = int(settings.get("minutes", 15)) * 60
        self.stop = settings.get("stop", "opposite")
        self.heights = float(settings.get("target", 1.5))
        hour, minute = settings.get("until", "14:30").split(":")
        self.until = int(hour) * 3600 + int(minute) * 60
        self.day = None

    def closed(self, bar):
        if bar.day != self.day:
            self.day, self.range_end, self.took = bar.day, bar.start + self.length, set()
            self.high, self.low = bar.high / UNIT, bar.low / UNIT
        elif bar.start < self.range_end:
            self.high, self.low = max(self.high, bar.high / UNIT), min(self.low, bar.low / UNIT)
        if bar.end < self.range_end or bar.end > self.until:
            return None
        close = bar.close / UNIT
        for action, broke, other in (("buy", close > self.high, self.low), ("short", close < self.low, self.high)):
            if broke and action not in self.took:
                self.took.add(action)
                stop = {"opposite": other, "middle": (self.high + self.low) / 2, "none": None}[self.stop]
                distance = self.heights * (self.high - self.low)
                target = close + distance if action == "buy" else close - distance
                return action, stop, target if distance > 0 and target > 0 else None
        return None


class RSISwing:
    def __init__(self, settings):
        period, average = int(settings.get("rsi", 14)), int(settings.get("ema", 9))
        self.rsi, self.ema, self.warm_up = RSI(period), EMA(average, "sma"), max(period + 1, average)
        self.previous, self.stance = None, "flat"

    def closed(self, bar):
        close = bar.close / UNIT
        ema, rsi = self.ema.update(close), self.rsi.update(close)
        if ema is None or rsi is None:
            return None
        before, self.previous = self.previous, rsi
        if before is not None and before <= 50 < rsi and close > ema:
            self.stance = "long"
            return "buy", None, None
        if before is not None and before >= 50 > rsi and close < ema:
            self.stance = "short"
            return "short", None, None
        if self.stance == "long" and (close < ema or rsi < 50):
            self.stance = "flat"
            return "sell", None, None
        if self.stance == "short" and (close > ema or rsi > 50):
            self.stance = "flat"
            return "cover", None, None
        return None


STRATEGIES = {"ema-crossover": EMACrossover, "opening-range-breakout": OpeningRangeBreakout, "rsi-swing": RSISwing}


# ---------------------------------------------------------------- charges

def half_up(fraction):
    """To an integer, half away from zero."""
    return int(fraction + Fraction(1, 2)) if fraction >= 0 else -int(-fraction + Fraction(1, 2))


class NoCosts:
    has_note = False

    def of(self, side, value, day):
        return {}


class PercentCosts:
    has_note = False

    def __init__(self, percent):
        self.share = Fraction(percent) / 100

    def of(self, side, value, day):
        return {"brokerage": half_up(value * self.share)}


class PlanCosts:
    """The levies and brokerage of intraday shares on NSE, from the table of rates."""
    has_note = True

    def __init__(self, path, plan):
        with open(path, newline="") as file:
            lines = [line for line in file if not line.startswith("#")]
        self.rows = [row for row in csv.DictReader(lines)
                     if row["exchange"] in ("any", "NSE") and row["segment"] in ("any", "intradayEquity")]
        self.plan, self.cache = plan, {}

    def rate(self, kind, name, side, day):
        key = (kind, name, side, day)
        if key not in self.cache:
            found = None
            for row in self.rows:
                since = dt.date.fromisoformat(row["effective_from"])
                if row["row"] == kind and row["name"] == name and since <= day and row["side"] in (side, "both"):
                    if found is None or since >= found[0]:
                        found = since, row
            self.cache[key] = found and found[1]
        return self.cache[key]

    def amount(self, kind, name, side, value, day):
        row = self.rate(kind, name, side, day)
        if row is None or value <= 0:
            return 0
        part = half_up(value * Fraction(row["percent"] or "0") / 100)
        amount = max(part + raw(row["flat"] or "0"), raw(row["minimum"] or "0"))
        return min(amount, raw(row["cap"])) if row["cap"] else amount

    def of(self, side, value, day):
        charges = {name: self.amount("rate", name, side, value, day) for name in ("stt", "exchange", "sebi", "stamp")}
        charges["brokerage"] = self.amount("brokerage", self.plan, side, value, day)
        taxed = charges["brokerage"] + charges["exchange"] + charges["sebi"]
        charges["gst"] = self.amount("rate", "gst", side, taxed, day)
        return charges

    def exact(self, name, fills):
        """A levy on a day's fills before any rounding."""
        return sum(fill["value"] * Fraction(self.rate("rate", name, fill["side"], fill["day"])["percent"] or "0") / 100
                   for fill in fills)

    def settle(self, fills):
        """The contract note of one day: the difference to what the fills were charged goes to `rounding`.

        STT is rounded to rupees for each side and brokerage to paise for each order; both go to the last sale. All else
        is rounded to paise once and goes to the last fill.
        """
        day, paisa = fills[0]["day"], UNIT // 100
        accrued = lambda *kinds: sum(fill["charges"].get(kind, 0) for fill in fills for kind in kinds)
        brokerage = sum(to_unit(fill["charges"]["brokerage"], paisa) for fill in fills)
        stt = 0
        for side in ("buy", "sell"):
            value = sum(fill["value"] for fill in fills if fill["side"] == side)
            stt += to_unit(self.amount("rate", "stt", side, value, day), UNIT)
        exchange, sebi, stamp = (to_unit(self.exact(name, fills), paisa) for name in ("exchange", "sebi", "stamp"))
        gst = to_unit(self.amount("rate", "gst", "buy", brokerage + exchange + sebi, day), paisa)
        sales = [fill for fill in fills if fill["side"] == "sell"]
        (sales or fills)[-1]["trade"]["rounding"] += brokerage + stt - accrued("brokerage", "stt")
        rest = exchange + sebi + stamp + gst - accrued("exchange", "sebi", "stamp", "gst")
        fills[-1]["trade"]["rounding"] += rest


def to_unit(amount, unit):
    """Half up to a multiple of `unit`."""
    return half_up(Fraction(amount) / unit) * unit


# ---------------------------------------------------------------- the run

class Position:
    __slots__ = ("sign", "index", "bar", "price", "charges", "stop", "target", "trade")


def on_tick(price, tick, up):
    below = price - price % tick
    return below if below == price or not up else below + tick


def percent_of(price, percent):
    """Basis points of a price, rounded down."""
    return price * int(Fraction(percent) * 100) // 10_000


class Run:
    def __init__(self, bars, closes, make_strategy, costs, options):
        self.bars, self.closes, self.costs, self.options = bars, closes, costs, options
        self.make_strategy, self.strategy, self.first = make_strategy, make_strategy(), 0
        self.warm_up = max(self.strategy.warm_up, options.warm_up)
        self.has_volume = any(bar.volume for bar in bars)
        self.position = None
        self.exit_reason = None     # an exit waits for the next bar
        self.entry = None           # so does an entry: (sign, stop, target, day and time of the decision)
        self.trades = []
        self.fills = []
        self.equity = options.capital * UNIT

    def run(self):
        last = len(self.bars) - 1
        for index, bar in enumerate(self.bars):
            if index and bar.day != self.bars[index - 1].day and bar.day.isoformat() in self.options.restart:
                self.strategy, self.first = self.make_strategy(), index
            is_flat = bar.open == bar.high == bar.low == bar.close
            if bar.volume > 0 or not self.has_volume or not is_flat:
                self.at_open(index, bar)
                self.inside(index, bar)
            self.at_end(index, bar, is_ending=index >= last - 1)
        assert self.position is None
        self.settle()
        return [self.line(number, trade) for number, trade in enumerate(self.trades, 1)]

    def fill(self, side, price, bar, charges, trade):
        self.fills.append({"side": side, "value": price * self.options.quantity, "day": bar.day, "charges": charges,
                           "trade": trade})

    def settle(self):
        if self.costs.has_note:
            for _, fills in itertools.groupby(self.fills, key=lambda fill: fill["day"]):
                self.costs.settle(list(fills))

    def at_open(self, index, bar):
        held = self.position
        if held and not self.exit_reason and (bar.start >= self.options.square_off or bar.day > held.bar.day):
            self.exit_reason = "square_off"
        if held and self.exit_reason:
            self.close(index, bar, bar.open, self.exit_reason, bar.start)
        self.exit_reason = None
        if self.entry:
            sign, stop, target, day, decided = self.entry
            self.entry = None
            if bar.day == day and bar.start < decided + 60 and bar.start < self.options.square_off:
                self.open(index, bar, sign, stop, target)

    def inside(self, index, bar):
        """Open, the worst, the best, the close: the first level that is reached closes the position.

        The extremes are at one and two thirds of the bar; a level is met a millisecond after the point before it.
        """
        held = self.position
        if not held:
            return
        worst, best = (bar.low, bar.high) if held.sign > 0 else (bar.high, bar.low)
        third = (bar.end - bar.start) / 3
        if held.stop is not None and (bar.open - held.stop) * held.sign <= 0:
            self.close(index, bar, bar.open, "stop_loss", bar.start)
        elif held.target is not None and (bar.open - held.target) * held.sign >= 0:
            self.close(index, bar, bar.open, "target", bar.start)
        elif held.stop is not None and (worst - held.stop) * held.sign <= 0:
            self.close(index, bar, held.stop, "stop_loss", bar.start + 0.001)
        elif held.target is not None and (best - held.target) * held.sign >= 0:
            self.close(index, bar, held.target, "target", bar.start + third + 0.001)

    def at_end(self, index, bar, is_ending):
        wish = self.strategy.closed(bar)
        if index - self.first < self.warm_up:
            wish = None
        is_late = bar.end >= self.options.square_off
        if self.position and not self.exit_reason and (is_late or is_ending):
            self.exit_reason = "square_off"
        if wish is None:
            return
        action, stop, target = wish
        held = self.position.sign if self.position else 0
        wanted = {"buy": 1, "short": -1}.get(action, 0)
        closes = {"buy": -1, "short": 1, "sell": 1, "cover": -1}[action]
        if held == closes and not self.exit_reason:
            self.exit_reason = "signal"
        elif wanted == 0 or held != 0 or self.entry:
            return
        may_enter = bar.end < self.closes[bar.day] and not is_late and not is_ending
        if wanted and may_enter and self.is_sane(wanted, bar.close, stop, target):
            self.entry = wanted, stop, target, bar.day, bar.end

    @staticmethod
    def is_sane(sign, close, stop, target):
        """A stop or target that the strategy names lies on its own side of the price."""
        return (stop is None or (close - round(stop * UNIT)) * sign > 0) and \
            (target is None or (round(target * UNIT) - close) * sign > 0)

    def open(self, index, bar, sign, stop, target):
        tick = self.options.tick
        held = Position()
        held.sign, held.index, held.bar, held.price = sign, index, bar, bar.open
        side = "buy" if sign > 0 else "sell"
        held.charges = self.costs.of(side, bar.open * self.options.quantity, bar.day)
        held.trade = {"rounding": 0}
        self.fill(side, bar.open, bar, held.charges, held.trade)
        held.stop = held.target = None
        if stop is not None:
            held.stop = on_tick(round(stop * UNIT), tick, up=sign < 0)
        elif self.options.stop_percent:
            held.stop = on_tick(bar.open - sign * percent_of(bar.open, self.options.stop_percent), tick, up=sign < 0)
        if target is not None:
            held.target = on_tick(round(target * UNIT), tick, up=sign > 0)
        elif self.options.target_percent:
            level = bar.open + sign * percent_of(bar.open, self.options.target_percent)
            held.target = on_tick(level, tick, up=sign > 0)
        self.position = held

    def close(self, index, bar, price, reason, second):
        held, quantity = self.position, self.options.quantity
        self.position = self.exit_reason = None
        side = "sell" if held.sign > 0 else "buy"
        leaving = self.costs.of(side, price * quantity, bar.day)
        held.trade.update({
            "held": held, "price": price, "time": stamp(bar.day, second), "reason": reason, "bars": index - held.index,
            "charges": {kind: held.charges.get(kind, 0) + leaving.get(kind, 0) for kind in KINDS}})
        self.fill(side, price, bar, leaving, held.trade)
        self.trades.append(held.trade)

    def line(self, number, trade):
        held, quantity, charges = trade["held"], self.options.quantity, trade["charges"]
        charges["rounding"] += trade["rounding"]
        gross = (trade["price"] - held.price) * held.sign * quantity
        net = gross - sum(charges.values())
        self.equity += net
        return {
            "number": number, "symbol": self.options.symbol,
            "direction": "long" if held.sign > 0 else "short", "quantity": quantity,
            "entry_time": stamp(held.bar.day, held.bar.start), "entry_price": text_of(held.price),
            "exit_time": trade["time"], "exit_price": text_of(trade["price"]), "exit_reason": trade["reason"],
            "gross": text_of(gross), **{kind: text_of(charges[kind]) for kind in KINDS},
            "charges": text_of(sum(charges.values())), "net": text_of(net), "bars_held": trade["bars"],
            "equity_after": text_of(self.equity)}


def stamp(day, second):
    time = dt.datetime.combine(day, dt.time()) + dt.timedelta(milliseconds=round(second * 1000))
    return time.isoformat(timespec="milliseconds" if time.microsecond else "seconds") + "+05:30"


# ---------------------------------------------------------------- command line

def seconds(text):
    hour, minute = text.split(":")
    return int(hour) * 3600 + int(minute) * 60


def arguments():
    parser = argparse.ArgumentParser(description="The reference backtester.")
    parser.add_argument("bars")
    parser.add_argument("--strategy", choices=sorted(STRATEGIES), required=True)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--quantity", type=int, default=100)
    parser.add_argument("--capital", type=int, default=1_000_000, help="rupees")
    parser.add_argument("--warm-up", type=int, default=0)
    parser.add_argument("--square-off", type=seconds, default=seconds("15:15"))
    parser.add_argument("--stop-percent", help="of the entry price")
    parser.add_argument("--target-percent")
    parser.add_argument("--tick", type=raw, default=raw("0.05"), help="rupees")
    parser.add_argument("--costs", default="none", help="none, percent:0.03, or a brokerage plan")
    parser.add_argument("--charges", help="the table of rates, for a brokerage plan")
    parser.add_argument("--symbol", default="TEST")
    parser.add_argument("--restart", action="append", default=[], metavar="DAY", help="the strategy begins anew")
    parser.add_argument("--summary", action="store_true")
    return parser.parse_args()


def main():
    options = arguments()
    bars, closes = read_bars(options.bars)
    settings = dict(setting.split("=", 1) for setting in options.set)
    if options.costs == "none":
        costs = NoCosts()
    elif options.costs.startswith("percent:"):
        costs = PercentCosts(options.costs.removeprefix("percent:"))
    else:
        costs = PlanCosts(options.charges, options.costs)
    run = Run(bars, closes, lambda: STRATEGIES[options.strategy](settings), costs, options)
    trades = run.run()
    if options.summary:
        print(json.dumps({"bars": len(bars), "trades": len(trades), "final_equity": text_of(run.equity)}))
    else:
        writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(trades)


main()
