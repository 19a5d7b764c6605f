import Market

/// The slow judge of charges: it reads the lines of a charges file by itself, looks through all of them for each question,
/// and calculates with exact fractions. It knows the rules from the head of `charges.csv` and from the contract note.
struct SlowCharges {
  struct Line {
    var row, name, exchange, segment, side: String
    var from: TradingDay
    /// Parts of 10⁹.
    var share: Int128
    /// In 1/10 000 rupee.
    var flat, minimum: Int128
    var cap: Int128?
  }

  /// An amount in 1/10 000 rupee as a fraction over 10⁹.
  struct Exact {
    var billionths: Int128 = 0
    static var one: Int128 { 1_000_000_000 }

    /// Half away from zero to a multiple of `unit`.
    func nearest(_ unit: Int128 = 1) -> Int128 {
      let divisor = unit * Self.one
      let magnitude = billionths < 0 ? -billionths : billionths
      let rounded = (magnitude * 2 + divisor) / (2 * divisor) * unit
      return billionths < 0 ? -rounded : rounded
    }
  }

  var lines: [Line]

  init(_ text: String) {
    lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.dropFirst().compactMap { line in
      // Only the note, which is last and not read here, may hold a comma.
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard cells.count >= 10, let from = TradingDay(parsing: cells[5]) else { return nil }
      return Line(
        row: cells[0], name: cells[1], exchange: cells[2], segment: cells[3], side: cells[4], from: from,
        share: Self.decimal(cells[6], places: 7) ?? 0, flat: Self.decimal(cells[7], places: 4) ?? 0,
        minimum: Self.decimal(cells[8], places: 4) ?? 0, cap: Self.decimal(cells[9], places: 4))
    }
  }

  /// `12.5` with four places is 125 000; nothing is nil.
  private static func decimal(_ text: String, places: Int) -> Int128? {
    guard !text.isEmpty else { return nil }
    var value: Int128 = 0
    var decimals = -1
    for digit in text {
      guard digit != "." else {
        decimals = 0
        continue
      }
      value = value * 10 + Int128(digit.wholeNumberValue ?? 0)
      if decimals >= 0 { decimals += 1 }
    }
    for _ in max(decimals, 0)..<places { value *= 10 }
    return value
  }

  /// One kind of trade on one day.
  struct Question {
    var plan: String
    var exchange: Exchange
    var segment: ChargeSegment
    var day: TradingDay

    var exchangeName: String {
      switch exchange {
      case .nse, .nfo, .nseIndex: "NSE"
      case .bse, .bfo, .bseIndex: "BSE"
      case .mcx: "MCX"
      }
    }
  }

  /// The newest line not later than the day, the lower one on a tie; a side without a line pays nothing.
  /// - Returns: nil when no line of either side holds on that day: then the rate is not known.
  private func lines(_ row: String, _ name: String, _ question: Question) -> [Line]? {
    let inForce = lines.filter {
      $0.row == row && $0.name == name && ["any", question.exchangeName].contains($0.exchange)
        && ["any", question.segment.rawValue].contains($0.segment) && $0.from <= question.day
    }
    return inForce.isEmpty ? nil : inForce
  }

  private func line(_ row: String, _ name: String, _ question: Question, _ side: Side) -> Line? {
    let ours = (lines(row, name, question) ?? []).filter { ["both", side == .buy ? "buy" : "sell"].contains($0.side) }
    return ours.last { line in ours.allSatisfy { $0.from <= line.from } }
  }

  /// Whether every rate that such a trade needs is known.
  func isKnown(_ question: Question) -> Bool {
    let levies = ["stt", "exchange", "sebi", "stamp", "gst"] + (question.segment == .options ? ["stt_exercise"] : [])
    return levies.allSatisfy { lines("rate", $0, question) != nil }
      && lines("brokerage", question.plan, question) != nil
      && (question.segment != .deliveryEquity || lines("dp", question.plan, question) != nil)
  }

