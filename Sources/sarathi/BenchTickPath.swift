import Engine
import Foundation
import Market
import Trading

/// Workload W4 over the desk's own tick path: gate → guards → triggers.
///
/// The rule: the first tick of a flat instrument enters; the stop is 0.5 % below the best price, the target 1 % above
/// the entry; the tick after an exit enters again. Guards stand on a grid of 1/10 000 rupee, because the workload does
/// not round its levels to the tick; an exit is a trailing one once the stop has moved.
struct BenchTickPath {
  private(set) var stopExits = 0
  private(set) var trailingExits = 0
  private(set) var targetExits = 0
  /// Sum of exit − entry.
  private(set) var result = Price.zero

  private static let plan = ExitPlan(
    stop: .distance(.basisPoints(50)), target: .distance(.basisPoints(100)), trailing: .distance(.basisPoints(50)))

  private struct Line {
    var isHeld = false
    var hasMoved = false
    var entry = Price.zero
  }

  private var view = MarketView()
  private var monitor = ExitMonitor()
  private var triggers: [Trigger] = []
  private var lines: [Line]

  init(instruments: Int) {
    lines = Array(repeating: Line(), count: instruments)
    triggers.reserveCapacity(16)
    let terms = ContractTerms(
      lotSize: Quantity(1), tickSize: Price(rupees: 0, paise: 5), freezeQuantity: .maximum,
      sessionClass: .cashWithDerivatives)
    // Everything the path needs is in place before the first tick: one guard for each instrument, now free again.
    for index in 0..<Int32(instruments) {
      view.list(InstrumentID(index), terms: terms, kind: .equity)
      arm(InstrumentID(index), at: Price(rupees: 1))
    }
    for index in 0..<Int32(instruments) { monitor.apply(.drop(PositionID(index), InstrumentID(index)), market: view) }
  }

  mutating func run(_ ticks: [Tick]) {
    for tick in ticks { take(tick) }
  }

  @inline(__always)
  private mutating func take(_ tick: Tick) {
    guard case .admitted = view.admit(tick, at: tick.time) else { return }
    let index = Int(tick.instrument.index)
    guard lines[index].isHeld else {
      lines[index] = Line(isHeld: true, hasMoved: false, entry: tick.price)
      return arm(tick.instrument, at: tick.price)
    }
    monitor.observe(tick.instrument, price: tick.price, at: tick.time, into: &triggers)
    if !triggers.isEmpty { answer(index) }
  }

  private mutating func arm(_ instrument: InstrumentID, at price: Price) {
    let state = ExitState(plan: Self.plan, direction: .buy, entry: price, tickSize: Price(raw: 1))
    monitor.apply(.arm(PositionID(instrument.index), instrument, state), market: view)
  }

  /// Does what the engine would: a hit closes the position and drops its guard.
  private mutating func answer(_ index: Int) {
    for trigger in triggers {
      switch trigger {
      case .stopHit(_, let price, _):
        if lines[index].hasMoved { trailingExits += 1 } else { stopExits += 1 }
        close(index, at: price)
      case .targetHit(_, let price, _):
        targetExits += 1
        close(index, at: price)
      case .stopMoved: lines[index].hasMoved = true
      case .limitBreached, .newPeak, .priceArrived: break
      }
    }
    triggers.removeAll(keepingCapacity: true)
  }

  private mutating func close(_ index: Int, at price: Price) {
    result = result + (price - lines[index].entry)
    lines[index].isHeld = false
    monitor.apply(.drop(PositionID(Int32(index)), InstrumentID(Int32(index))), market: view)
  }
}
