import Engine
import Market
import Trading

/// Carries one account's requests to its broker, in order, and brings the answers back as events.
struct BrokerOutbox: Sendable {
  struct Envelope: Sendable {
    var request: BrokerRequest
    var time: Timestamp
  }

  private let continuation: AsyncStream<Envelope>.Continuation
  private let stream: AsyncStream<Envelope>

  init() {
    // Bounded by the engine: at most one request in flight for each live order, plus snapshots.
    (stream, continuation) = AsyncStream.makeStream(of: Envelope.self)
  }

  func send(_ request: BrokerRequest, at time: Timestamp) {
    continuation.yield(Envelope(request: request, time: time))
  }

  func finish() { continuation.finish() }

  /// Runs until finished. `answered` is called once for each request.
  func run(_ broker: any Broker, answered: @Sendable (Event) async -> Void) async {
    for await envelope in stream {
      await answered(await Self.perform(envelope, broker))
    }
  }

  private static func perform(_ envelope: Envelope, _ broker: any Broker) async -> Event {
    let time = envelope.time
    switch envelope.request {
    case .place(let order, let number, let attempt, let tag):
      return .placed(number, attempt: attempt, await broker.place(order, tag: tag, at: time))
    case .modify(let number, let id, let terms): return .changed(number, await broker.modify(id, to: terms, at: time))
    case .cancel(let number, let id): return .changed(number, await broker.cancel(id, at: time))
    case .lookUp(let number, let id, let tag, _):
      return .lookedUp(number, await broker.lookUp(id, tag: tag, at: time))
    case .snapshot:
      switch await broker.snapshot(at: time) {
      case .success(let snapshot): return .snapshot(snapshot)
      case .failure(let unavailable): return .snapshotFailed(unavailable.reason)
      }
    }
  }
}
