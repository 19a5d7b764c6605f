import Market

/// How numbers and times are shown to a person: Indian digit groups, paise, time in India.
enum Display {
  static let nothing = "–"

  /// `12,34,567.50`, rounded to the paisa.
  static func rupees(_ money: Money) -> String { money.display }

  /// As ``rupees(_:)`` with a plus sign on gains: for results.
  static func result(_ money: Money?) -> String {
    guard let money else { return nothing }
    return (money.rounded(to: .paisa) > .zero ? "+" : "") + rupees(money)
  }

  static func price(_ price: Price?) -> String {
    price.map { grouped(Decimal4.text($0.raw, minimumDecimals: 2)) } ?? nothing
  }

  /// Of several fills: to the paisa.
  static func average(_ price: Price?) -> String { price?.averageDisplay ?? nothing }

  static func quantity(_ quantity: Quantity) -> String { grouped(String(quantity.units)) }

  /// The style class of a result.
  static func tone(_ money: Money?) -> String {
    guard let money else { return "flat" }
    return money > .zero ? "gain" : money < .zero ? "loss" : "flat"
  }

  static func clock(_ time: Timestamp) -> String { time.istTime.description }

  /// The clock time, with the date before it when it is another day.
  static func time(_ time: Timestamp, on day: TradingDay?) -> String {
    time.istDay == day ? clock(time) : date(time.istDay) + " " + clock(time)
  }

  /// `Tue 1 Jun 2021`
  static func longDate(_ day: TradingDay) -> String {
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    let name = names.indices.contains(day.weekday - 1) ? names[day.weekday - 1] + " " : ""
    return name + date(day) + " " + String(day.civil.year)
  }

  private static func date(_ day: TradingDay) -> String {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let (_, month, dayOfMonth) = day.civil
    return "\(dayOfMonth) " + (months.indices.contains(month - 1) ? months[month - 1] : "")
  }

  /// Groups the digits before the point: the last three, then pairs. The minus becomes a real one.
  private static func grouped(_ text: String) -> String {
    (text.hasPrefix("-") ? "−" : "") + Decimal4.grouped(text.drop { $0 == "-" })
  }
}
