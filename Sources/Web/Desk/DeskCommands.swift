import Desk
import Engine
import Hummingbird
import Logging
import Trading

/// `POST /command/…`: a person's wishes, passed on to the desk.
///
/// `?account=1` names one account; without it all are meant, except for those that name a position or an order, which
/// need it unless there is only one.
struct DeskCommands: Sendable {
  let desk: any DeskService
  let entrance: Entrance
  let refusals: Refusals
  let logger: Logger

  func respond(to request: Request, _ words: ArraySlice<Substring>) async -> Response {
    guard entrance.mayCommand(request) else {
      refusals.count(.wrongToken)
      return .failure(
        .forbidden,
        "the header X-Sarathi-Token is missing or wrong; reload the page, and open the newest link that Sarathi printed "
          + "if it has no buttons then"
      ).closing()
    }
    let known = words.first == "halt" ? ["account", "reason"] : ["account"]
    if let unknown = request.uri.queryParameters.map({ String($0.key) }).first(where: { !known.contains($0) }) {
      return .failure(
        .badRequest, "\(unknown.prefix(20)): is not known here; there is \(known.joined(separator: " and "))")
    }
    guard let account = account(request) else {
      return .failure(.badRequest, "account: is not the number of an account; leave it out to mean all")
    }
    guard let command = command(words, request) else {
      return .failure(
        .notFound,
        "unknown command; there are pause, resume, halt, clear-halt, emergency-stop, square-off/{position}, "
          + "square-off-all, reconcile, adopt/{order}/{broker's id} and declare-absent/{order}")
    }
    let accounts = desk.status().accounts
    if command.isOfOneAccount, account.id == nil, accounts.count != 1 {
      return .failure(
        .badRequest, "account: is missing; positions and orders are numbered in each account, so add ?account=1")
    }
    logger.notice("Dashboard command: \(words.joined(separator: "/"))")
    let meant = account.id ?? (command.isOfOneAccount ? accounts.first?.id : nil)
    switch await desk.command(command, account: meant, by: "dashboard") {
    case .done(let text): return .json(.object([("status", .string("done")), ("message", .string(text))]))
    case .refused(let text):
      return .json(.object([("status", .string("refused")), ("message", .string(text))]), status: .conflict)
    }
  }

  private func command(_ words: ArraySlice<Substring>, _ request: Request) -> Command? {
    switch words.first {
    case "square-off":
      guard words.count == 2, let index = number(words) else { return nil }
      return .squareOff(PositionID(index))
    case "declare-absent":
      guard words.count == 2, let index = number(words) else { return nil }
      return .declareAbsent(OrderNumber(index))
    case "adopt":
      guard words.count == 3, let index = number(words), let id = words.last else { return nil }
      return .adopt(OrderNumber(index), BrokerOrderID(String(id)))
    case let name? where words.count == 1:
      switch name {
      case "pause": return .pause
      case "resume": return .resume
      case "halt": return .halt(reason(request))
      case "clear-halt": return .clearHalt
      case "emergency-stop": return .emergencyStop
      case "square-off-all": return .squareOffAll
      case "reconcile": return .reconcile
      default: return nil
      }
    default: return nil
    }
  }

  private func number(_ words: ArraySlice<Substring>) -> Int32? {
    words.dropFirst().first.flatMap { Int32($0) }.flatMap { $0 >= 0 ? $0 : nil }
  }

  private func reason(_ request: Request) -> String {
    let given = request.uri.queryParameters["reason"].map { String($0.prefix(200)) } ?? ""
    return given.isEmpty ? "by hand" : given
  }

  private struct Choice {
    /// Nil for all.
    var id: AccountID?
  }

  /// Nil when the query names something that is not an account of this desk.
  private func account(_ request: Request) -> Choice? {
    guard let text = request.uri.queryParameters["account"] else { return Choice(id: nil) }
    guard let number = Int32(text), desk.status().accounts.contains(where: { $0.id.number == number }) else {
      return nil
    }
    return Choice(id: AccountID(number))
  }
}

extension Command {
  /// It names something that is numbered in each account.
  fileprivate var isOfOneAccount: Bool {
    switch self {
    case .squareOff, .adopt, .declareAbsent: true
    case .pause, .resume, .halt, .clearHalt, .emergencyStop, .squareOffAll, .reconcile: false
    }
  }
}
