import Market

extension Money {
  /// To the nearest rupee, digits grouped as in India: `-9,10,249`.
  var grouped: String {
    let rupees = rounded(to: .rupee).raw / Price.unitsPerRupee
    return (rupees < 0 ? "-" : "") + Decimal4.grouped(String(rupees.magnitude))
  }
}
