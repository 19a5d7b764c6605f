/// Reads an instrument master in the form of Zerodha's instrument dump into a registry.
///
/// Columns are found by their names in the header, in any order; unknown ones are ignored. Rows of exchanges the desk
/// does not trade (currency, bonds abroad) are skipped and counted.
package enum InstrumentMaster {
  package struct Summary: Hashable, Sendable {
    /// Rows whose instrument has terms for the day now.
    package var instruments = 0
    /// Of these, instruments the registry did not know.
    package var added = 0
    /// Rows of exchanges the desk does not trade.
    package var skipped = 0
    /// The earliest expiry of a contract in the file. Exchanges list no contract that is over: the file is no younger.
    package var firstExpiry: TradingDay?

    package init() {}
  }

  /// Registers every instrument of the file and sets its terms for `day`.
  ///
  /// All or nothing: when it throws, `registry` is as it was. Reading the same file again changes nothing.
  /// - Parameters:
  ///   - bytes: the whole file, header included. It must end in a line end, since a cut-off number looks like a number.
  ///   - freeze: largest single orders; the file does not carry them.
  ///   - hasDerivatives: whether an NSE or BSE share has derivatives, by what the caller knows from elsewhere. It is
  ///     asked besides the registry and this file, where any unexpired future or option counts.
  package static func load(
    _ bytes: [UInt8], into registry: inout InstrumentRegistry, on day: TradingDay,
    freeze: FreezeQuantities = .bundled, hasDerivatives: (String) -> Bool = { _ in false }
  ) throws(InstrumentMasterError) -> Summary {
    var loader = try InstrumentMasterLoader(bytes, registry: registry, day: day, freeze: freeze)
    let summary = try loader.run(hasDerivatives: hasDerivatives)
    registry = loader.registry
    return summary
  }

  /// As above, for any collection of bytes.
  package static func load(
    _ bytes: some Collection<UInt8>, into registry: inout InstrumentRegistry, on day: TradingDay,
    freeze: FreezeQuantities = .bundled, hasDerivatives: (String) -> Bool = { _ in false }
  ) throws(InstrumentMasterError) -> Summary {
    try load(Array(bytes), into: &registry, on: day, freeze: freeze, hasDerivatives: hasDerivatives)
  }
}

package typealias InstrumentMasterError = DataFileError
