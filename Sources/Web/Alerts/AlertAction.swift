import Engine

extension Action {
  /// Reads the names senders use, in any case; spaces and hyphens count as underscores.
  ///
  /// | action | also written |
  /// | --- | --- |
  /// | BUY | LONG, ENTER_LONG, BUY_ENTRY |
  /// | SELL | CLOSE_LONG, EXIT_LONG, SELL_EXIT |
  /// | SHORT | SELL_SHORT, ENTER_SHORT |
  /// | COVER | BUY_TO_COVER, CLOSE_SHORT, EXIT_SHORT |
  /// | BUY_CALL, SELL_CALL | BUY_CE, LONG_CALL; SELL_CE |
  /// | BUY_PUT, SELL_PUT | BUY_PE, LONG_PUT; SELL_PE |
  /// | EXIT | CLOSE, FLAT, EXIT_ALL, CLOSE_ALL, SQUARE_OFF |
  init?(alertName: String) {
    guard let name = alertName.asciiUppercased?.replacing(" ", with: "_").replacing("-", with: "_") else {
      return nil
    }
    switch name {
    case "BUY", "LONG", "ENTER_LONG", "BUY_ENTRY": self = .buy
    case "SELL", "CLOSE_LONG", "EXIT_LONG", "SELL_EXIT": self = .sell
    case "SHORT", "SELL_SHORT", "ENTER_SHORT": self = .short
    case "COVER", "BUY_TO_COVER", "CLOSE_SHORT", "EXIT_SHORT": self = .cover
    case "BUY_CALL", "BUY_CE", "LONG_CALL": self = .buyCall
    case "BUY_PUT", "BUY_PE", "LONG_PUT": self = .buyPut
    case "SELL_CALL", "SELL_CE": self = .sellCall
    case "SELL_PUT", "SELL_PE": self = .sellPut
    case "EXIT", "CLOSE", "FLAT", "EXIT_ALL", "CLOSE_ALL", "SQUARE_OFF", "SQUAREOFF": self = .exit
    default: return nil
    }
  }
}
