/// What a strategy last asked for, so that it asks to leave only once.
///
/// Not a position: the entry may have been denied, or a stop may have closed it long ago. Asking to leave what is not
/// held does nothing, so a stance may err toward "held" and never toward "flat".
enum Stance: UInt8, Sendable {
  case flat, long, short

  /// The stance after a wish.
  @inline(__always)
  mutating func take(_ wish: Wish) -> Wish {
    switch wish.action {
    case .buy: self = .long
    case .short: self = .short
    case .sell, .cover, .exit: self = .flat
    case .none: break
    }
    return wish
  }
}
