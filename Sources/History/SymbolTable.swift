/// Builders by symbol, in order of first appearance.
struct SymbolTable {
  private(set) var builders: [BarBuilder] = []
  private var indexes: [String: Int] = [:]
  private let capacity: Int

  /// - Parameter capacity: rows to reserve for each symbol.
  init(capacity: Int) { self.capacity = capacity }

  mutating func builder(of symbol: UnsafeRawBufferPointer) -> BarBuilder {
    // Rows of one symbol mostly follow each other.
    if let last, last.symbol.utf8.elementsEqual(symbol) { return last }
    let found = builder(named: String(decoding: symbol, as: UTF8.self))
    last = found
    return found
  }

  mutating func builder(named symbol: String) -> BarBuilder {
    if let index = indexes[symbol] { return builders[index] }
    let new = BarBuilder(symbol: symbol, capacity: capacity)
    indexes[symbol] = builders.count
    builders.append(new)
    return new
  }

  private var last: BarBuilder?
}
