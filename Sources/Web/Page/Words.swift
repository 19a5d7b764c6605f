import Engine
import Market
import Trading

// The engine's terms in a trader's words.

extension Side {
  var directionWord: String { self == .buy ? "Long" : "Short" }
  var word: String { self == .buy ? "Buy" : "Sell" }
  var pastWord: String { self == .buy ? "Bought" : "Sold" }
}

extension StopKind {
  var words: String {
    switch self {
    case .initial: "stop-loss"
    case .trailing: "trailing"
    case .breakEven: "break-even"
    case .profitLock: "profit lock"
    }
  }
}

extension OrderPurpose {
  /// - Parameter reason: why the order closes its position; a resting stop has none until it becomes the exit.
  func word(_ reason: ExitReason?) -> String {
    if let reason { return "Exit (\(reason.words))" }
    return switch self {
    case .entry: "Entry"
    case .exit: "Exit"
    case .protectiveStop: "Stop"
    }
  }
}

extension OrderStatus {
  var words: String {
    switch self {
    case .ready: "ready"
    case .submitting: "submitting"
    case .open: "open"
    case .partiallyFilled: "partly filled"
    case .filled: "filled"
    case .cancelled: "cancelled"
    case .rejected: "rejected"
    case .expired: "expired"
    case .unknown: "unknown"
    case .withdrawn: "withdrawn"
    }
  }
  var tone: String {
    switch self {
    case .filled: "good"
    case .rejected, .unknown: "bad"
    case .cancelled, .expired, .withdrawn: "dim"
    case .ready, .submitting, .open, .partiallyFilled: "live"
    }
  }
}

extension Decision.Outcome {
  var tone: String {
    switch self {
    case .accepted: "good"
    case .waiting: "live"
    case .denied: "bad"
    case .nothingToDo, .ignored: "dim"
    }
  }
}

extension Action {
  var words: String { rawValue.replacing("_", with: " ") }
}

extension OrderPricing {
  var words: String {
    switch self {
    case .market: "market"
    case .limit(let price): "limit " + Display.price(price)
    case .stopMarket(let trigger, _): "stop " + Display.price(trigger)
    case .stopLimit(let trigger, let limit): "stop " + Display.price(trigger) + ", limit " + Display.price(limit)
    }
  }
}
