/// What is known of the contracts of a commodity on MCX.
///
/// Sources: contract specifications as MCX and brokers publish them (natural gas: mcxindia.com, tick 10 paise); the
/// others from general knowledge, not confirmed by a circular: what a file or `--tick` and `--lot` say goes before.
package struct Commodity: Sendable {
  package let name: String
  package let futureTick: Price
  /// Units of the quoted price in one lot. Contracts were changed more than once: backtests ask for `--lot`; the desk takes it
  /// where a master counts lots and does not say the units.
  package let lot: Int64

  package static func named(_ text: String) -> Commodity? { all.first { $0.name == text } }

  private init(_ name: String, paise: Int64, _ lot: Int64) {
    self.name = name
    futureTick = Price(raw: paise * 100)
    self.lot = lot
  }

  private static let all = [
    Commodity("CRUDEOIL", paise: 100, 100), Commodity("CRUDEOILM", paise: 100, 10),
    Commodity("NATURALGAS", paise: 10, 1250), Commodity("NATGASMINI", paise: 10, 250),
    Commodity("GOLD", paise: 100, 100), Commodity("GOLDM", paise: 100, 10), Commodity("GOLDGUINEA", paise: 100, 1),
    Commodity("GOLDPETAL", paise: 100, 1), Commodity("GOLDTEN", paise: 100, 1),
    Commodity("SILVER", paise: 100, 30), Commodity("SILVERM", paise: 100, 5), Commodity("SILVERMIC", paise: 100, 1),
    Commodity("COPPER", paise: 5, 2500), Commodity("ZINC", paise: 5, 5000), Commodity("ZINCMINI", paise: 5, 1000),
    Commodity("LEAD", paise: 5, 5000), Commodity("LEADMINI", paise: 5, 1000),
    Commodity("ALUMINIUM", paise: 5, 5000), Commodity("ALUMINI", paise: 5, 1000), Commodity("NICKEL", paise: 10, 1500),
    Commodity("MENTHAOIL", paise: 10, 360), Commodity("COTTONCNDY", paise: 1000, 48),
    Commodity("COTTON", paise: 1000, 25),
  ]
}
