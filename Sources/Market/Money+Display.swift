extension Money {
  /// For a person: Indian digit groups, rounded to the paisa, a real minus: `−1,23,456.50`.
  package var display: String {
    let text = Decimal4.text(rounded(to: .paisa).raw, minimumDecimals: 2)
    return (text.hasPrefix("-") ? "−" : "") + Decimal4.grouped(String(text.drop { $0 == "-" }))
  }

  /// The same with the sign of the rupee: `−₹1,23,456.50`.
  package var rupees: String { display.hasPrefix("−") ? "−₹" + display.dropFirst() : "₹" + display }
}

extension Price {
  /// For a person, in groups, with the decimals it has: `2,104.25`.
  package var display: String { Decimal4.grouped(Decimal4.text(raw, minimumDecimals: 2)) }
  /// Of several fills, to the paisa.
  package var averageDisplay: String { rounded(to: Price(rupees: 0, paise: 1), .nearest).display }
}

extension Quantity {
  /// For a person, in groups: `1,167`.
  package var display: String { Decimal4.grouped(String(units)) }
}
