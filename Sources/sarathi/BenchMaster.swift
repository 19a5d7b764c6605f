import Desk
import Foundation
import Market

/// An instrument master in the form of Zerodha's dump, as large as the real one: shares, and options in chains.
enum BenchMaster {
  static func write(to file: URL, instruments: Int) throws {
    var text =
      "instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,"
      + "instrument_type,segment,exchange\n"
    text.reserveCapacity(instruments * 90)
    let shares = instruments / 12
    for index in 0..<shares {
      let name = symbol(index)
      text += "\(index + 1),\(index + 1),\(name),\(name) LIMITED,0,,0,0.05,1,EQ,NSE,NSE\n"
    }
    let today = Timestamp.wallClock.istDay
    // 200 underlyings, each with as many expiries and strikes as it takes.
    var count = shares
    var chain = 0
    while count < instruments {
      let name = symbol(chain % 200)
      let expiry = today.advanced(by: 7 + 7 * (chain / 200))
      for strike in 0..<60 where count < instruments {
        for kind in ["CE", "PE"] where count < instruments {
          let price = 1000 + 10 * strike
          text +=
            "\(count + 1),\(count + 1),\(name)\(expiry)\(price)\(kind),\(name),0,\(expiry),\(price),0.05,50,"
            + "\(kind),NFO-OPT,NFO\n"
          count += 1
        }
      }
      chain += 1
    }
    try Data(text.utf8).write(to: file)
  }

  /// Letters only, such as `SAABC`.
  private static func symbol(_ index: Int) -> String {
    var rest = index
    var letters: [UInt8] = []
    for _ in 0..<4 {
      letters.append(UInt8(ascii: "A") + UInt8(rest % 26))
      rest /= 26
    }
    return "S" + String(decoding: letters.reversed(), as: UTF8.self)
  }
}
