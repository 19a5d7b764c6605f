/// The rates in force for one brokerage plan, exchange, segment and day: enough to charge each fill as it comes.
package struct ChargeTariff: Hashable, Sendable {
  package struct BySide: Hashable, Sendable {
    package var buy: ChargeRate
    package var sell: ChargeRate

    package subscript(side: Side) -> ChargeRate { side == .buy ? buy : sell }
  }

  /// Per executed order.
  package var brokerage: BySide
  package var stt: BySide
  package var exchange: BySide
  package var sebi: BySide
  package var stamp: BySide
  /// On brokerage, exchange charge and SEBI fee; and on the depository charge.
  package var gst: ChargeRate
  /// Once for each share and day of delivery sale, before GST.
  package var dp: ChargeRate
  /// STT on the intrinsic value of an option held to expiry in the money, paid by the holder.
  package var exercise: ChargeRate

  /// What one fill adds, unrounded (to 1/10 000 rupee).
  ///
  /// - Parameters:
  ///   - value: price × quantity of the fill, of options the premium; positive.
  ///   - filledValueBefore: the same sum over earlier fills of this order. Brokerage is per order, so a fill adds only
  ///     what takes the order's brokerage from there toward its cap.
  package func accrual(side: Side, value: Money, filledValueBefore: Money = .zero) -> Charges {
    let perOrder = brokerage[side]
    var charges = Charges(
      brokerage: perOrder.amount(on: filledValueBefore + value) - perOrder.amount(on: filledValueBefore),
      stt: stt[side].amount(on: value), exchange: exchange[side].amount(on: value),
      sebi: sebi[side].amount(on: value), stamp: stamp[side].amount(on: value))
    charges.gst = gst.amount(on: charges.brokerage + charges.exchange + charges.sebi)
    return charges
  }

  /// What exercise at expiry costs the holder of an option with this intrinsic value (per unit × quantity).
  package func exerciseCharges(intrinsicValue: Money) -> Charges { Charges(stt: exercise.amount(on: intrinsicValue)) }
}
