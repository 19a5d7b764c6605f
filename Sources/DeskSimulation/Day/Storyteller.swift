import Desk
import Engine
import Market
import Trading

/// A simulated day in a trader's words, a line each: what happened, what was asked of brokers, what they said.
struct Storyteller {
  let desk: DrawnDesk

  func words(_ happening: Happening) -> String {
    switch happening.kind {
    case .price(let tick, let fault): "price \(symbol(tick.instrument)) \(tick.price)\(note(fault))"
    case .market(let tick): "the market trades \(symbol(tick.instrument)) at \(tick.price), untold"
    case .stall(let interval): "the process stands still for \(interval)"
    case .wake: "the process looks at the clock"
    case .settings(let settings): "other settings for account \(settings.id.number), and a restart"
    case .alert(let drawn): "alert \(words(drawn.alert)), link \(drawn.link.number)\(note(drawn.fault))"
    case .command(let command, let account): "a person of account \(account.number): \(plain(command))"
    case .handTrade(let account, let instrument, let product, let side, let share):
      "a person trades beside account \(account.number): \(side.rawValue) \(symbol(instrument)) \(product.rawValue), "
        + "share \(share)"
    case .handCancel(let account, _): "a person cancels a stop of account \(account.number)"
    case .handMove(let account, _, let basisPoints):
      "a person moves a stop of account \(account.number) by \(basisPoints) basis points"
    case .brokerCancel(let account, _): "the broker cancels an order of account \(account.number)"
    case .doubleClick(let account): "a person of account \(account.number) presses \"close all\" twice"
    case .fillCorrected(let account, _, let ticks):
      "the exchange corrects a fill of account \(account.number) by \(ticks) ticks"
    case .networkDown(let interval): "no network for \(interval)"
    case .sessionDead(let account, let interval): "the session of account \(account.number) is dead for \(interval)"
    case .bookUnreadable(let account, let interval):
      "the book of account \(account.number) cannot be read for \(interval)"
    case .bookEmpty(let account, let interval): "the book of account \(account.number) comes empty for \(interval)"
    case .crash(let point, let number, let down): "the process is to end: \(point) (\(number)), down for \(down)"
    case .disk(let fault, let number, let down): "the disk is to fail: \(fault) (\(number)), down for \(down)"
    }
  }

  func words(_ event: Event) -> String {
    switch event {
    case .dayStarted(let sessions): "the day \(sessions.day) begins"
    case .terms(let contracts): "today's terms of \(contracts.count) contracts"
    case .settings: "settings"
    case .link(let link): "link \(link.id.number)"
    case .signal(let signal): "signal \(signal.action.rawValue) \(signal.symbol), link \(signal.link.number)"
    case .trigger(let trigger): words(trigger)
    case .placed(let number, _, let outcome): "#\(number.index) \(words(outcome))"
    case .changed(let number, let outcome): "change of #\(number.index) \(words(outcome))"
    case .report(let report): "report of \(words(report))"
    case .lookedUp(let number, let outcome): "look at #\(number.index): \(words(outcome))"
    case .snapshot(let book): words(book)
    case .snapshotFailed(let reason): "the book cannot be read: \(reason)"
    case .command(let command, let person): "\(person): \(plain(command))"
    case .started, .linkRemoved, .timer: plain(event)
    }
  }

  func words(_ request: BrokerRequest) -> String {
    switch request {
    case .place(let order, let number, let attempt, let tag):
      "place #\(number.index) \(order.purpose) \(words(order.terms)), attempt \(attempt), tag \(tag.text)"
    case .modify(let number, let id, let terms): "modify #\(number.index) (\(id.text)) to \(words(terms))"
    case .cancel(let number, let id): "cancel #\(number.index) (\(id.text))"
    case .lookUp(let number, let id, let tag, let notBefore):
      "look at #\(number.index) (\(id?.text ?? tag?.text ?? "no name")), not before \(clock(notBefore))"
    case .snapshot: "read the book"
    case .recall(let number): "take #\(number.index) back if it has not left"
    }
  }

