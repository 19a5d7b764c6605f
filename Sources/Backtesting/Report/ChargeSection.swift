import Market

/// What trading cost, by kind.
struct ChargeSection {
  let charges: ChargeTotals

  init(_ charges: ChargeTotals) { self.charges = charges }

  var html: HTML {
    let rows = kinds.filter { $0.amount != .zero }
    return """
      <section class="panel half" id="charges">
      <h2>Charges</h2>
      <table class="pairs shares">
      <tbody>
      \(rows.map(row).joined())</tbody>
      <tfoot><tr><th scope="row">All charges</th><td>\(ReportNumber.exactRupees(charges.total))</td><td></td></tr></tfoot>
      </table>
      </section>

      """
  }

  private func row(_ kind: (name: String, amount: Money)) -> HTML {
    let share = charges.total > .zero ? kind.amount.rupees / charges.total.rupees : 0
    return """
      <tr><th scope="row">\(kind.name)</th><td>\(ReportNumber.exactRupees(kind.amount))</td>\
      <td>\(ReportNumber.percent(share, decimals: 1))</td></tr>

      """
  }

  private var kinds: [(name: String, amount: Money)] {
    [
      ("Brokerage", charges.brokerage), ("Transaction tax (STT, CTT)", charges.stt),
      ("Exchange", charges.exchange), ("SEBI", charges.sebi), ("GST", charges.gst), ("Stamp duty", charges.stamp),
      ("Depository", charges.dp), ("Rounding", charges.rounding),
    ]
  }
}
