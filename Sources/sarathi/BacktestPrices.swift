import Backtesting
import Foundation
import History
import Market

/// The prices of a run, read and cut to what was asked for.
struct BacktestPrices {
  /// One for each symbol; all with bars of one length.
  private(set) var series: [BarSeries] = []
  /// Beside each of ``series``, when orders fill at ticks; else empty.
  private(set) var ticks: [TickSeries] = []
  private(set) var reports: [LoadReport] = []
  private let options: BacktestDataOptions

  /// - Throws: `HistoryError` for what is wrong in a file, `BacktestError` for what does not fit together.
  init(
    _ options: BacktestDataOptions, fill: BacktestPlan.FillRule = .nextOpen, _ configuration: Configuration,
    _ progress: BacktestProgress
  ) throws {
    self.options = options
    let loader = HistoryLoader(
      cacheFolder: options.noCache ? nil : configuration.priceCacheFolder, dates: options.dates)
    progress.begin("reading")
    defer { progress.end() }
    if fill == .ticks {
      try readTicks(loader, progress)
    } else if try files.first.map({ try loader.kind(of: $0) }) == .ticks {
      // Candles are made from them; orders fill at candles.
      try readTicks(loader, progress)
      ticks = []
    } else {
      try readBars(loader, progress)
    }
  }

  private var files: [URL] { options.bars.map { URL(filePath: $0) } }
  private var onlySymbol: String? { options.symbol.count == 1 ? options.symbol[0] : nil }

  private mutating func readBars(_ loader: HistoryLoader, _ progress: BacktestProgress) throws {
    let loaded = try loader.bars(files, symbol: onlySymbol, symbols: options.symbol) { progress.show($0) }
    reports = loaded.reports
    let chosen = try choose(loaded.series, \.symbol)
    series = try chosen.map { series in
      let cut = series[range(of: series.count) { series.start($0) }]
      return try options.interval.map { try cut.resampled(to: $0) } ?? cut
    }.filter { !$0.isEmpty }
    try requirePrices(Self.range(loaded.series))
  }

  private mutating func readTicks(_ loader: HistoryLoader, _ progress: BacktestProgress) throws {
    let loaded = try loader.ticks(files, symbol: onlySymbol) { progress.show($0) }
    reports = loaded.reports
    ticks = try choose(loaded.series, \.symbol).map { series in
      let entries = series.entries
      return TickSeries(
        symbol: series.symbol, entries: Array(entries[range(of: entries.count) { entries[$0].time }]))
    }.filter { !$0.entries.isEmpty }
    series = ticks.map { $0.bars(of: options.interval ?? .minutes(1)) }
    let times = loaded.series.flatMap { [$0.entries.first?.time, $0.entries.last?.time].compactMap { $0 } }
    try requirePrices("\(times.min().map { "\($0.istDay)" } ?? "none") to \(times.max().map { "\($0.istDay)" } ?? "")")
  }

  private func requirePrices(_ known: String) throws {
    guard series.isEmpty else { return }
    let days = [options.from.map { "from \($0)" }, options.to.map { "to \($0)" }].compactMap { $0 }
    throw BacktestError("There are no prices \(days.joined(separator: " ")).", fix: "The files hold \(known).")
  }

  /// The reports of the files that hold a symbol.
  func loads(of symbol: String) -> [LoadReport] { reports.filter { $0.symbols.contains(symbol) } }

  private func choose<Series>(_ series: [Series], _ name: (Series) -> String) throws -> [Series] {
    guard options.symbol.count > 1 else { return series }
    let known = series.map(name)
    for symbol in options.symbol where !known.contains(symbol) {
      let guess = Suggestion.nearest(to: symbol, among: known).map { "Did you mean \($0)? " } ?? ""
      throw BacktestError(
        "The files have no prices of \(symbol).",
        fix: "\(guess)They have \(known.prefix(8).joined(separator: ", "))\(known.count > 8 ? " and others" : "").")
    }
    return series.filter { options.symbol.contains(name($0)) }
  }

  /// Places of the days asked for, in something ascending in time.
  private func range(of count: Int, _ time: (Int) -> Timestamp) -> Range<Int> {
    func place(_ day: TradingDay) -> Int {
      let midnight = Timestamp(day: day, time: TimeOfDay(0, 0))
      var (low, high) = (0, count)
      while low < high {
        let middle = low + (high - low) / 2
        if time(middle) < midnight { low = middle + 1 } else { high = middle }
      }
      return low
    }
    let first = options.from.map(place) ?? 0
    return first..<max(first, options.to.map { place($0.advanced(by: 1)) } ?? count)
  }

  /// `2021-01-01 to 2024-08-23`
  static func range(_ series: [BarSeries]) -> String {
    let days = series.filter { !$0.isEmpty }.flatMap { [$0.start(0).istDay, $0.start($0.count - 1).istDay] }
    guard let first = days.min(), let last = days.max() else { return "none" }
    return "\(first) to \(last)"
  }

  /// Where bars are missing, in words.
  static func gaps(_ series: BarSeries) -> [String] { holes(series) + shortDays(series) }

  /// Stretches without any bar that are longer than the longest run of holidays.
  private static func holes(_ series: BarSeries) -> [String] {
    var holes: [(from: TradingDay, to: TradingDay)] = []
    var index = 0
    while index < series.count {
      let day = series.start(index).istDay
      index = series.index(from: Timestamp(day: day.advanced(by: 1), time: TimeOfDay(0, 0)))
      guard index < series.count else { break }
      let next = series.start(index).istDay
      if next - day > longestHolidays { holes.append((day.advanced(by: 1), next.advanced(by: -1))) }
    }
    guard !holes.isEmpty else { return [] }
    let named = holes.prefix(3).map { "\($0.from) to \($0.to)" }.joined(separator: ", ")
    let more = holes.count > 3 ? " and \(holes.count - 3) more times" : ""
    return ["\(series.symbol): no bars at all from \(named)\(more)"]
  }

  /// In calendar days.
  private static let longestHolidays = 7

  private static func shortDays(_ series: BarSeries) -> [String] {
    guard !series.isDaily else { return [] }
    let coverage = series.coverage()
    guard coverage.shortDayCount > 0 else { return [] }
    let worst = coverage.shortDays.prefix(3).map { "\($0.day) (\($0.bars))" }.joined(separator: ", ")
    return [
      "\(series.symbol): \(coverage.shortDayCount) of \(coverage.days) days have fewer than "
        + "\(coverage.expectedBarsPerDay) bars; fewest: \(worst)"
    ]
  }
}

extension Configuration {
  /// Columns of price files, kept so that the next run need not read text again. May be deleted at any time.
  var priceCacheFolder: URL { dataFolder.appending(path: "price-cache", directoryHint: .isDirectory) }
}