  func words(_ decision: Decision) -> String {
    "decision \(decision.number), \(decision.outcome.rawValue): \(decision.reason)"
  }

  // MARK: Parts

  /// The time of day, with milliseconds only when there are any.
  func clock(_ time: Timestamp) -> Substring { "\(time)".dropFirst(11).prefix { $0 != "+" } }

  private func symbol(_ id: InstrumentID) -> String {
    desk.instruments.first { $0.id == id }?.instrument.symbol ?? "instrument \(id.index)"
  }

  private func note(_ fault: Fault?) -> String { fault.map { " (\($0))" } ?? "" }

  private func words(_ alert: Alert) -> String {
    let limit = alert.limitPrice.map { " at \($0)" } ?? ""
    let time = alert.time.map { ", of \(clock($0))" } ?? ""
    return "\(alert.action.rawValue) \(alert.symbol)\(limit), id \(alert.id ?? "none")\(time)"
  }

  private func words(_ trigger: Trigger) -> String {
    switch trigger {
    case .stopHit(let id, let price, _): "stop of position \(id.index) hit at \(price)"
    case .targetHit(let id, let price, _): "target of position \(id.index) hit at \(price)"
    case .stopMoved(let id, let best, _): "stop of position \(id.index) moved, best price \(best)"
    case .limitBreached(let code, let result, _): "limit \(code.rawValue) reached at \(result)"
    case .newPeak(let result, _): "the day's result has a new peak of \(result)"
    case .priceArrived(let instrument, _): "a price of \(symbol(instrument)) arrived"
    }
  }

  private func words(_ outcome: RequestOutcome) -> String {
    switch outcome {
    case .accepted(let id): "accepted as \(id.text)"
    case .rejected(let reason): "rejected: \(reason)"
    case .ambiguous(let reason): "ambiguous: \(reason)"
    case .notSent(let reason): "not sent: \(reason)"
    case .withdrawn(let reason): "withdrawn: \(reason)"
    case .sessionExpired, .rateLimited, .forbiddenAddress: plain(outcome)
    }
  }

  private func words(_ outcome: LookUpOutcome) -> String {
    switch outcome {
    case .found(let report, let began): "\(words(report)), read at \(clock(began))"
    case .absent(let began): "not there, read at \(clock(began))"
    case .failed(let reason): "failed: \(reason)"
    }
  }

  private func words(_ report: OrderReport) -> String {
    "\(report.brokerID.text) \(words(report.terms)) \(report.status.rawValue), \(report.filledQuantity) filled, "
      + "\(report.tag?.text ?? "no tag"), of \(clock(report.time))\(report.reason.map { ": \($0)" } ?? "")"
  }

  func words(_ terms: OrderTerms) -> String {
    let pricing =
      switch terms.pricing {
      case .market(let protection): "market within \(protection)"
      case .limit(let limit): "limit \(limit)"
      case .stopMarket(let trigger, _): "stop \(trigger)"
      case .stopLimit(let trigger, let limit): "stop \(trigger) limit \(limit)"
      }
    return "\(terms.side.rawValue) \(terms.quantity) \(symbol(terms.instrument)) \(terms.product.rawValue) \(pricing)"
  }

  private func words(_ book: BrokerSnapshot) -> String {
    let news = book.orders.filter { !$0.status.isFinal || book.readBegan - $0.time <= .seconds(60) }
    let positions = book.positions.map { "\(symbol($0.instrument)) \($0.product.rawValue) \($0.netQuantity)" }
    return "book of \(clock(book.readBegan)): \(book.orders.count) orders, open or of the last minute "
      + "\(news.map(words)), positions \(positions)"
  }

  /// As Swift shows it, without the names of modules.
  private func plain(_ value: some Any) -> String {
    ["Engine.", "Trading.", "Market."].reduce("\(value)") { $0.replacing($1, with: "") }
  }
}
