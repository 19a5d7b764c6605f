/// Every instrument the desk has ever seen, numbered once; the day's terms beside it.
///
/// Append-only: an ``InstrumentID`` is the place in order of registration, so restoring the same rows in the same order
/// gives the same ids. Rows are a few dozen bytes and hold no strings of their own, since a full master has 100 000.
package struct InstrumentRegistry: Sendable {
  private var rows: [InstrumentRow] = []
  private var names = NameTable()
  private var rowTable = HashTable()
  private var chains = ChainIndex()
  private var terms = TermsTable()

  package init() {}

  /// A registry with these instruments, numbered in the order given: what ``instruments`` listed before a restart.
  /// - Throws: ``RegistryError/duplicate(_:_:)`` if an instrument occurs twice, because every later id would be wrong.
  package init(restoring instruments: some Sequence<Instrument>) throws(RegistryError) {
    var expected: Int32 = 0
    for instrument in instruments {
      let id = insert(instrument)
      guard id.index == expected else { throw .duplicate(instrument, id) }
      expected += 1
    }
    chains.settle(rows)
  }

  package var count: Int { rows.count }

  /// All ids, ascending.
  package var ids: some RandomAccessCollection<InstrumentID> { (0..<Int32(rows.count)).lazy.map { InstrumentID($0) } }

  /// All instruments in id order: the rows to persist, each as exchange and symbol. Those from a known count on are
  /// new.
  package var instruments: some RandomAccessCollection<Instrument> { rows.indices.lazy.map { instrument(at: $0) } }

  /// The id of `instrument`, which is given one if it has none.
  package mutating func register(_ instrument: Instrument) -> InstrumentID {
    let id = insert(instrument)
    chains.settleIfLarge(rows)
    return id
  }

  /// Nil for an id this registry did not give out.
  package func instrument(for id: InstrumentID) -> Instrument? {
    rows.indices.contains(Int(id.index)) ? instrument(at: Int(id.index)) : nil
  }

  /// The instrument of an id this registry gave out.
  package subscript(id: InstrumentID) -> Instrument {
    precondition(rows.indices.contains(Int(id.index)), "an instrument id comes from its own registry")
    return instrument(at: Int(id.index))
  }

  package func id(of instrument: Instrument) -> InstrumentID? {
    guard let name = names.index(of: instrument.underlying.utf8) else { return nil }
    return id(of: InstrumentRow(instrument, name: name))
  }

  /// The instrument with this canonical symbol; nil if there is none or the text is no symbol. Builds no strings.
  package func id(exchange: Exchange, symbol: some StringProtocol) -> InstrumentID? {
    let bytes = Substring(symbol).utf8
    return bytes.withContiguousStorageIfAvailable { id(exchange: exchange, symbolBytes: $0) }
      ?? id(exchange: exchange, symbolBytes: bytes)
  }

  private func id(exchange: Exchange, symbolBytes: some BidirectionalCollection<UInt8>) -> InstrumentID? {
    // A text that is no symbol names nothing here; `Instrument(symbol:exchange:)` says what is wrong with it.
    guard let parts = try? SymbolParts(symbolBytes, exchange: exchange),
      let name = names.index(of: parts.underlying)
    else { return nil }
    return id(
      of: InstrumentRow(
        exchange: exchange, kind: parts.kind, name: name, expiry: parts.expiry, strike: parts.strike))
  }

  // MARK: Terms

  /// Puts `terms` in force for `id` on `day`, in place of any earlier word for that day.
  package mutating func setTerms(_ terms: ContractTerms, for id: InstrumentID, on day: TradingDay) {
    precondition(rows.indices.contains(Int(id.index)), "terms are set for a registered instrument")
    self.terms.set(terms, for: Int(id.index), on: day)
  }

  /// The terms given for exactly that day; nil means nobody has said, not that they are as yesterday.
  package func terms(of id: InstrumentID, on day: TradingDay) -> ContractTerms? {
    terms.terms(of: Int(id.index), on: day)
  }

  /// Days that have terms, ascending.
  package var daysWithTerms: [TradingDay] { terms.days }

  /// Frees the terms of days before `day`: each full day costs 4 bytes an instrument. The desk keeps what it still
  /// needs.
  package mutating func forgetTerms(before day: TradingDay) { terms.forget(before: day) }

  // MARK: Chains

  /// Expiries of the options on `underlying`, ascending. `exchange` is where they trade: see ``Exchange/derivatives``.
  package func optionExpiries(of underlying: String, on exchange: Exchange) -> [TradingDay] {
    guard let name = names.index(of: underlying.utf8) else { return [] }
    let key = ChainKey(name: name, exchange: exchange, isOption: true)
    return chains.distinct(in: key, rows: rows) { $0.expiry.map { TradingDay(daysSince1970: $0) } }
  }

  /// Strikes listed for one expiry, ascending.
  package func strikes(of underlying: String, expiry: TradingDay, on exchange: Exchange) -> [Price] {
    guard let name = names.index(of: underlying.utf8) else { return [] }
    let key = ChainKey(name: name, exchange: exchange, isOption: true, expiry: expiry.daysSince1970)
    return chains.distinct(in: key, rows: rows) { $0.strike.map { Price(raw: $0) } }
  }

  /// The option of `kind` (call or put) at that strike.
  package func option(
    of underlying: String, expiry: TradingDay, strike: Price, kind: InstrumentKind, on exchange: Exchange
  ) -> InstrumentID? {
    guard kind.isOption, let name = names.index(of: underlying.utf8) else { return nil }
    return id(of: InstrumentRow(exchange: exchange, kind: kind, name: name, expiry: expiry, strike: strike))
  }

  /// Futures on `underlying`, nearest expiry first, expired ones included.
  package func futures(of underlying: String, on exchange: Exchange) -> [InstrumentID] {
    guard let name = names.index(of: underlying.utf8) else { return [] }
    return chains.members(of: ChainKey(name: name, exchange: exchange, isOption: false), rows: rows)
  }

  /// Whether a future or option on `underlying` that expires on `day` or later is registered at `exchange`.
  package func hasDerivatives(of underlying: String, on exchange: Exchange, expiringFrom day: TradingDay) -> Bool {
    guard let name = names.index(of: underlying.utf8) else { return false }
    return [false, true].contains { isOption in
      let key = ChainKey(name: name, exchange: exchange, isOption: isOption)
      return chains.lastExpiry(in: key, rows: rows).map { $0 >= day.daysSince1970 } ?? false
    }
  }

  // MARK: Bulk registration, for the master

  /// Registers from parts; the caller calls ``settle()`` after the last one.
  mutating func insert(
    exchange: Exchange, kind: InstrumentKind, underlying: some BidirectionalCollection<UInt8>, expiry: TradingDay?,
    strike: Price?
  ) -> InstrumentID {
    let name = names.intern(underlying)
    return insert(InstrumentRow(exchange: exchange, kind: kind, name: name, expiry: expiry, strike: strike))
  }

  mutating func settle() { chains.settle(rows) }

  private mutating func insert(_ instrument: Instrument) -> InstrumentID {
    insert(InstrumentRow(instrument, name: names.intern(instrument.underlying.utf8)))
  }

  private mutating func insert(_ row: InstrumentRow) -> InstrumentID {
    if let known = id(of: row) { return known }
    let index = rows.count
    rows.append(row)
    rowTable.insert(index, hash: row.stableHash) { rows[$0].stableHash }
    if row.kind.isDerivative { chains.add(index) }
    return InstrumentID(Int32(index))
  }

  private func id(of row: InstrumentRow) -> InstrumentID? {
    rowTable.find(hash: row.stableHash) { rows[$0] == row }.map { InstrumentID(Int32($0)) }
  }

  private func instrument(at index: Int) -> Instrument {
    let row = rows[index]
    return Instrument(
      exchange: row.exchange, kind: row.kind, underlying: names[row.name],
      expiry: row.expiry.map { TradingDay(daysSince1970: $0) }, strike: row.strike.map { Price(raw: $0) })
  }
}

package enum RegistryError: Error, Hashable, Sendable {
  /// The rows to restore hold an instrument twice; the id is that of its first row.
  case duplicate(Instrument, InstrumentID)
}

extension RegistryError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .duplicate(let instrument, let id):
      "stored instruments: \(instrument.qualifiedSymbol) occurs twice, first as number \(id.index). Restore a backup."
    }
  }
}
