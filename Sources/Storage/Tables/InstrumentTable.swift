import GRDB
import Market

/// The names behind instrument numbers. Append-only: a number or a symbol never changes its meaning.
enum InstrumentTable {
  private static let insert = SQL(
    """
    insert into instruments(id, exchange, symbol, kind, underlying, expiry, strike) \
    values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing
    """)
  private static let select =
    "select id, exchange, symbol, kind, underlying, expiry, strike from instruments"

  static func add(_ id: InstrumentID, _ instrument: Instrument, to db: Database, file: String) throws {
    let symbol = instrument.symbol
    try db.run(
      insert,
      [
        id, instrument.exchange.rawValue, symbol, instrument.kind.rawValue, instrument.underlying, instrument.expiry,
        instrument.strike,
      ])
    guard db.changesCount == 0 else { return }
    let known = try db.rows(SQL(select + " where id = $1"), [id], table: "instruments", read).first
    guard let known, known.1 == instrument else {
      throw StorageError(
        .conflict, file: file, table: "instruments",
        problem: "instrument \(id.index) is \(known?.1.qualifiedSymbol ?? "?") and cannot become "
          + "\(instrument.qualifiedSymbol).",
        fix: "Number instruments from this table when the desk starts; numbers are never used again.")
    }
  }

  static func all(_ db: Database) throws -> [(InstrumentID, Instrument)] {
    try db.rows(SQL(select + " order by id"), [], table: "instruments", read)
  }

  private static func read(_ columns: inout Columns) throws -> (InstrumentID, Instrument) {
    let id = try columns.instrument()
    let exchange: Exchange = try columns.choice()
    let symbol = try columns.text()
    let instrument = Instrument(
      exchange: exchange, kind: try columns.choice(), underlying: try columns.text(), expiry: try columns.dayOrNil(),
      strike: try columns.priceOrNil())
    guard instrument.symbol == symbol else { throw columns.mismatch("what its symbol \(symbol) says") }
    return (id, instrument)
  }
}
