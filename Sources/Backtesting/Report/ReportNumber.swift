import Foundation
import Market

/// How numbers and times are written in a report: Indian digit groups, a real minus, a dash where there is none.
enum ReportNumber {
  static let none = "–"

  /// `12,34,567`: whole rupees, for results and charges in tables.
  static func rupees(_ money: Money) -> String { grouped(String(money.rounded(to: .rupee).raw / Price.unitsPerRupee)) }

  /// `12,34,567.50`, to the paisa.
  static func exactRupees(_ money: Money) -> String {
    grouped(Decimal4.text(money.rounded(to: .paisa).raw, minimumDecimals: 2))
  }

  /// `₹12,345`, `−₹12,345`.
  static func signed(_ money: Money) -> String { (money < .zero ? "−₹" : "₹") + rupees(money.magnitude) }

  /// As ``rupees(_:)``, with a plus on gains.
  static func result(_ money: Money) -> String { (money.rounded(to: .rupee) > .zero ? "+" : "") + rupees(money) }

  static func exactResult(_ money: Money) -> String { (money > .zero ? "+" : "") + exactRupees(money) }

  /// `2,157.84`: the average of several fills, to the paisa.
  static func average(_ price: Price) -> String { price.averageDisplay }

  /// `+₹3,323`
  static func rupeeResult(_ money: Money) -> String {
    let text = rupees(money.magnitude)
    return (money < .zero ? "−₹" : money > .zero ? "+₹" : "₹") + text
  }

  static func count(_ count: Int) -> String { grouped(String(count)) }

  /// `1.84`
  static func ratio(_ ratio: Double?, decimals: Int = 2) -> String {
    guard let ratio, !ratio.isNaN else { return none }
    guard ratio.isFinite else { return ratio > 0 ? "∞" : "−∞" }
    return grouped(fixed(ratio, decimals))
  }

  /// A share as per cent: 0.125 becomes `12.5 %`.
  static func percent(_ share: Double?, decimals: Int = 2, sign: Bool = false) -> String {
    guard let share, share.isFinite else { return none }
    let text = fixed(share * 100, decimals)
    return (sign && share > 0 && text.contains { $0 >= "1" && $0 <= "9" } ? "+" : "") + grouped(text) + " %"
  }

  /// `2021-06-01 09:15`, with seconds only when there are any.
  static func time(_ time: Timestamp) -> String {
    "\(time.istDay) \(clock(time))"
  }

  /// `09:15`, with seconds only when there are any.
  static func clock(_ time: Timestamp) -> String { clock(time.istTime) }
  static func clock(_ time: TimeOfDay) -> String { String(time.description.prefix(time.seconds % 60 == 0 ? 5 : 8)) }

  /// `4 d 3 h`, `25 min`, `40 s`: the two largest units.
  static func duration(_ interval: Interval) -> String {
    let seconds = interval.nanoseconds / Timestamp.nanosecondsPerSecond
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60)
    if days > 0 { return hours == 0 ? "\(days) d" : "\(days) d \(hours) h" }
    if hours > 0 { return minutes == 0 ? "\(hours) h" : "\(hours) h \(minutes) min" }
    return minutes > 0 ? "\(minutes) min" : "\(seconds) s"
  }

  static func tone(_ money: Money) -> Tone { money > .zero ? .gain : money < .zero ? .loss : .plain }
  static func tone(_ number: Double?) -> Tone {
    guard let number else { return .plain }
    return number > 0 ? .gain : number < 0 ? .loss : .plain
  }

  static func fixed(_ number: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", number) }

  /// Groups the digits before the point: the last three, then pairs.
  static func grouped(_ text: String) -> String {
    let isNegative = text.hasPrefix("-") && text.contains { $0 >= "1" && $0 <= "9" }
    return (isNegative ? "−" : "") + Decimal4.grouped(text.drop { $0 == "-" })
  }
}

/// How a figure is coloured.
enum Tone: String {
  case plain, gain, loss

  /// The attribute of an element, with a space before it; nothing for plain ones.
  var attribute: HTML { self == .plain ? "" : " class=\(rawValue)" }
}
