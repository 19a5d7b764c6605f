import Engine

extension Action {
  /// Reads the names senders use, in any case; spaces, hyphens and underscores do not matter.
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
    guard let name = alertName.asciiUppercased?.filter({ !" -_".contains($0) }) else { return nil }
    switch name {
    case "BUY", "LONG", "ENTERLONG", "BUYENTRY": self = .buy
    case "SELL", "CLOSELONG", "EXITLONG", "SELLEXIT": self = .sell
    case "SHORT", "SELLSHORT", "ENTERSHORT": self = .short
    case "COVER", "BUYTOCOVER", "CLOSESHORT", "EXITSHORT": self = .cover
    case "BUYCALL", "BUYCE", "LONGCALL": self = .buyCall
    case "BUYPUT", "BUYPE", "LONGPUT": self = .buyPut
    case "SELLCALL", "SELLCE": self = .sellCall
    case "SELLPUT", "SELLPE": self = .sellPut
    case "EXIT", "CLOSE", "FLAT", "EXITALL", "CLOSEALL", "SQUAREOFF": self = .exit
    default: return nil
    }
  }
}
