import Engine
import Market
import Trading

// How each read table becomes its row. Columns are read in the order of ``Table`` and, after them, the joined names.

extension Columns {
  fileprivate mutating func mode() throws -> AccountSettings.Mode { try choice() }

  fileprivate mutating func charges() throws -> Charges {
    Charges(
      brokerage: try money(), stt: try money(), exchange: try money(), sebi: try money(), gst: try money(),
      stamp: try money(), dp: try money(), rounding: try money())
  }

  fileprivate mutating func modeAndSequence(_ account: AccountID) throws -> RowOrigin {
    RowOrigin(account: account, mode: try mode(), sequence: try integer())
  }

  fileprivate mutating func flag() throws -> Bool {
    switch try integer() {
    case 0: return false
    case 1: return true
    default: throw mismatch("0 or 1")
    }
  }
}

extension ReadQuery<DecisionRow> {
  static var decisions: Self {
    ReadQuery(.decisions) { columns in
      let account = try columns.account()
      let number = try columns.integer()
      let origin = try columns.modeAndSequence(account)
      let signal = try columns.text()
      let link = try columns.link()
      let source: Signal.Source? = try columns.choiceOrNil()
      let received = try columns.timeOrNil()
      let action: Action = try columns.choice()
      let requested = try columns.text()
      let instrument = try columns.instrumentOrNil()
      let outcome: Decision.Outcome = try columns.choice()
      let code: Denial.Code? = try columns.choiceOrNil()
      let detail = try columns.textOrNil()
      let reason = try columns.text()
      let time = try columns.time()
      _ = try columns.dayOrNil()
      let symbol = try columns.symbol()
      return DecisionRow(
        origin: origin, number: number, signal: signal, link: link, linkName: try columns.name(), source: source,
        received: received, action: action, requestedSymbol: requested, instrument: instrument, symbol: symbol,
        outcome: outcome, denial: code.map { Denial($0, detail ?? "") }, reason: reason, time: time)
    }
  }
}

extension ReadQuery<OrderRow> {
  static var orders: Self {
    ReadQuery(.orders) { columns in
      let account = try columns.account()
      let number = try columns.order()
      let origin = try columns.modeAndSequence(account)
      let link = try columns.link()
      let position = try columns.position()
      let purpose: OrderPurpose = try columns.choice()
      let exitReason: ExitReason? = try columns.choiceOrNil()
      let decision = try columns.integerOrNil()
      let terms = try columns.orderTerms()
      let tag = try columns.textOrNil()
      let brokerID = try columns.textOrNil()
      let status: OrderStatus = try columns.choice()
      let statusReason = try columns.textOrNil()
      let filled = try columns.quantity()
      let average = try columns.price()
      let modifications: Int = try columns.number()
      let attempts: Int = try columns.number()
      let created = try columns.time()
      let lastSent = try columns.timeOrNil()
      _ = try columns.dayOrNil()
      let symbol = try columns.symbol()
      return OrderRow(
        origin: origin, number: number, link: link, linkName: try columns.name(), position: position, purpose: purpose,
        exitReason: exitReason, decision: decision, symbol: symbol, terms: terms, tag: tag, brokerID: brokerID,
        status: status, statusReason: statusReason, filledQuantity: filled, averagePrice: average,
        modifications: modifications, attempts: attempts, created: created, lastSent: lastSent)
    }
  }
}

extension Columns {
  fileprivate mutating func orderTerms() throws -> OrderTerms {
    let instrument = try instrument()
    let side: Side = try choice()
    let quantity = try quantity()
    let product: Product = try choice()
    let name: OrderPricing.Name = try choice()
    let limit = try priceOrNil()
    let trigger = try priceOrNil()
    let protection = try integerOrNil()
    guard let pricing = OrderPricing(name, limit: limit, trigger: trigger, protection: protection) else {
      throw mismatch("the prices of a \(name.rawValue) order")
    }
    return OrderTerms(instrument: instrument, side: side, quantity: quantity, product: product, pricing: pricing)
  }
}

extension ReadQuery<FillRow> {
  static var fills: Self {
    ReadQuery(.fills) { columns in
      let account = try columns.account()
      let order = try columns.order()
      let id = try columns.text()
      let correction: Int32 = try columns.number()
      _ = try columns.dayOrNil()
      let origin = try columns.modeAndSequence(account)
      let position = try columns.position()
      let link = try columns.link()
      let instrument = try columns.instrument()
      let side: Side = try columns.choice()
      let quantity = try columns.quantity()
      let price = try columns.price()
      let charges = try columns.charges()
      let time = try columns.time()
      let symbol = try columns.symbol()
      return FillRow(
        origin: origin, id: id, correction: correction, order: order, position: position, link: link,
        linkName: try columns.name(), instrument: instrument, symbol: symbol, side: side, quantity: quantity,
        price: price, charges: charges, time: time)
    }
  }
}

