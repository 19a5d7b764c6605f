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
  /// What was done to the prices, in words.
  private(set) var adjustments: [String] = []
  private let options: BacktestDataOptions
  private let actions: CorporateActions?

  /// - Throws: `HistoryError` for what is wrong in a file, `BacktestError` for what does not fit together.
  init(
    _ options: BacktestDataOptions, fill: BacktestPlan.FillRule = .nextOpen, _ configuration: Configuration,
    _ progress: BacktestProgress
  ) throws {
    self.options = options
    actions = try Self.actions(options)
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
    var taken: [BarSeries] = []
    for series in chosen {
      let whole = try adjusted(series)
      let cut = whole[range(of: series.count) { series.start($0) }]
      let bars = try options.interval.map { try cut.resampled(to: $0) } ?? cut
      if !bars.isEmpty { taken.append(bars) }
    }
    adjustments += actions?.unused(by: chosen) ?? []
    series = taken
    try requirePrices(Self.range(loaded.series))
  }

  private mutating func adjusted(_ series: BarSeries) throws -> BarSeries {
    guard let actions else { return series }
    let (adjusted, notes) = actions.adjust(series)
    adjustments += notes
    return adjusted
  }

  private static func actions(_ options: BacktestDataOptions) throws -> CorporateActions? {
    guard let path = options.corporateActions else { return nil }
    let text: String
    do { text = try String(contentsOf: URL(filePath: path), encoding: .utf8) } catch {
      throw BacktestError(
        "--corporate-actions \(path): the file cannot be read as text.", fix: "Name a CSV file in UTF-8.")
    }
    return try CorporateActions(parsing: text, file: path)
  }

  private mutating func readTicks(_ loader: HistoryLoader, _ progress: BacktestProgress) throws {
    guard actions == nil else {
      throw BacktestError(
        "--corporate-actions adjusts candles, and these are single prices.", fix: "Leave it out, or use candles.")
    }
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

  /// What a person should know of the files, with their names: how dates were read, what was left out.
  var fileNotes: [String] {
    reports.flatMap(\.namedNotes)
  }

  /// The reports of the files that hold a symbol.
  func loads(of symbol: String) -> [LoadReport] { reports.filter { $0.symbols.contains(symbol) } }

  private func choose<Series>(_ series: [Series], _ name: (Series) -> String) throws -> [Series] {
    guard options.symbol.count > 1 else { return series }
    let known = series.map(name)
    let candidates = known.map { SymbolSearch.Candidate(name: $0) }
    var chosen: Set<String> = []
    for symbol in options.symbol {
      let search = SymbolSearch(symbol)
      guard let found = search.find(in: candidates) else {
        let guess = Suggestion.nearest(to: symbol, among: known).map { "Did you mean \($0)? " } ?? ""
        let names = search.nearest(known).prefix(8).joined(separator: ", ")
        throw BacktestError(
          "The files have no prices of \(symbol).",
          fix: "\(guess)They have \(names)\(known.count > 8 ? " and others" : "").")
      }
      chosen.insert(found)
    }
    return series.filter { chosen.contains(name($0)) }
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
}

extension LoadReport {
  /// The file's name without its folder.
  var fileName: String { file.split(separator: "/").last.map(String.init) ?? file }
  /// The notes, each behind the file's name.
  var namedNotes: [String] { notes.map { "\(fileName): \($0)" } }
}

extension Configuration {
  /// Columns of price files, kept so that the next run need not read text again. May be deleted at any time.
  var priceCacheFolder: URL { dataFolder.appending(path: "price-cache", directoryHint: .isDirectory) }
}
