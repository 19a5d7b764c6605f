import Desk
import Engine
import Foundation
import Market
import Storage
import Synchronization
import Trading

/// What the soak sees: requests at the broker's port, durations, the process itself.
final class SoakWatch: Sendable {
  private struct State {
    /// When the broker was first asked because of the price under way.
    var asked: Int64?
    var exits: [Int64] = []
    var answers: [Int64] = []
    var prices = 0
    var lateness: Int64 = 0
    var records = 0.0
    var trades = 0
    var minutes: [SoakMinute] = []
  }

  private let state = Mutex(State())

  var minutes: [SoakMinute] { state.withLock { $0.minutes } }

  func priceBegins() { state.withLock { $0.asked = nil } }

  func priceEnds(began: Int64, lateness: Int64) {
    state.withLock { state in
      state.prices += 1
      state.lateness = max(state.lateness, lateness)
      if let asked = state.asked { state.exits.append(asked - began) }
    }
  }

  func answered(after duration: Int64) { state.withLock { $0.answers.append(duration) } }
  func traded() { state.withLock { $0.trades += 1 } }

  private func asked() {
    let now = BenchClock.wall
    state.withLock { $0.asked = $0.asked ?? now }
  }

  /// Closes a minute and begins the next.
  func close(_ desk: Desk, database: URL) -> SoakMinute {
    let records = desk.metrics().first { $0.name == "sarathi_journal_records_total" }?.value ?? 0
    let open = desk.status().accounts.reduce(0) { $0 + $1.openPositions.count }
    return state.withLock { state in
      let minute = SoakMinute(
        minute: state.minutes.count + 1, residentMebibytes: Self.residentMebibytes, openFiles: Self.openFiles,
        logMebibytes: Self.mebibytes(of: database.path + "-wal"), prices: state.prices,
        records: Int(records - state.records), openPositions: open, trades: state.trades,
        exits: BenchSpread(nanoseconds: state.exits), answers: BenchSpread(nanoseconds: state.answers),
        latenessMilliseconds: Double(state.lateness) / 1e6)
      state.minutes.append(minute)
      state.exits.removeAll(keepingCapacity: true)
      state.answers.removeAll(keepingCapacity: true)
      (state.prices, state.lateness, state.trades, state.records) = (0, 0, 0, records)
      return minute
    }
  }

  // MARK: This process

  private static var residentMebibytes: Double {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
      let kibibytes = Double(line.filter(\.isNumber))
    else { return 0 }
    return kibibytes / 1024
  }

  private static var openFiles: Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.count ?? 0  // 0: it cannot be told
  }

  private static func mebibytes(of file: String) -> Double {
    var status = stat()
    return stat(file, &status) == 0 ? Double(status.st_size) / 1_048_576 : 0
  }

  // MARK: The broker's port

  /// Notes what is asked for because of a price: everything but entries, which come from alerts.
  struct Tap: Broker {
    let broker: any Broker
    let watch: SoakWatch

    func place(_ order: ApprovedOrder, tag: ClientTag, at time: Timestamp) async -> RequestOutcome {
      if order.purpose != .entry { watch.asked() }
      return await broker.place(order, tag: tag, at: time)
    }
    func modify(_ id: BrokerOrderID, to terms: OrderTerms, at time: Timestamp) async -> RequestOutcome {
      watch.asked()
      return await broker.modify(id, to: terms, at: time)
    }
    func cancel(_ id: BrokerOrderID, at time: Timestamp) async -> RequestOutcome {
      watch.asked()
      return await broker.cancel(id, at: time)
    }
    func lookUp(_ id: BrokerOrderID?, tag: ClientTag?, at time: Timestamp) async -> LookUpOutcome {
      await broker.lookUp(id, tag: tag, at: time)
    }
    func snapshot(at time: Timestamp) async -> Result<BrokerSnapshot, BrokerUnavailable> {
      await broker.snapshot(at: time)
    }
  }
}
