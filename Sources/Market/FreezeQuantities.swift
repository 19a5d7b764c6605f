/// The exchanges' limits on a single order in index derivatives, by the date from which they hold
/// (`Data/freeze.csv`). Everything else has no known limit and gets ``Quantity/maximum``.
package struct FreezeQuantities: Sendable {
  package static let bundled: FreezeQuantities = {
    do {
      return try FreezeQuantities(parsing: PackageResources.freeze_csv)
    } catch {
      // Invariant: the file is compiled in and parsed by a test.
      preconditionFailure("the bundled freeze quantities are damaged: \(error)")
    }
  }()

  /// A few dozen, in the file's order.
  private var rows: [(underlying: String, from: TradingDay, quantity: Quantity)] = []

  package init(parsing bytes: [UInt8]) throws(DataFileError) {
    let columns = ["underlying", "effective_from", "freeze_quantity"]
    let table = try DataTable(parsing: bytes, file: "freeze quantities", columns: columns)
    for row in table.rows {
      guard let units = Int64(row["freeze_quantity"]), units > 0, units <= Quantity.maximum.units else {
        throw row.error("freeze_quantity", "not a quantity", fix: "Write whole units, from 1 to \(Quantity.maximum).")
      }
      guard !row["underlying"].isEmpty else {
        throw row.error("underlying", "no name", fix: "Name the underlying, such as NIFTY.")
      }
      rows.append((row["underlying"], try row.day("effective_from"), Quantity(units)))
    }
  }

  package func quantity(of underlying: String, on day: TradingDay) -> Quantity {
    quantity(ofName: underlying.utf8, on: day)
  }

  func quantity(ofName name: some Collection<UInt8>, on day: TradingDay) -> Quantity {
    rows.filter { $0.from <= day && $0.underlying.utf8.elementsEqual(name) }.max { $0.from < $1.from }?.quantity
      ?? .maximum
  }
}
