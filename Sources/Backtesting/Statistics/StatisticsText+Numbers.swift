import Foundation
import Market

/// How numbers look on a screen. What is not defined is a dash.
extension StatisticsText {
  static func money(_ amount: Money) -> String { grouped("\(amount.rounded(to: .paisa))") }

  static func rupees(_ amount: Double?) -> String { amount.map { grouped(fixed($0, 2)) } ?? "-" }

  static func percent(_ share: Double?) -> String { share.map { fixed($0 * 100, 2) + " %" } ?? "-" }

  static func ratio(_ number: Double?) -> String { number.map { fixed($0, 2) } ?? "-" }

  /// `3 d 4 h`, `2 h 15 min`, `40 min`, `12 s`.
  static func duration(_ seconds: Double?) -> String {
    guard let seconds, let whole = Int(exactly: seconds.rounded()) else { return "-" }
    switch whole {
    case 172_800...: return "\(whole / 86_400) d \(whole % 86_400 / 3_600) h"
    case 3_600...: return "\(whole / 3_600) h \(whole % 3_600 / 60) min"
    case 60...: return "\(whole / 60) min"
    default: return "\(whole) s"
    }
  }

  static func fixed(_ number: Double, _ decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", number)
    // No negative zero.
    return text.contains { $0 != "-" && $0 != "0" && $0 != "." } ? text : text.replacing("-", with: "")
  }

  /// Lakhs and crores: 12,34,567.80.
  static func grouped(_ plain: String) -> String {
    let sign = plain.hasPrefix("-") ? "-" : ""
    return sign + Decimal4.grouped(plain.dropFirst(sign.count))
  }
}
