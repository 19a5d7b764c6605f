import Market

/// Test shorthands: literals that are wrong stop the test run at once.
func day(_ text: String) -> TradingDay {
  guard let day = TradingDay(parsing: text) else { fatalError("not a date: \(text)") }
  return day
}

func price(_ text: String) -> Price {
  guard let price = Price(parsing: text) else { fatalError("not a price: \(text)") }
  return price
}

func money(_ text: String) -> Money {
  guard let money = Money(parsing: text) else { fatalError("not an amount: \(text)") }
  return money
}

/// `at("2026-08-18 09:15:30")`.
func at(_ text: String) -> Timestamp {
  guard let time = TimeOfDay(parsing: text.dropFirst(11)) else { fatalError("not a time: \(text)") }
  return Timestamp(day: day(String(text.prefix(10))), time: time)
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func option(_ underlying: String, _ expiry: String, _ strike: String, _ kind: InstrumentKind) -> Instrument {
  Instrument(exchange: .nfo, kind: kind, underlying: underlying, expiry: day(expiry), strike: price(strike))
}
