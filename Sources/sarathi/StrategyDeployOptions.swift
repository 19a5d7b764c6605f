import ArgumentParser
import Desk
import Engine
import Foundation
import Market
import Storage
import Strategies
import Trading

/// What is deployed, on what.
struct StrategyDeployOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What it trades: NSE:RELIANCE, or RELIANCE for NSE; repeat for several.", valueName: "exchange:symbol"),
    transform: Self.parseSymbol)
  var symbol: [Deployment.Symbol] = []

  @Option(
    help: ArgumentHelp(
      "Length of a candle: \(CandleLength.names.joined(separator: ", ")), or other whole minutes and hours up to 6h.",
      valueName: "length"),
    transform: Self.parseInterval)
  var interval: Interval

  @Option(name: .customLong("set"), help: ArgumentHelp("A parameter; repeat for several.", valueName: "name=value"))
  var settings: [String] = []

  @Option(
    help: ArgumentHelp("Price file that warms it up; repeat for several.", valueName: "file"), completion: .file())
  var history: [String] = []

  /// A deployment without its number and link.
  func draft(
    _ description: StrategyDescription, _ kind: Deployment.Kind, at time: Timestamp
  ) throws -> Deployment {
    guard description.name != "none" else {
      throw Failure("\"none\" closes nothing: there is nothing to deploy.", fix: "Choose one: sarathi strategy list")
    }
    if kind == .strategy, symbol.isEmpty {
      throw Failure("\(description.name) needs something to trade.", fix: "Add --symbol NSE:RELIANCE, for example.")
    }
    if let index = symbol.first(where: { $0.exchange == .nseIndex || $0.exchange == .bseIndex }) {
      throw Failure("\(index) is an index: it is quoted, not traded.", fix: "Name a share or a future of it.")
    }
    var deployment = Deployment(
      id: DeploymentID(0), strategy: description.name, kind: kind, link: LinkID(0), instruments: symbol,
      interval: interval, history: history.map { URL(filePath: $0).standardizedFileURL.path }, at: time)
    deployment.parameters = try parameters(of: description, kind)
    return deployment
  }

  /// Checked, and in the form the catalogue writes them.
  private func parameters(
    of description: StrategyDescription, _ kind: Deployment.Kind
  ) throws -> [Deployment.Parameter] {
    do throws(ParameterError) {
      let values =
        switch kind {
        case .strategy: try StrategyCatalog.values(for: description.name, settings)
        case .exit: try StrategyCatalog.exitValues(for: description.name, settings)
        }
      return description.parameters.map { .init($0.name, $0.text(values[$0.name])) }
    } catch {
      throw Failure("\(error.problem).", fix: "\(error.fix) See: sarathi strategy show \(description.name)")
    }
  }

  static func parseSymbol(_ text: String) throws -> Deployment.Symbol {
    let parts = text.uppercased().split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 1, !parts[0].isEmpty { return .init(exchange: exchange(.nse, of: parts[0]), symbol: parts[0]) }
    guard parts.count == 2, !parts[1].isEmpty, let named = Exchange(rawValue: parts[0]) else {
      throw ValidationError("\"\(text)\" is not a symbol such as NSE:RELIANCE or NFO:NIFTY26NOVFUT.")
    }
    return .init(exchange: exchange(named, of: parts[1]), symbol: parts[1])
  }

  /// Charting sites list an index under its exchange.
  private static func exchange(_ named: Exchange, of symbol: String) -> Exchange {
    let indices = ["NIFTY", "BANKNIFTY", "FINNIFTY", "MIDCPNIFTY"]
    if named == .nse, indices.contains(symbol) { return .nseIndex }
    return named == .bse && ["SENSEX", "BANKEX"].contains(symbol) ? .bseIndex : named
  }

  static func parseInterval(_ text: String) throws -> Interval {
    guard let interval = CandleLength.parse(text) else {
      throw ValidationError(
        "\"\(text)\" is not a length of candles: \(CandleLength.names.joined(separator: ", ")), or other whole minutes and "
          + "hours up to 6h.")
    }
    return interval
  }
}