  /// Flat plus share, then at least the minimum, at most the cap; nothing on nothing.
  func charge(_ row: String, _ name: String, _ question: Question, _ side: Side, on value: Int128) -> Exact {
    guard value > 0, let line = line(row, name, question, side) else { return Exact() }
    let raw = max(line.flat * Exact.one + value * line.share, line.minimum * Exact.one)
    return Exact(billionths: min(raw, line.cap.map { $0 * Exact.one } ?? raw))
  }

  // MARK: Fill by fill

  /// What a fill adds when `before` of its order were filled already, each line to 1/10 000 rupee.
  func accrual(_ question: Question, _ side: Side, value: Int128, before: Int128) -> [Int128] {
    func levy(_ name: String) -> Int128 { charge("rate", name, question, side, on: value).nearest() }
    let brokerage =
      charge("brokerage", question.plan, question, side, on: before + value).nearest()
      - charge("brokerage", question.plan, question, side, on: before).nearest()
    let gst = charge("rate", "gst", question, .buy, on: brokerage + levy("exchange") + levy("sebi")).nearest()
    return [brokerage, levy("stt"), levy("exchange"), levy("sebi"), gst, levy("stamp"), 0]
  }

  // MARK: The note

  struct Fill {
    var order: Int
    var instrument: Int32
    var question: Question
    var side: Side
    var value: Int128
  }

  /// The lines of the day's note: brokerage, STT, exchange, SEBI, GST, stamp, depository.
  ///
  /// Brokerage is rounded for each order, STT and the depository charge (with its GST) for each security, segment and side, all
  /// else once.
  func note(_ fills: [Fill], _ rounding: DayNote.Rounding) -> [Int128] {
    let paisa = Int128(rounding.others.raw)
    func total(_ name: String) -> Exact {
      fills.reduce(Exact()) {
        Exact(billionths: $0.billionths + charge("rate", name, $1.question, $1.side, on: $1.value).billionths)
      }
    }
    func isSameMarket(_ a: Fill, _ b: Fill) -> Bool {
      a.question.exchange == b.question.exchange && a.question.segment == b.question.segment && a.side == b.side
    }
    /// Adds up what `amount` makes of the value of each group.
    func grouped(_ same: (Fill, Fill) -> Bool, _ amount: (Fill, Int128) -> Int128) -> Int128 {
      var sum: Int128 = 0
      for (place, fill) in fills.enumerated() where !fills[..<place].contains(where: { same($0, fill) }) {
        sum += amount(fill, fills.filter { same($0, fill) }.reduce(0) { $0 + $1.value })
      }
      return sum
    }
    func isSameSecurity(_ a: Fill, _ b: Fill) -> Bool { isSameMarket(a, b) && a.instrument == b.instrument }

    let brokerage = grouped({ isSameMarket($0, $1) && $0.order == $1.order }) { fill, value in
      let inUnits = charge("brokerage", fill.question.plan, fill.question, fill.side, on: value).nearest()
      return Exact(billionths: inUnits * Exact.one).nearest(paisa)
    }
    let stt = grouped(isSameSecurity) { fill, value in
      let inUnits = charge("rate", "stt", fill.question, fill.side, on: value).nearest()
      return Exact(billionths: inUnits * Exact.one).nearest(Int128(rounding.stt.raw))
    }
    let dp = grouped(isSameSecurity) { fill, value in
      guard fill.side == .sell, fill.question.segment == .deliveryEquity else { return 0 }
      let bare = charge("dp", fill.question.plan, fill.question, .sell, on: value).nearest()
      let tax = charge("rate", "gst", fill.question, .buy, on: bare).nearest()
      return Exact(billionths: (bare + tax) * Exact.one).nearest(paisa)
    }
    let exchange = total("exchange").nearest(paisa)
    let sebi = total("sebi").nearest(paisa)
    var gst: Int128 = 0
    if let first = fills.first {
      let inUnits = charge("rate", "gst", first.question, .buy, on: brokerage + exchange + sebi).nearest()
      gst = Exact(billionths: inUnits * Exact.one).nearest(paisa)
    }
    return [brokerage, stt, exchange, sebi, gst, total("stamp").nearest(Int128(rounding.stamp.raw)), dp]
  }
}
