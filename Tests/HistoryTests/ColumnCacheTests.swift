import Foundation
import History
import Market
import TestSupport
import Testing

@Suite("The column cache gives back what was read, or nothing")
struct ColumnCacheTests {
  private let folder: PriceFolder
  private let cache: URL
  private let loader: HistoryLoader

  init() throws {
    folder = try PriceFolder()
    cache = folder.url.appending(path: "cache")
    loader = HistoryLoader(cacheFolder: cache)
  }

  private func source(_ seed: UInt64 = 1, rows: Int = 700) throws -> URL {
    var random = Seeded(seed)
    return try folder.write(RandomBars.text(&random, rows: rows), to: "NIFTY.csv")
  }

  private func cacheFile() throws -> URL {
    let files = try FileManager.default.contentsOfDirectory(at: cache, includingPropertiesForKeys: nil)
    #expect(files.count == 1)
    return try #require(files.first)
  }

  private func load(_ file: URL) throws -> (series: [Loaded], report: LoadReport) {
    let loaded = try loader.bars([file])
    return (loaded.series.map(Loaded.init), loaded.reports[0])
  }

  @Test("A second read of a bar file comes from the cache without parsing", arguments: 1...10)
  func roundTrip(_ seed: UInt64) throws {
    let file = try source(seed)
    let first = try load(file)
    let second = try load(file)
    #expect(!first.report.cameFromCache && second.report.cameFromCache)
    #expect(first.series == second.series)
    var report = first.report
    report.cameFromCache = true
    #expect(second.report == report)
  }

  @Test("a file of several symbols, gzip, with notes")
  func severalSymbols() throws {
    let rows = (0..<50).flatMap { minute in
      ["TCS", "SBIN", "M&M"].map { "2021-06-01 09:\(String(100 + minute).suffix(2)):00,\($0),10.125,10,9,9,\(minute)" }
    }
    let text = "timestamp,symbol,open,high,low,close,volume\n" + rows.joined(separator: "\n")
    let file = try folder.write(Gzip.storing(Array(text.utf8)), to: "shares.csv.gz")
    let first = try load(file)
    let second = try load(file)
    #expect(second.report.cameFromCache && first.series == second.series && first.report.notes == second.report.notes)
    #expect(second.series.map(\.symbol) == ["TCS", "SBIN", "M&M"] && second.series[0].priceUnit == 1)
    #expect(try loader.bars([file], symbol: "SBIN").series.map(\.count) == [50])
  }

  @Test("another symbol name given by the person is not kept")
  func givenName() throws {
    let file = try source()
    #expect(try loader.bars([file], symbol: "MINE").series[0].symbol == "MINE")
    #expect(try loader.bars([file]).series[0].symbol == "NIFTY")
  }

  @Test("a changed source is read anew")
  func changedSource() throws {
    let file = try source(1)
    _ = try load(file)
    _ = try source(2)
    let second = try load(file)
    #expect(!second.report.cameFromCache)
    #expect(second.series == (try HistoryLoader().bars([file]).series.map(Loaded.init)))
    #expect(try load(file).report.cameFromCache)
  }

  @Test("a source of the same size and time but other content is read anew")
  func sameStamp() throws {
    let text = "time,open,high,low,close\n2021-06-01 09:15,1,1,1,1\n2021-06-01 09:16,1,1,1,1\n"
    let file = try folder.write(text)
    let time = Date(timeIntervalSince1970: 1_700_000_000)
    try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: file.path)
    _ = try load(file)
    _ = try folder.write(text.replacingOccurrences(of: "1,1,1,1", with: "2,2,2,2"))
    try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: file.path)
    let second = try load(file)
    #expect(!second.report.cameFromCache && second.series[0].candles[0].open == "2")
  }

  @Test("a flipped bit anywhere never changes what is loaded", arguments: 1...300)
  func flippedBit(_ seed: UInt64) throws {
    let file = try source(3, rows: 200)
    let expected = try load(file).series
    let kept = try cacheFile()
    var bytes = [UInt8](try Data(contentsOf: kept))
    var random = Seeded(seed)
    let isInHeader = random.oneIn(3)
    let position = Int.random(in: 0..<(isInHeader ? 400 : bytes.count), using: &random)
    bytes[position] ^= 1 << UInt8.random(in: 0...7, using: &random)
    try Data(bytes).write(to: kept)
    #expect(try load(file).series == expected, "seed \(seed), byte \(position)")
    #expect(try load(file).report.cameFromCache, "it was written again")
  }

  @Test("every byte of header and columns is watched")
  func everyByte() throws {
    let file = try folder.write(
      "time,open,high,low,close,volume\n2021-06-01 09:15,1,1,1,1,1\n2021-06-01 09:16,1,1,1,1,1\n")
    let expected = try load(file).series
    let kept = try cacheFile()
    let bytes = [UInt8](try Data(contentsOf: kept))
    var unnoticed = 0
    for position in bytes.indices where position % 4096 < 32 || position < 400 {
      var damaged = bytes
      damaged[position] ^= 0x80
      try Data(damaged).write(to: kept)
      let loaded = try load(file)
      #expect(loaded.series == expected, "byte \(position)")
      if loaded.report.cameFromCache { unnoticed += 1 }
    }
    // Only what fills the space between the parts may change unseen: behind the header, 24 bytes behind columns of two
    // 32-bit numbers, 16 behind that of 64-bit numbers.
    #expect(unnoticed <= 400 - 300 + 5 * 24 + 16, "\(unnoticed)")
  }

  @Test("A cache file that is cut, empty or another kind of file is ignored")
  func cutOff() throws {
    let file = try source()
    let expected = try load(file).series
    let kept = try cacheFile()
    let bytes = [UInt8](try Data(contentsOf: kept))
    for length in [0, 1, 23, 24, 100, 4096, 5000, bytes.count - 1] {
      try Data(bytes.prefix(length)).write(to: kept)
      #expect(try load(file).series == expected, "\(length) bytes")
    }
    try Data(bytes + [0]).write(to: kept)
    #expect(try load(file).series == expected)
    try Data(repeating: 0xFF, count: 9000).write(to: kept)
    #expect(try load(file).series == expected)
  }

  @Test("two sources with one name keep apart")
  func sameName() throws {
    let other = try PriceFolder()
    let text = "time,open,high,low,close\n2021-06-01 09:15,1,1,1,1\n2021-06-01 09:16,1,1,1,1\n"
    let files = [try folder.write(text), try other.write(text.replacingOccurrences(of: "1,1,1,1", with: "2,2,2,2"))]
    for file in files { _ = try load(file) }
    #expect(try load(files[0]).series[0].candles[0].open == "1")
    #expect(try load(files[1]).series[0].candles[0].open == "2")
    #expect(try load(files[1]).report.cameFromCache)
  }

  @Test("a folder that cannot be written is said and stops nothing")
  func unwritable() throws {
    let file = try source()
    let blocked = HistoryLoader(cacheFolder: file.appending(path: "cache"))
    let loaded = try blocked.bars([file])
    #expect(loaded.series[0].count == 700)
    #expect(loaded.reports[0].notes.contains { $0.hasPrefix("not kept in the cache") })
  }

  @Test("a refused file leaves nothing behind")
  func refused() throws {
    let file = try folder.write("time,open,high,low,close\n2021-06-01 09:15,1,1,1,x\n")
    #expect(throws: HistoryError.self) { try loader.bars([file]) }
    #expect(!FileManager.default.fileExists(atPath: cache.path))
  }
}
