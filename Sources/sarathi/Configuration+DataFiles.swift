import Engine
import Foundation
import Market

extension Configuration {
  /// The calendar in force: the program's own under the user's rows.
  func calendar() throws -> TradingCalendar {
    guard let file = calendarFile else { return .bundled }
    return TradingCalendar.bundled.overridden(by: try TradingCalendar(parsing: Self.bytes(of: file, named: "calendar")))
  }

  /// The charges in force: the program's own under the user's rows.
  func chargeSchedule() throws -> ChargeSchedule {
    guard let file = chargesFile else { return .bundled }
    return ChargeSchedule.bundled.overridden(by: try ChargeSchedule(parsing: Self.bytes(of: file, named: "charges")))
  }

  /// The instruments of the master file; nil when none is set.
  func instruments(on today: TradingDay) throws -> InstrumentFile? {
    try instrumentsFile.map { try InstrumentFile($0, on: today, validDays: instrumentDays) }
  }

  private static func bytes(of file: URL, named name: String) throws -> [UInt8] {
    do {
      return [UInt8](try Data(contentsOf: file))
    } catch {
      throw Failure(
        "The \(name) file \(file.path) cannot be read.",
        fix: "Check that it exists and may be read, or unset files.\(name).")
    }
  }

  /// Every account's plan must be one whose rates are known.
  func checkChargePlans(into list: ProblemList) {
    do {
      let known = try chargeSchedule().plans
      for (index, account) in accounts.enumerated() where !known.contains(account.chargePlan) {
        list.problems.append(
          .init(
            source: file?.lastPathComponent ?? "settings", path: "accounts[\(index)].charge_plan",
            text: "\"\(account.chargePlan)\" is not a plan; use one of \(known.joined(separator: ", "))"))
      }
    } catch {
      list.problems.append(.init(source: chargesFile?.lastPathComponent ?? "charges", path: "", text: "\(error)"))
    }
  }
}
