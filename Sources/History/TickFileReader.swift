import Foundation
import Market

/// What a file of prices holds.
struct LoadedTicks {
  var series: [TickSeries]
  var report: LoadReport
  /// The names are the file's own, from a column; else its name was taken for one.
  let hasSymbols: Bool
}

/// Reads one file of prices.
struct TickFileReader {
  let url: URL
  let buffer: ReadBuffer
  var dates: DateOrder?
  var progress: ((Double) -> Void)?

  func read() throws(HistoryError) -> LoadedTicks {
    let file = try FileBytes(url)
    var blocks = LineBlocks(file, buffer: buffer)
    guard var block = try blocks.next() else {
      throw HistoryError(file: file.path, problem: "the file is empty", fix: "Download or copy it again.")
    }
    let head = try TableHead(block, file: file.path)
    guard !head.holdsBars else {
      throw HistoryError(file: file.path, problem: "the rows are bars, not single prices", fix: "Run it as bars.")
    }
    // Rows of a chain belong to many contracts; without a symbol they would be taken for one.
    if head.column(of: .symbol) == nil, let role = head.contractRoles.first(where: { $0 != .expiry }) {
      throw HistoryError(
        file: file.path, line: head.firstLine - 1, column: head.name(of: role),
        problem: "the rows belong to several contracts",
        fix: "Add a column symbol that names the contract of each row, or write a file for each.")
    }
    var lines = TickLines(
      head, file: file.path, day: SymbolName.day(in: url), fallback: SymbolName.from(url),
      capacity: head.column(of: .symbol) == nil ? file.size / (file.isGzip ? 4 : 30) : 64, order: dates)
    var number = head.firstLine
    var start = head.firstRow
    while true {
      try take(block, from: start, &lines, &number)
      progress?(file.progress)
      guard let next = try blocks.next() else { break }
      block = next
      start = 0
    }
    return try result(lines, file)
  }

  private func take(
    _ block: UnsafeRawBufferPointer, from start: Int, _ lines: inout TickLines, _ number: inout Int
  ) throws(HistoryError) {
    var at = start
    while at < block.count {
      let end = block.firstIndex(of: .newline, from: at)
      try lines.take(UnsafeRawBufferPointer(rebasing: block[at..<end]), number: number)
      number += 1
      at = end + 1
    }
  }

  private func result(
    _ lines: TickLines, _ file: FileBytes
  ) throws(HistoryError) -> LoadedTicks {
    guard let shape = lines.shape else {
      throw HistoryError(file: file.path, problem: "there is a header but no row", fix: "Download or copy it again.")
    }
    var notes = lines.tally.notes
    switch lines.doubt {
    case .likely(let order, let problem):
      throw HistoryError(
        file: file.path, problem: problem,
        fix: "Say which: --dates \(order.rawValue) or --dates \(DateOrder.dayFirst.rawValue).")
    case .open(let note): notes.append(note)
    case nil: break
    }
    let head = lines.head
    let series = lines.symbols.map { $0.series() }
    var columns = [shape.text(head)]
    for role in [ColumnRole.symbol, .close, .volume, .size] where head.column(of: role) != nil {
      columns.append(head.hasHeader ? head.name(of: role) : "\(role)")
    }
    let format = ([columns.joined(separator: ", "), "single prices"] + head.traits(file)).joined(separator: "; ")
    let ignored = head.ignored.isEmpty ? [] : ["columns not read: \(head.ignored.joined(separator: ", "))"]
    let report = LoadReport(
      file: file.path, format: format, symbols: series.map(\.symbol), rows: series.reduce(0) { $0 + $1.entries.count },
      notes: notes + ignored)
    return LoadedTicks(series: series, report: report, hasSymbols: head.column(of: .symbol) != nil)
  }
}
