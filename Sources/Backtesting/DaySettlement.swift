import Market
import Trading

/// The fills of a backtest's day, and what the contract note makes of their charges.
///
/// Fills accrue charges one by one; the note rounds sums, and a delivery sale pays the depository. The difference goes
/// where it comes from: depository charge, STT and brokerage to the security's last sale of the day (or its last fill,
/// when it was only bought), the rest to the last fill of the day.
struct DaySettlement: Sendable {
  /// A fill, and the position it belongs to.
  struct Place: Sendable {
    var position: PositionID
    /// Its place in the run's list of fills.
    var fill: Int
  }

  /// What the note adds to a fill's charges.
  struct Posting: Sendable {
    var place: Place
    var charges: Charges
  }

  private struct Security: Sendable {
    var instrument: InstrumentID
    var note: NoteSecurity
    var accrued = Money.zero
    var place: Place
    var placeIsSale: Bool
  }

  private struct Latest: Sendable {
    var place: Place
    var time: Timestamp
    var instrument: InstrumentID
  }

  private var securities: [Security] = []
  private var accrued = Money.zero
  private var latest: Latest?
  /// Of the day that was closed last.
  private(set) var postings: [Posting] = []

  /// - Parameters:
  ///   - filledValueBefore: of earlier fills of the same order.
  ///   - tariff: by which the fill was charged; asked for once a day and instrument.
  mutating func add(
    _ fill: BacktestFill, at place: Place, filledValueBefore: Money = .zero, isDelivery: Bool,
    tariff: @autoclosure () -> ChargeTariff
  ) {
    let index: Int
    if let known = securities.firstIndex(where: { $0.instrument == fill.instrument }) {
      index = known
    } else {
      index = securities.count
      securities.append(
        Security(
          instrument: fill.instrument, note: NoteSecurity(tariff(), isDelivery: isDelivery), place: place,
          placeIsSale: false))
    }
    let charges = fill.charges
    securities[index].note.add(fill.side, fill.price * fill.quantity, filledValueBefore: filledValueBefore)
    securities[index].accrued += charges.brokerage + charges.stt
    if fill.side == .sell || !securities[index].placeIsSale {
      securities[index].place = place
      securities[index].placeIsSale = fill.side == .sell
    }
    accrued += charges.exchange + charges.sebi + charges.gst + charges.stamp
    if let latest, (latest.time, latest.instrument) > (fill.time, fill.instrument) { return }
    latest = Latest(place: place, time: fill.time, instrument: fill.instrument)
  }

  /// The day is over: ``postings`` are what its note adds, and a new day may begin.
  mutating func close() {
    postings.removeAll(keepingCapacity: true)
    guard let latest else { return }
    var total = NoteTotal()
    for security in securities {
      total.add(security.note)
      let rounding = security.note.brokerage + security.note.stt - security.accrued
      post(Charges(dp: security.note.dp, rounding: rounding), to: security.place)
    }
    let note = total.charges
    post(Charges(rounding: note.exchange + note.sebi + note.gst + note.stamp - accrued), to: latest.place)
    securities.removeAll(keepingCapacity: true)
    accrued = .zero
    self.latest = nil
  }

  private mutating func post(_ charges: Charges, to place: Place) {
    if charges != .zero { postings.append(Posting(place: place, charges: charges)) }
  }
}

extension BacktestPlan {
  /// A broker's plan is settled by the day's contract note; a flat share of the value knows none.
  var settlesNotes: Bool { if case .plan = costs { true } else { false } }
}
