import Trading

/// The slow judge of a position: a list of executions, from which every figure is worked out anew each time it is asked
/// for, in numbers wide enough never to overflow.
struct SlowPosition {
  struct Execution {
    var isEntry: Bool
    var units: Int128
    var price: Int128
    var second: Int64
  }

  /// Where the book stands after an execution.
  struct Standing {
    var open: Int128 = 0
    /// What the open units cost by average cost, to the nearest unit of money after each exit.
    var cost: Int128 = 0
    /// The same without any rounding on the way, in fractions of 2⁻³².
    var fineCost: Int128 = 0
    var exits: Int128 = 0
    var realised: Int128 = 0
    var surplus: Int128 = 0
    var closed: Int64?
  }

  let sign: Int128
  var executions: [Execution] = []

  init(isLong: Bool) { sign = isLong ? 1 : -1 }

  private static let fine: Int128 = 1 << 32

  var standing: Standing {
    var book = Standing()
    for execution in executions {
      if execution.isEntry {
        book.open += execution.units
        book.cost += execution.units * execution.price
        book.fineCost += execution.units * execution.price * Self.fine
        book.surplus = 0
        book.closed = nil
      } else {
        close(execution, &book)
      }
    }
    return book
  }

  /// An exit takes its share of the open cost; the last one takes what is left.
  private func close(_ execution: Execution, _ book: inout Standing) {
    let units = min(execution.units, book.open)
    book.surplus = execution.units - units
    guard units > 0 else { return }
    let share = nearest(book.cost * units, over: book.open)
    book.realised += sign * (units * execution.price - share)
    book.cost -= share
    book.fineCost -= book.fineCost * units / book.open
    book.open -= units
    book.exits += 1
    if book.open == 0 { book.closed = execution.second }
  }

  var entered: Int128 { sum { $0.isEntry ? $0.units : 0 } }
  var entryValue: Int128 { sum { $0.isEntry ? $0.units * $0.price : 0 } }
  /// What exits took, without the surplus.
  var exited: Int128 { entered - standing.open }
  var exitValue: Int128 {
    var open: Int128 = 0
    return sum { execution in
      if execution.isEntry { open += execution.units }
      let units = execution.isEntry ? 0 : min(execution.units, open)
      open -= units
      return units * execution.price
    }
  }
  var opened: Int64? { executions.first { $0.isEntry }?.second }

  var lastEntered: Int64? { executions.last { $0.isEntry }?.second }

  func unrealised(at price: Int128) -> Int128 { sign * (standing.open * price - standing.cost) }

  /// How far average cost with its roundings is from exact average cost: at most half a unit for each exit.
  var isCostNearExact: Bool {
    let book = standing
    let gap = book.cost * Self.fine - book.fineCost
    return (gap < 0 ? -gap : gap) <= (book.exits + 1) * Self.fine
  }

  private func sum(_ value: (Execution) -> Int128) -> Int128 { executions.reduce(0) { $0 + value($1) } }

  /// Half away from zero.
  private func nearest(_ a: Int128, over b: Int128) -> Int128 { average(a, b) }

  func average(_ value: Int128, _ units: Int128) -> Int128 {
    guard units > 0 else { return 0 }
    let magnitude = value < 0 ? -value : value
    let rounded = (2 * magnitude + units) / (2 * units)
    return value < 0 ? -rounded : rounded
  }
}
