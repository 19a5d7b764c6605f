import Engine
import Foundation
import Market
import Trading

/// The demo's story: its links and the alerts of one real day, chosen so that every kind of end occurs.
enum DemoDay {
  static let day = TradingDay(daysSince1970: 18_779)  // 2021-06-01
  static let fileName = "nse-2021-06-01.csv.gz"
  static let exchangeSeed: UInt64 = 20_210_601
  static let account = AccountSettings(
    id: AccountID(1), name: "Paper", capital: Money(rupees: 2_000_000),
    limits: RiskLimits(
      orderValue: Money(rupees: 1_000_000), positionValue: Money(rupees: 1_000_000), openPositions: 6),
    // The recorded day is the clock: killed and started again ten times within one recorded second, the demo still ends
    // with the same report only if what was sent before each kill does not use up the budget of that second. The same of
    // modifications: one that was on its way at a kill counts, whether or not it arrived, and counts again when sent again.
    capabilities: BrokerCapabilities(
      modificationLimit: 1000, requestsPerSecond: 200, requestsPerMinute: 2000, requestsPerDay: 20_000))

  /// The story's links, and one for the alerts of whoever watches.
  static let links = [trend, scalp, swing, yours]
  /// Those whose alerts the demo sends itself.
  static let scripted = Set([trend, scalp, swing].map(\.id))

  /// 15:18, between two gaps of the recording.
  private static let closePolicy = ClosePolicy.squareOff(before: .minutes(12))

  /// Lets profits run: a trailing stop and no target.
  private static var trend: Link {
    var link = Link(
      id: LinkID(1), name: "Trend", accounts: [account.id], sizing: .rupees(Money(rupees: 400_000)),
      exitPlan: ExitPlan(
        stop: .distance(.basisPoints(60)), trailing: .distance(.basisPoints(60))))
    link.closePolicy = closePolicy
    link.mayShort = true
    link.reverses = true
    return link
  }

  /// Quick in, quick out: a near stop and a near target.
  private static var scalp: Link {
    var link = Link(
      id: LinkID(2), name: "Scalp", accounts: [account.id], sizing: .rupees(Money(rupees: 500_000)),
      exitPlan: ExitPlan(
        stop: .distance(.basisPoints(30)), target: .distance(.basisPoints(60))))
    link.closePolicy = closePolicy
    return link
  }

  /// Risks 0.1 % of the capital to its stop and moves it to break-even once it is ahead.
  private static var swing: Link {
    var link = Link(
      id: LinkID(3), name: "Swing", accounts: [account.id], sizing: .riskToStop(basisPoints: 10),
      exitPlan: ExitPlan(
        stop: .distance(.basisPoints(60)), target: .distance(.basisPoints(150)), breakEvenAfter: .basisPoints(45)))
    link.closePolicy = closePolicy
    return link
  }

  /// Takes no alert of the story.
  static var yours: Link {
    var link = Link(
      id: LinkID(4), name: "Yours", accounts: [account.id], sizing: .rupees(Money(rupees: 200_000)),
      exitPlan: ExitPlan(stop: .distance(.basisPoints(50)), target: .distance(.basisPoints(100))))
    link.closePolicy = closePolicy
    link.mayShort = true
    return link
  }

  /// An alert as TradingView would send it.
  struct Alert: Sendable {
    var at: TimeOfDay
    var link: LinkID
    var body: String
    /// What a reader should notice.
    var remark: String

    var time: Timestamp { Timestamp(day: DemoDay.day, time: at) }
  }

  static let alerts: [Alert] = [
    alert((9, 20, 5), trend, "BUY", "RELIANCE", "runs until its trailing stop"),
    alert((9, 21, 0), scalp, "BUY", "TCS", "stopped out; large enough to fill in parts"),
    alert((9, 21, 30), swing, "BUY", "HDFCBANK", "moves its stop to break-even"),
    alert((9, 24, 0), scalp, "BUY", "SBIN", "reaches its target", id: "scalp-sbin-1"),
    alert((9, 24, 2), scalp, "BUY", "SBIN", "the same alert again: one decision", id: "scalp-sbin-1"),
    alert((9, 40, 0), scalp, "BUY", "NIFTY", "an index is quoted, not traded"),
    alert((10, 5, 0), swing, "BUY", "INFY", "not in today's instrument file"),
    alert((10, 30, 0), scalp, "SHORT", "SBIN", "this link may not sell short"),
    alert((11, 15, 0), trend, "SHORT", "RELIANCE", "a short, later reversed"),
    alert((12, 1, 0), swing, "EXIT", "", "nothing held: nothing to do"),
    alert((12, 30, 0), trend, "BUY", "RELIANCE", "covers the short, then enters long"),
    alert((13, 0, 0), scalp, "BUY", "SBIN", "an old alert", alertTime: TimeOfDay(12, 40)),
    alert((14, 20, 0), swing, "BUY", "TCS", "the feed is silent: no price, no order"),
    alert((14, 45, 0), swing, "BUY", "SBIN", "held until the square-off"),
    alert((15, 5, 0), scalp, "BUY", "TCS", "after the link's last entry"),
  ]

  private static func alert(
    _ at: (Int, Int, Int), _ link: Link, _ action: String, _ symbol: String, _ remark: String, id: String? = nil,
    alertTime: TimeOfDay? = nil
  ) -> Alert {
    let at = TimeOfDay(at.0, at.1, at.2)
    // A repeat is the very same message, so its time is that of the first.
    let time = Timestamp(day: day, time: alertTime ?? (id == nil ? at : TimeOfDay(9, 24)))
    var fields = [#""action": "\#(action)""#]
    if !symbol.isEmpty { fields.append(#""ticker": "NSE:\#(symbol)""#) }
    fields.append(#""time": "\#(time)""#)
    if let id { fields.append(#""id": "\#(id)""#) }
    return Alert(at: at, link: link.id, body: "{" + fields.joined(separator: ", ") + "}", remark: remark)
  }

  // MARK: Instruments

  /// The day's instruments with the terms of 2021: lots of one share, a tick of five paise.
  static func registry(symbols: [String]) -> InstrumentRegistry {
    var registry = InstrumentRegistry()
    for symbol in symbols {
      let instrument = instrument(symbol)
      let terms = ContractTerms(
        lotSize: Quantity(1), tickSize: Price(rupees: 0, paise: 5), freezeQuantity: .maximum,
        sessionClass: instrument.kind == .index ? .equityDerivatives : .cashWithDerivatives)
      registry.setTerms(terms, for: registry.register(instrument), on: day)
    }
    return registry
  }

  static func instrument(_ symbol: String) -> Instrument {
    ["NIFTY", "BANKNIFTY"].contains(symbol)
      ? Instrument(exchange: .nseIndex, kind: .index, underlying: symbol) : .equity(symbol)
  }

  /// The sample beside the program or in the checkout it is run from.
  static func findSample(_ given: String?) throws -> URL {
    if let given { return URL(filePath: given) }
    let program = URL(filePath: CommandLine.arguments.first ?? "").deletingLastPathComponent()
    let places = [
      URL(filePath: "Examples"), program.appending(path: "Examples"), program.appending(path: "../share/sarathi"),
      URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Examples").standardized,
    ]
    for place in places {
      let file = place.appending(path: fileName)
      if FileManager.default.fileExists(atPath: file.path) { return file }
    }
    throw Failure(
      "The sample day \(fileName) was not found.", fix: "Run this in the checkout, or name the file with --sample.")
  }
}
