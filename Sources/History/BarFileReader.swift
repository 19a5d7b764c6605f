import Foundation
import Market

/// Everything one file of bars held.
struct BarFile {
  var series: [BarSeries]
  var report: LoadReport
  /// Whether a column of the file names the symbols; otherwise the one series is named after the file.
  var hasSymbols: Bool
  /// Symbols whose rows cannot be right, and why.
  var refused: [Refused] = []

  /// A symbol of which nothing was read.
  struct Refused {
    var symbol: String
    var error: HistoryError
  }
}

/// Reads one file of bars.
struct BarFileReader {
  let url: URL
  let buffer: ReadBuffer
  /// Tests turn the short way off, to compare.
  var prefersPlainLines = true
  /// In which order the numbers of dates stand; nil: the file tells.
  var dates: DateOrder?
  /// Told the share of the file that was read, 0 to 1.
  var progress: ((Double) -> Void)?

  func read() throws(HistoryError) -> BarFile {
    var plan = ReadingPlan()
    while true {
      var pass = try BarFilePass(self, plan)
      do throws(Interruption) {
        return try pass.run()
      } catch {
        switch error {
        case .refused(let problem): throw pass.file.placed(problem)
        case .again(let next): plan = next
        }
      }
    }
  }
}

/// One way through a file, from its first line to its last.
struct BarFilePass {
  private let reader: BarFileReader
  private let plan: ReadingPlan
  let file: FileBytes
  private let head: TableHead
  private let fallback: String
  private var blocks: LineBlocks
  private var block: UnsafeRawBufferPointer
  private var checked: CheckedLines
  private var plain: PlainLines?
  private var symbols: SymbolTable
  /// Of the line that is read next.
  private var line: Int

  init(_ reader: BarFileReader, _ plan: ReadingPlan) throws(HistoryError) {
    self.reader = reader
    self.plan = plan
    file = try FileBytes(reader.url)
    blocks = LineBlocks(file, buffer: reader.buffer)
    guard let first = try blocks.next() else {
      throw HistoryError(file: file.path, problem: "the file is empty", fix: "Download or copy it again.")
    }
    block = first
    head = try TableHead(first, file: file.path, headerLine: file.isJSON ? 0 : 1)
    guard head.holdsBars else {
      throw HistoryError(
        file: file.path, line: head.hasHeader ? head.firstLine - 1 : head.firstLine,
        problem: "the rows are single prices, not bars",
        fix: "Add the columns open, high and low, or run it as ticks.")
    }
    fallback = head.symbol.map(SymbolName.base) ?? SymbolName.from(reader.url)
    line = head.firstLine
    checked = CheckedLines(head, plan: plan, file: file.path, order: reader.dates)
    symbols = SymbolTable(capacity: Self.expectedRows(file, head, first))
    plain = reader.prefersPlainLines && plan == ReadingPlan() ? Self.plainLines(head, first) : nil
  }

  mutating func run() throws(Interruption) -> BarFile {
    var start = head.firstRow
    while true {
      try take(from: start)
      reader.progress?(file.progress)
      guard let next = try nextBlock() else { break }
      block = next
      start = 0
    }
    return try finish()
  }

  private mutating func nextBlock() throws(Interruption) -> UnsafeRawBufferPointer? {
    do throws(HistoryError) { return try blocks.next() } catch { throw .refused(error) }
  }

  private mutating func take(from start: Int) throws(Interruption) {
    var at = start
    while at < block.count {
      if plain != nil { at = takePlain(from: at) }
      guard at < block.count else { return }
      let end = block.firstIndex(of: .newline, from: at)
      try checked.take(
        UnsafeRawBufferPointer(rebasing: block[at..<end]), number: line, into: &symbols, fallback: fallback)
      line += 1
      at = end + 1
    }
  }

  private mutating func takePlain(from start: Int) -> Int {
    // The first row shows the shape of the times to both readers.
    guard checked.shape != nil else { return start }
    let builder = symbols.builder(named: fallback)
    var at = start
    while true {
      let before = builder.count
      at = plain?.take(block, from: at, into: builder) ?? at
      line += builder.count - before
      if builder.count > before { builder.lastLine = line - 1 }
      guard builder.count == builder.capacity, at < block.count else { return at }
      builder.grow()
    }
  }

  private func finish() throws(Interruption) -> BarFile {
    do throws(HistoryError) {
      let doubt = checked.givenOrder == nil ? checked.evidence.doubt(plan.order) : nil
      var result = try BarFileEnding(
        file: file, head: head, plan: plan, shape: checked.shape, builders: symbols.builders, doubt: doubt
      ).result(checked.tally)
      result.report.notes += SymbolName.notes(on: reader.url, usedFor: result)
      return file.placed(result)
    } catch {
      throw .refused(error)
    }
  }

  private static func plainLines(_ head: TableHead, _ block: UnsafeRawBufferPointer) -> PlainLines? {
    let end = block.firstIndex(of: .newline, from: head.firstRow)
    guard head.firstRow < end else { return nil }
    let scanner = RowScanner(head)
    _ = scanner.scan(UnsafeRawBufferPointer(rebasing: block[head.firstRow..<end]))
    return PlainLayout(head, time: scanner[.time]).map(PlainLines.init)
  }

  /// Rows to reserve for each symbol: a little more than the length of the first rows suggests.
  private static func expectedRows(_ file: FileBytes, _ head: TableHead, _ block: UnsafeRawBufferPointer) -> Int {
    guard head.column(of: .symbol) == nil else { return 256 }
    let sample = UnsafeRawBufferPointer(rebasing: block[min(head.firstRow, block.count)...].prefix(4096))
    let lines = max(1, sample.count { $0 == .newline })
    let unpacked = file.isGzip ? file.size * 8 : file.size
    return (unpacked / 100 * 103) * lines / max(1, sample.count) + 64
  }
}

extension UnsafeRawBufferPointer {
  /// The buffer's end when there is none.
  func firstIndex(of byte: UInt8, from start: Int) -> Int {
    guard let baseAddress, start < count else { return count }
    guard let found = memchr(baseAddress + start, Int32(byte), count - start) else { return count }
    return UnsafeRawPointer(found) - baseAddress
  }
}
