package import Market

/// Last prices by instrument, behind the tick gate. Volatile: rebuilt from the tape, never journalled.
///
/// A price gets in only with its instrument, a fresh exchange time and a plausible value. A far outlier is held until a
/// second tick agrees with it before its deadline. The same tick is no second one, however often it is delivered: from two
/// sources, or with another stamp of the same second. The day's first price is judged by the last of the day before.
package struct MarketView: Sendable {
  /// Why a tick was let in or not. The raw value is written on the tape.
  package enum Verdict: UInt8, Hashable, Sendable, CaseIterable {
    case admitted = 0
    /// No such instrument, or not listed today.
    case foreign = 1
    /// Not positive, or above any price there is.
    case invalid = 2
    /// Exchange time before the last admitted tick, or too old by our clock.
    case stale = 3
    /// Exchange time ahead of our clock.
    case future = 4
    case outsideBand = 5
    /// Far from the last price; waits for a second tick like it.
    case suspect = 6
  }

  /// Bounds of the gate.
  package struct Gate: Hashable, Sendable {
    /// A tick older than this by our clock is refused.
    package var maximumAge: Interval = .seconds(60)
    package var maximumLead: Interval = .seconds(5)
    /// Moves beyond this, against the last price, need confirmation.
    package var outlierBasisPoints: Int64 = 300
    package var optionOutlierBasisPoints: Int64 = 4000
    /// How long a suspect price waits to be confirmed.
    package var confirmWithin: Interval = .seconds(10)
    package init() {}
  }

  private struct Mark {
    /// Of an earlier day while `time` is zero: nothing but what a first price is judged by.
    var price: Int64 = 0
    var time: Int64 = 0
    var lower: Int64 = .max
    var upper: Int64 = .min
    /// Largest move, in basis points, that needs no confirmation.
    var outlier: Int64 = 0
    var suspectPrice: Int64 = 0
    var suspectTime: Int64 = 0
    var suspectVolume: Int64 = 0

    /// Whether a tick says again what the suspect one said: the same trade, stamped within a second of it. Where no
    /// volume is told, as for an index, another exchange time is another statement.
    func isSuspect(_ tick: Tick) -> Bool {
      guard tick.price.raw == suspectPrice, tick.volume == suspectVolume else { return false }
      let apart = tick.time.nanoseconds &- suspectTime
      return apart == 0 || (suspectVolume != 0 && apart.magnitude < UInt64(Timestamp.nanosecondsPerSecond))
    }
  }

  private var marks: [Mark] = []
  package var gate: Gate
  /// ``Price/maximum``, at hand: a global of another module costs a call on every tick.
  private let highest = Price.maximum.raw

  package init(gate: Gate = Gate()) { self.gate = gate }

  /// Lists an instrument for the day; ticks of unlisted ones are foreign. Listing again refreshes the bounds.
  package mutating func list(_ id: InstrumentID, terms: ContractTerms, kind: InstrumentKind) {
    reserve(id)
    guard id.index >= 0 else { return }
    let index = Int(id.index)
    marks[index].lower = terms.lowerBand?.raw ?? 1
    marks[index].upper = terms.upperBand?.raw ?? Price.maximum.raw
    marks[index].outlier = kind.isOption ? gate.optionOutlierBasisPoints : gate.outlierBasisPoints
  }

  package func isListed(_ id: InstrumentID) -> Bool {
    let index = Int(id.index)
    return index >= 0 && index < marks.count && marks[index].upper != .min
  }

  /// The gate. An admitted tick is the instrument's price from now on.
  @inline(__always)
  package mutating func admit(_ tick: Tick, at now: Timestamp) -> Verdict {
    let index = Int(tick.instrument.index)
    guard index >= 0, index < marks.count else { return .foreign }
    return marks.withUnsafeMutableBufferPointer { [gate, highest] buffer in
      Self.admit(tick, now: now.nanoseconds, gate: gate, highest: highest, mark: &buffer[index])
    }
  }

  @inline(__always)
  private static func admit(_ tick: Tick, now: Int64, gate: Gate, highest: Int64, mark: inout Mark) -> Verdict {
    let price = tick.price.raw
    let time = tick.time.nanoseconds
    guard mark.upper != .min else { return .foreign }
    guard price > 0, price <= highest else { return .invalid }
    guard time >= mark.time, now &- time <= gate.maximumAge.nanoseconds else { return .stale }
    guard time &- now <= gate.maximumLead.nanoseconds else { return .future }
    guard price >= mark.lower, price <= mark.upper else { return .outsideBand }
    if mark.price != 0, (price &- mark.price).magnitude &* 10_000 > UInt64(mark.price &* mark.outlier) {
      let agrees =
        mark.suspectPrice != 0 && time &- mark.suspectTime <= gate.confirmWithin.nanoseconds
        && (price &- mark.suspectPrice).magnitude &* 10_000 <= UInt64(mark.suspectPrice &* mark.outlier)
      if agrees, mark.isSuspect(tick) { return .suspect }
      guard agrees else {
        mark.suspectPrice = price
        mark.suspectTime = time
        mark.suspectVolume = tick.volume
        return .suspect
      }
    }
    mark.suspectPrice = 0
    mark.price = price
    mark.time = time
    return .admitted
  }

  /// The last admitted price; nil if there was none.
  package func quote(_ id: InstrumentID) -> Quote? {
    let index = Int(id.index)
    guard index >= 0, index < marks.count, marks[index].price != 0, marks[index].time != 0 else { return nil }
    return Quote(
      instrument: id, price: Price(raw: marks[index].price), time: Timestamp(nanoseconds: marks[index].time))
  }

  /// Puts a journalled quote back, past the gate, so that a recorded event sees what it saw.
  package mutating func restore(_ quote: Quote) {
    reserve(quote.instrument)
    let index = Int(quote.instrument.index)
    guard index >= 0 else { return }
    marks[index].price = quote.price.raw
    marks[index].time = quote.time.nanoseconds
  }

  /// Forgets prices and suspicions of the day; listings go too. The last prices stay as what the next ones are judged by.
  package mutating func startDay() {
    for index in marks.indices {
      let last = marks[index].price
      marks[index] = Mark()
      marks[index].price = last
    }
  }

  /// A price of an earlier day to judge the day's first by, where there is none yet.
  package mutating func expect(_ price: Price, of id: InstrumentID) {
    reserve(id)
    let index = Int(id.index)
    guard index >= 0, marks[index].price == 0, price > .zero else { return }
    marks[index].price = price.raw
  }

  private mutating func reserve(_ id: InstrumentID) {
    let missing = Int(id.index) + 1 - marks.count
    if missing > 0 { marks.append(contentsOf: repeatElement(Mark(), count: missing)) }
  }
}
