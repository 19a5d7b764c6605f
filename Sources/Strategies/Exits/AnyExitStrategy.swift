package import Indicators

/// One of the exit strategies that come with the program, chosen when it is made. Dispatch is one switch; nothing is
/// boxed.
package enum AnyExitStrategy: ExitStrategy {
  case none(NoExitStrategy)
  case ema(EMAExit)
  case rsi(RSIExit)
  case atr(ATRExit)
  case chandelier(ChandelierExit)

  package var warmUp: Int {
    switch self {
    case .none(let exit): exit.warmUp
    case .ema(let exit): exit.warmUp
    case .rsi(let exit): exit.warmUp
    case .atr(let exit): exit.warmUp
    case .chandelier(let exit): exit.warmUp
    }
  }

  package mutating func sessionOpened(_ session: Session) {
    switch self {
    case .none(var exit):
      exit.sessionOpened(session)
      self = .none(exit)
    case .ema(var exit):
      exit.sessionOpened(session)
      self = .ema(exit)
    case .rsi(var exit):
      exit.sessionOpened(session)
      self = .rsi(exit)
    case .atr(var exit):
      exit.sessionOpened(session)
      self = .atr(exit)
    case .chandelier(var exit):
      exit.sessionOpened(session)
      self = .chandelier(exit)
    }
  }

  @inline(__always)
  package mutating func candleClosed(_ bar: Bar, held: HeldPosition?) -> ExitAdvice {
    if case .none = self { return .hold }
    return advise(bar, held)
  }

  private mutating func advise(_ bar: Bar, _ held: HeldPosition?) -> ExitAdvice {
    switch self {
    case .none: return .hold
    case .ema(var exit):
      defer { self = .ema(exit) }
      return exit.candleClosed(bar, held: held)
    case .rsi(var exit):
      defer { self = .rsi(exit) }
      return exit.candleClosed(bar, held: held)
    case .atr(var exit):
      defer { self = .atr(exit) }
      return exit.candleClosed(bar, held: held)
    case .chandelier(var exit):
      defer { self = .chandelier(exit) }
      return exit.candleClosed(bar, held: held)
    }
  }
}
