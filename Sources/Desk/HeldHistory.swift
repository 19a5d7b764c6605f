import Indicators
import Market
import Storage
import Strategies
import Trading

/// What one account held at any moment of the day, from its booked fills: what an exit strategy was told before the
/// process ended. Asked in the order of time.
struct HeldHistory: Sendable {
  private let fills: [BookedFill]
  private var next = 0
  private var positions: [Position] = []
  private var executions: [PositionID: [Position.Execution]] = [:]
  private let day: TradingDay

  init(_ fills: [BookedFill], day: TradingDay) {
    self.fills = fills
    self.day = day
  }

  /// - Parameter number: the last tick that had been taken at `time`. A fill of a tick of the very instant at which a
  ///   candle ends comes after the candle.
  mutating func held(
    _ link: LinkID, _ instrument: InstrumentID, at time: Timestamp, after number: UInt32
  ) -> HeldPosition? {
    while next < fills.count, isBooked(fills[next], at: time, after: number) {
      book(fills[next])
      next += 1
    }
    return positions.first { $0.owner == link && $0.instrument == instrument && $0.isOpen }.flatMap(HeldPosition.init)
  }

  private func isBooked(_ fill: BookedFill, at time: Timestamp, after number: UInt32) -> Bool {
    fill.booked.istDay < day || (fill.tapeNumber <= number && fill.booked <= time)
  }

  private mutating func book(_ fill: BookedFill) {
    let known = positions.firstIndex { $0.id == fill.position }
    var position =
      known.map { positions[$0] }
      ?? Position(
        id: fill.position, owner: fill.link, instrument: fill.instrument, product: fill.product,
        direction: fill.direction)
    var stated = executions[fill.position] ?? []
    let execution = Position.Execution(
      order: fill.order, fill: fill.id, isEntry: fill.side == fill.direction, quantity: max(fill.quantity, .zero),
      price: fill.price, time: fill.time)
    // A fill that is taken back has its quantity negative; booked anew it is where it was.
    if let place = stated.firstIndex(where: { $0.order == fill.order && $0.fill == fill.id }) {
      stated[place] = execution
    } else {
      stated.append(execution)
    }
    executions[fill.position] = stated
    _ = position.restate(stated)
    if let known { positions[known] = position } else { positions.append(position) }
  }
}

extension HeldPosition {
  /// Nil when it is not open.
  init?(_ position: Position) {
    guard position.isOpen, let opened = position.opened else { return nil }
    self.init(direction: position.direction, entry: position.averageEntry.rupees, opened: opened)
  }
}
