extension ExitReason {
  /// For a person, the same on every surface.
  package var words: String {
    switch self {
    case .stopLoss: "stop-loss"
    case .trailingStop: "trailing stop"
    case .breakEven: "break-even"
    case .profitLock: "profit lock"
    case .target: "target"
    case .signal: "signal"
    case .timeLimit: "time limit"
    case .squareOff: "square-off"
    case .limitBreach: "day's limit"
    case .emergency: "emergency stop"
    case .manual: "by hand"
    case .unprotected: "no stop possible"
    }
  }

  /// For programs, as every name in JSON is written: `trailing_stop`.
  package var code: String { rawValue.snakeCase }
}
