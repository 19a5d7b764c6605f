/// What one security adds to the contract note of a day: its trading in one segment of one exchange.
package struct NoteSecurity: Sendable {
  private let tariff: ChargeTariff
  private let isDelivery: Bool
  private let rounding: DayNote.Rounding
  private var bought = Money.zero
  private var sold = Money.zero
  /// Of its orders, each rounded.
  package private(set) var brokerage = Money.zero

  /// - Parameter isDelivery: sales of these shares pay the depository.
  package init(_ tariff: ChargeTariff, isDelivery: Bool, rounding: DayNote.Rounding = .standard) {
    self.tariff = tariff
    self.isDelivery = isDelivery
    self.rounding = rounding
  }

  /// - Parameters:
  ///   - value: price × quantity of a fill, of options the premium; positive.
  ///   - filledValueBefore: the same sum over earlier fills of its order, whose brokerage is charged once.
  package mutating func add(_ side: Side, _ value: Money, filledValueBefore: Money = .zero) {
    if side == .buy { bought += value } else { sold += value }
    let rate = tariff.brokerage[side]
    brokerage += rate.amount(on: filledValueBefore + value).rounded(to: rounding.others)
    if filledValueBefore > .zero { brokerage -= rate.amount(on: filledValueBefore).rounded(to: rounding.others) }
  }

  /// Each side by itself.
  package var stt: Money {
    tariff.stt.buy.amount(on: bought).rounded(to: rounding.stt)
      + tariff.stt.sell.amount(on: sold).rounded(to: rounding.stt)
  }

  /// Once for the share and day, with its GST.
  package var dp: Money {
    guard isDelivery, sold > .zero else { return .zero }
    let charge = tariff.dp.amount(on: sold)
    return (charge + tariff.gst.amount(on: charge)).rounded(to: rounding.others)
  }

  fileprivate func addShares(to exchange: inout ExactCharge, _ sebi: inout ExactCharge, _ stamp: inout ExactCharge) {
    exchange.add(tariff.exchange.buy, on: bought)
    exchange.add(tariff.exchange.sell, on: sold)
    sebi.add(tariff.sebi.buy, on: bought)
    sebi.add(tariff.sebi.sell, on: sold)
    stamp.add(tariff.stamp.buy, on: bought)
    stamp.add(tariff.stamp.sell, on: sold)
  }

  fileprivate var gst: ChargeRate { tariff.gst }
}

/// All securities of a day's note, added up and rounded as the note rounds them.
package struct NoteTotal: Sendable {
  private var exchange = ExactCharge()
  private var sebi = ExactCharge()
  private var stamp = ExactCharge()
  private var sums = Charges.zero
  private var gst: ChargeRate?
  private let rounding: DayNote.Rounding

  package init(rounding: DayNote.Rounding = .standard) { self.rounding = rounding }

  package mutating func add(_ security: NoteSecurity) {
    security.addShares(to: &exchange, &sebi, &stamp)
    sums.brokerage += security.brokerage
    sums.stt += security.stt
    sums.dp += security.dp
    // GST has one rate for all of a note's segments.
    gst = gst ?? security.gst
  }

  package var charges: Charges {
    var result = sums
    result.exchange = exchange.rounded(to: rounding.others)
    result.sebi = sebi.rounded(to: rounding.others)
    result.stamp = stamp.rounded(to: rounding.stamp)
    if let gst {
      result.gst = gst.amount(on: result.brokerage + result.exchange + result.sebi).rounded(to: rounding.others)
    }
    return result
  }
}
