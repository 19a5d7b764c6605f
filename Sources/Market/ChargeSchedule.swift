/// Every rate of every levy and brokerage plan, by the date from which it holds.
///
/// Rates are data (`Data/charges.csv`, and a user's file over it), because budgets and brokers change them. Looking up
/// is slow and exact: ask once a day for a ``ChargeTariff`` and keep it.
package struct ChargeSchedule: Sendable {
  package static let bundled: ChargeSchedule = {
    do {
      return try ChargeSchedule(parsing: PackageResources.charges_csv)
    } catch {
      // Invariant: the file is compiled in and parsed by a test.
      preconditionFailure("the bundled charges are damaged: \(error)")
    }
  }()

  enum RowKind: String, CaseIterable {
    case rate, brokerage, dp
  }

  enum Levy: String, CaseIterable {
    case stt, exchange, sebi, stamp, gst
    case sttExercise = "stt_exercise"
  }

  struct Row {
    var kind: RowKind
    /// A levy, or the plan of a brokerage or dp row.
    var name: String
    /// Nil: every exchange.
    var exchange: ChargeExchange?
    /// Nil: every segment.
    var segment: ChargeSegment?
    /// Nil: both.
    var side: Side?
    var from: TradingDay
    var rate: ChargeRate

    func concerns(_ exchange: ChargeExchange, _ segment: ChargeSegment) -> Bool {
      (self.exchange ?? exchange) == exchange && (self.segment ?? segment) == segment
    }
  }

  /// In the file's order, a user's rows last.
  var rows: [Row]

  /// Names of the brokerage plans, sorted.
  package var plans: [String] { Set(rows.filter { $0.kind == .brokerage }.map(\.name)).sorted() }

  /// This schedule with `user`'s rows over it. Rows hold by date: a user's row takes the place of bundled ones up to
  /// the next bundled row for the same thing.
  package func overridden(by user: ChargeSchedule) -> ChargeSchedule {
    var result = self
    result.rows += user.rows
    return result
  }

  /// Days on which some rate changes, ascending: between two of them a tariff stays as it is.
  package var changeDays: [TradingDay] { Set(rows.map(\.from)).sorted() }

  /// The rates for one kind of trade on one day.
  /// - Parameter plan: a brokerage plan: a broker's name, or `none`.
  package func tariff(
    plan: String, exchange: Exchange, segment: ChargeSegment, on day: TradingDay
  ) throws(ChargeError) -> ChargeTariff {
    let lookup = Lookup(rows: rows, exchange: ChargeExchange(exchange), segment: segment, day: day)
    guard plans.contains(plan) else { throw .unknownPlan(plan, known: plans) }
    return ChargeTariff(
      brokerage: try lookup.rates(.brokerage, plan),
      stt: try lookup.rates(.rate, Levy.stt.rawValue),
      exchange: try lookup.rates(.rate, Levy.exchange.rawValue),
      sebi: try lookup.rates(.rate, Levy.sebi.rawValue),
      stamp: try lookup.rates(.rate, Levy.stamp.rawValue),
      gst: try lookup.rates(.rate, Levy.gst.rawValue).buy,
      dp: segment == .deliveryEquity ? try lookup.rates(.dp, plan).sell : .zero,
      exercise: segment == .options ? try lookup.rates(.rate, Levy.sttExercise.rawValue).buy : .zero)
  }

  private struct Lookup {
    let rows: [Row]
    let exchange: ChargeExchange
    let segment: ChargeSegment
    let day: TradingDay

    func rates(_ kind: RowKind, _ name: String) throws(ChargeError) -> ChargeTariff.BySide {
      let inForce = rows.filter {
        $0.kind == kind && $0.name == name && $0.concerns(exchange, segment) && $0.from <= day
      }
      guard !inForce.isEmpty else { throw .noRate(name, exchange.rawValue, segment, day) }
      return ChargeTariff.BySide(buy: newest(inForce, .buy), sell: newest(inForce, .sell))
    }

    private func newest(_ inForce: [Row], _ side: Side) -> ChargeRate {
      var newest: Row?
      for row in inForce where (row.side ?? side) == side {
        if let newest, row.from < newest.from { continue }
        newest = row
      }
      return newest?.rate ?? .zero
    }
  }
}

/// Exchanges as far as charges tell them apart.
enum ChargeExchange: String, CaseIterable {
  case nse = "NSE"
  case bse = "BSE"
  case mcx = "MCX"

  init(_ exchange: Exchange) {
    switch exchange {
    case .nse, .nfo, .nseIndex: self = .nse
    case .bse, .bfo, .bseIndex: self = .bse
    case .mcx: self = .mcx
    }
  }
}

package enum ChargeError: Error, Hashable, Sendable {
  case unknownPlan(String, known: [String])
  /// Levy or plan, exchange, segment, day.
  case noRate(String, String, ChargeSegment, TradingDay)
}

extension ChargeError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unknownPlan(let plan, let known):
      "charges: there is no brokerage plan \"\(plan)\". Use one of \(known.joined(separator: ", ")), or add its rows."
    case .noRate(let name, let exchange, let segment, let day):
      "charges: no rate of \(name) for \(segment.rawValue) on \(exchange) holds on \(day). "
        + "Add a row to your charges file."
    }
  }
}