extension ReadQuery<IncidentRow> {
  static var incidents: Self {
    ReadQuery(.incidents, link: false) { columns in
      let account = try columns.account()
      let number = try columns.integer()
      let origin = try columns.modeAndSequence(account)
      let level: Incident.Level = try columns.choice()
      let instrument = try columns.instrumentOrNil()
      let text = try columns.text()
      let advice = try columns.text()
      let time = try columns.time()
      _ = try columns.dayOrNil()
      return IncidentRow(
        origin: origin, number: number, level: level, instrument: instrument, symbol: try columns.symbol(), text: text,
        advice: advice, time: time)
    }
  }
}

extension ReadQuery<StopMoveRow> {
  static var stopMoves: Self {
    ReadQuery(.stopMoves, link: false) { columns in
      let account = try columns.account()
      let sequence = try columns.integer()
      _ = try columns.integer()
      let origin = RowOrigin(account: account, mode: try columns.mode(), sequence: sequence)
      let position = try columns.position()
      let instrument = try columns.instrument()
      let stop = try columns.price()
      let best = try columns.price()
      let kind: StopKind = try columns.choice()
      let time = try columns.time()
      return StopMoveRow(
        origin: origin, position: position, instrument: instrument, symbol: try columns.symbol(), stop: stop,
        best: best, kind: kind, time: time)
    }
  }
}

extension ReadQuery<AccountStatusRow> {
  static var accountStatus: Self {
    ReadQuery(.accountStatus, instrument: false, link: false, account: true) { columns in
      let account = try columns.account()
      let origin = try columns.modeAndSequence(account)
      let isPaused = try columns.flag()
      let halt = try columns.textOrNil()
      let isReconciled = try columns.flag()
      let day = try columns.dayOrNil()
      let realised = try columns.money()
      let charges = try columns.money()
      let peak = try columns.money()
      let time = try columns.time()
      return AccountStatusRow(
        origin: origin, name: try columns.name(), isPaused: isPaused, halt: halt, isReconciled: isReconciled, day: day,
        realised: realised, charges: charges, peak: peak, time: time)
    }
  }
}

extension ReadQuery<PositionRow> {
  static var positions: Self {
    ReadQuery(.positions) { columns in
      let account = try columns.account()
      let id = try columns.position()
      let origin = try columns.modeAndSequence(account)
      let link = try columns.link()
      let instrument = try columns.instrument()
      let product: Product = try columns.choice()
      let direction: Side = try columns.choice()
      let entered = try columns.quantity()
      let exited = try columns.quantity()
      let averageEntry = try columns.price()
      let averageExit = try columns.price()
      let openCost = try columns.money()
      let realised = try columns.money()
      let charges = try columns.charges()
      let opened = try columns.timeOrNil()
      let closed = try columns.timeOrNil()
      let exitReason: ExitReason? = try columns.choiceOrNil()
      let stop = try columns.priceOrNil()
      let target = try columns.priceOrNil()
      _ = try columns.dayOrNil()
      _ = try columns.dayOrNil()
      let symbol = try columns.symbol()
      return PositionRow(
        origin: origin, id: id, link: link, linkName: try columns.name(), instrument: instrument, symbol: symbol,
        product: product, direction: direction, enteredQuantity: entered, exitedQuantity: exited,
        averageEntry: averageEntry, averageExit: averageExit, openCost: openCost, realised: realised, charges: charges,
        opened: opened, closed: closed, exitReason: exitReason, stop: stop, target: target)
    }
  }
}

extension ReadQuery<TradeRow> {
  static var trades: Self {
    ReadQuery(.trades) { columns in
      let account = try columns.account()
      let position = try columns.position()
      let origin = try columns.modeAndSequence(account)
      let link = try columns.link()
      let instrument = try columns.instrument()
      let product: Product = try columns.choice()
      let direction: Side = try columns.choice()
      let quantity = try columns.quantity()
      let entryPrice = try columns.price()
      let exitPrice = try columns.price()
      let opened = try columns.time()
      let closed = try columns.time()
      let gross = try columns.money()
      let charges = try columns.charges()
      let exitReason: ExitReason? = try columns.choiceOrNil()
      _ = try columns.dayOrNil()
      let symbol = try columns.symbol()
      return TradeRow(
        origin: origin, position: position, link: link, linkName: try columns.name(), instrument: instrument,
        symbol: symbol, product: product, direction: direction, quantity: quantity, entryPrice: entryPrice,
        exitPrice: exitPrice, opened: opened, closed: closed, gross: gross, charges: charges, exitReason: exitReason)
    }
  }
}
