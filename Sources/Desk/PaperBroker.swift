package import Engine
package import Market
package import Simulation
package import Storage
import Synchronization
package import Trading

/// The simulated exchange behind the broker port, with its own durable book.
///
/// What it answers or pushes is on disk first, so that after a crash of the process it still knows what it accepted, as
/// a real broker would. Its store failing is like any storage failure: the process stops.
package final class PaperBroker: Broker {
  private let exchange: Mutex<SimulatedExchange>
  private let store: PaperBookStore
  private let stopTheProcess: @Sendable (StorageError) -> Never

  /// The process ends in good order.
  func checkpoint() throws(StorageError) { try store.checkpoint() }

  package init(
    store: PaperBookStore, settings: ExchangeSettings, seed: UInt64,
    onStorageFailure: @escaping @Sendable (StorageError) -> Never
  ) throws {
    self.store = store
    stopTheProcess = onStorageFailure
    let saved = try store.load()
    if let bytes = saved.header {
      let header = try CanonicalDecoder.decode(ExchangeHeader.self, from: bytes)
      let orders = try saved.rows.map { try CanonicalDecoder.decode(ExchangeOrder.self, from: $0.1) }
      exchange = Mutex(try SimulatedExchange(settings: settings, seed: seed, restoring: header, orders: orders))
    } else {
      exchange = Mutex(SimulatedExchange(settings: settings, seed: seed))
    }
  }

  // MARK: Broker port

  package func place(_ order: ApprovedOrder, tag: ClientTag, at time: Timestamp) -> RequestOutcome {
    change { $0.place(order.terms, tag: tag, at: time) }
  }

  package func modify(_ id: BrokerOrderID, to terms: OrderTerms, at time: Timestamp) -> RequestOutcome {
    change { $0.modify(id, quantity: terms.quantity, pricing: terms.pricing, at: time) }
  }

  package func cancel(_ id: BrokerOrderID, at time: Timestamp) -> RequestOutcome {
    change { $0.cancel(id, at: time) }
  }

  package func lookUp(_ id: BrokerOrderID?, tag: ClientTag?, at time: Timestamp) -> LookUpOutcome {
    exchange.withLock { exchange in
      let found = id.flatMap { exchange.report(id: $0) } ?? tag.flatMap { exchange.report(tag: $0) }
      return found.map { .found($0, readBegan: time) } ?? .absent(readBegan: time)
    }
  }

  package func snapshot(at time: Timestamp) -> Result<BrokerSnapshot, BrokerUnavailable> {
    .success(exchange.withLock { $0.snapshot(at: time) })
  }

  // MARK: The market it simulates

  package func list(_ resolved: ResolvedInstrument, sessions: [DaySessions.Session]) {
    exchange.withLock {
      $0.list(
        resolved.id, kind: resolved.instrument.kind, terms: resolved.terms,
        sessions: sessions.map { ($0.open, $0.close) }, strike: resolved.instrument.strike)
    }
  }

  /// Matches a tick; the reports are durable when they are returned.
  package func observe(_ tick: Tick, number: UInt32) -> [OrderReport] {
    pushes { $0.observe(tick, number: Int64(number)) }
  }

  /// Delivers requests that are due although no tick came.
  package func advance(to time: Timestamp) -> [OrderReport] { pushes { $0.advance(to: time) } }
  package func endSessions(at time: Timestamp) -> [OrderReport] { pushes { $0.endSessions(at: time) } }
  package func warm(_ tick: Tick) { exchange.withLock { $0.warm(tick) } }

  /// Begins `day` if the book is of another: orders of earlier days expire, finished ones are forgotten, and what is
  /// counted by day counts anew; on disk too.
  ///
  /// - Returns: reports of what expired, on disk when they are returned.
  package func startDay(_ day: TradingDay) -> [OrderReport] {
    guard exchange.withLock({ $0.day != day }) else { return [] }
    let reports = endSessions(at: Timestamp(day: day, time: TimeOfDay(0, 0)))
    exchange.withLock { exchange in
      exchange.startDay(day)
      do throws(StorageError) {
        try store.save(rows: [], header: CanonicalEncoder.encode(exchange.drainChanges().header))
        try store.removeRows(before: exchange.oldestOrder)
      } catch {
        stopTheProcess(error)
      }
    }
    return reports
  }

  /// Number of the last tick it observed on the tape of `day`; nil when its book is of another day.
  package func lastTick(on day: TradingDay) -> Int64? { exchange.withLock { $0.day == day ? $0.lastTick : nil } }
  package var lastChange: Timestamp { exchange.withLock { $0.lastChange } }
  package var nextDue: Timestamp? { exchange.withLock { $0.nextDue } }

  private func pushes(_ body: (inout sending SimulatedExchange) -> Void) -> [OrderReport] {
    exchange.withLock { exchange in
      body(&exchange)
      save(&exchange)
      return exchange.drainReports()
    }
  }

  private func change(_ body: (inout sending SimulatedExchange) -> RequestOutcome) -> RequestOutcome {
    exchange.withLock { exchange in
      let outcome = body(&exchange)
      save(&exchange)
      return outcome
    }
  }

  private func save(_ exchange: inout SimulatedExchange) {
    let changes = exchange.drainChanges()
    guard !changes.isEmpty else { return }
    do throws(StorageError) {
      try store.save(
        rows: changes.orders.map { ($0.sequence, CanonicalEncoder.encode($0)) },
        header: CanonicalEncoder.encode(changes.header))
    } catch {
      stopTheProcess(error)
    }
  }
}
