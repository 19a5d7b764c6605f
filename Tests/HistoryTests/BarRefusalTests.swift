import Foundation
import History
import Market
import TestSupport
import Testing

@Suite("A bar file that cannot be right is refused as a whole")
struct BarRefusalTests {
  private static let head = "timestamp,open,high,low,close,volume\n"
  private static let good = "2021-06-01 09:15:00,100,101,99,100,10\n"

  @Test(
    "and the error says where and what",
    arguments: [
      ("", ["the file is empty"]), ("\n \n\n", ["the file is empty"]), (head, ["no row"]),
      ("hello\nworld\n", ["line 1", "header"]), ("1,2,3\n", ["line 1", "header"]),
      ("timestamp,open,high,close\n", ["line 1", "no column low", "low, l, low_price"]),
      ("open,high,low,close\n1,1,1,1\n", ["no column date", "timestamp"]),
      (head + good + "2021-06-01 09:16:00,100,101,99,100\n", ["line 3", "6 columns expected, 5 found"]),
      (head + "2021-06-01 09:16:00,1,000,1,1,1,1\n", ["line 2", "7 found"]),
      (head + "2021-06-01 09:16:00,,101,99,100,1\n", ["line 2", "column open", "empty"]),
      (head + "2021-06-01 09:16:00,100,101,99,nan,1\n", ["column close", "no price", "nan"]),
      (head + "2021-06-01 09:16:00,100,inf,99,100,1\n", ["column high", "no price"]),
      (head + "2021-06-01 09:16:00,1e,101,99,100,1\n", ["column open", "1e"]),
      (head + "2021-06-01 09:16:00,-100,101,99,100,1\n", ["column open", "below zero", "-100"]),
      (head + "2021-06-01 09:16:00,0.00,101,99,100,1\n", ["column open", "zero"]),
      (head + "2021-06-01 09:16:00,100,1000000.01,99,100,1\n", ["column high", "above 1000000.00"]),
      (head + "2021-06-01 09:16:00,100,99999999999999999999,99,100,1\n", ["column high", "above"]),
      (head + "2021-06-01 09:16:00,100,99,101,100,1\n", ["column high", "below low"]),
      (head + "2021-06-01 09:16:00,100,101,99,100,-1\n", ["column volume", "-1"]),
      (head + "2021-06-01 09:16:00,100,101,99,100,1.5\n", ["column volume", "1.5"]),
      (head + "2021-06-01 09:16:00,100,101,99,100,99999999999999999999\n", ["column volume"]),
      (head + good + "2021-06-01 09:1", ["line 3", "6 columns expected"]),
      (head + "2021-02-30 09:16:00,100,101,99,100,1\n", ["column timestamp", "2021-02-30"]),
      (head + "2021-06-01 24:16:00,100,101,99,100,1\n", ["column timestamp"]),
      (head + "2021-06-01 09:60:00,100,101,99,100,1\n", ["column timestamp"]),
      (head + "1969-06-01 09:10:00,100,101,99,100,1\n", ["column timestamp"]),
      (head + "2021-06-01 09:16:00.500,100,101,99,100,1\n", ["column timestamp", "shorter than a second"]),
      (head + "09:16:00,100,101,99,100,1\n", ["column timestamp", "date is missing"]),
      (head + good + "2021-06-01T09:16:00Z,100,101,99,100,1\n", ["line 3", "zones are mixed", "line 2"]),
      (head + good + "2021-06-02,100,101,99,100,1\n", ["line 3", "another way"]),
      (head + good + "01-06-2021 09:16,100,101,99,100,1\n", ["line 3", "another way", "line 2"]),
      (head + good + "2021-06-01 09:15:00,100,101,99,100,11\n", ["line 3", "differs from line 2"]),
      (head + good, ["one bar"]),
      ("timestamp,symbol,open,high,low,close\n2021-06-01 09:16:00,,1,1,1,1\n", ["column symbol", "empty"]),
      ("timestamp,ltp\n2021-06-01 09:16:00,1\n", ["single prices"]),
      ("date,open,high,low,close\n2021-06-01,1,1,1,1\n2021-06-08,1,1,1,1\n2021-06-15,1,1,1,1\n", ["weekly"]),
    ])
  func refuses(_ text: String, _ hints: [String]) throws {
    let message = try #require(try PriceFolder().refusal(text))
    #expect(message.contains("NIFTY.csv"))
    for hint in hints { #expect(message.contains(hint), "\(message)") }
  }

  @Test("rows far from each other conflict too, and both lines are named")
  func distantConflict() throws {
    let text = Self.head + Self.good + "2021-06-01 09:16:00,1,1,1,1,1\n\n2021-06-01 09:15:00,100,101,99,100,11\n"
    #expect(
      try PriceFolder().refusal(text)?.contains("line 5: NIFTY at 2021-06-01T09:15:00+05:30 differs from line 2")
        == true)
  }

  @Test("what stood there is shown, cut to forty characters and without what cannot be shown")
  func excerpt() throws {
    let text = Self.head + "2021-06-01 09:16:00,\u{7}" + String(repeating: "x", count: 500) + ",101,99,100,1\n"
    let folder = try PriceFolder()
    let error = #expect(throws: HistoryError.self) { try HistoryLoader().bars([folder.write(text)]) }
    #expect(error?.text.count == 40 && error?.text.hasPrefix("?xxx") == true)
    #expect(error?.line == 2 && error?.column == "open")
  }

  @Test("binary files of every kind")
  func binary() throws {
    let folder = try PriceFolder()
    for bytes: [UInt8] in [[0, 1, 2, 3], [0xFF, 0xFE, 0x74, 0], Array(repeating: 0xC3, count: 3_000_000)] {
      #expect(throws: HistoryError.self) { try HistoryLoader().bars([folder.write(bytes, to: "x.csv")]) }
    }
  }

  @Test(
    "a file of another kind is named, with the way to a CSV file",
    arguments: [
      ("x.xlsx", [0x50, 0x4B, 3, 4, 10], ["an Excel workbook", "CSV UTF-8"]),
      ("x.numbers", [0x50, 0x4B, 3, 4, 10], ["a Numbers spreadsheet", "Export To"]),
      ("x.csv", [0x50, 0x4B, 3, 4, 10], ["a zip file", "Unpack it"]),
      ("x.xls", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 10], ["an old Excel workbook", "CSV UTF-8"]),
      ("x.parquet", [0x50, 0x41, 0x52, 0x31, 10], ["a Parquet file", "to_csv"]),
      ("x.pdf", [0x25, 0x50, 0x44, 0x46, 0x2D, 10], ["a PDF", "CSV"]),
    ] as [(String, [UInt8], [String])])
  func foreign(_ name: String, _ bytes: [UInt8], _ hints: [String]) throws {
    let folder = try PriceFolder()
    let error = #expect(throws: HistoryError.self) { try HistoryLoader().bars([folder.write(bytes, to: name)]) }
    let message = try #require(error).description
    for hint in hints { #expect(message.contains(hint), "\(message)") }
  }

  @Test("random bytes are refused without a crash", arguments: 1...60)
  func garbage(_ seed: UInt64) throws {
    var random = Seeded(seed)
    let alphabet = Array("0123456789.,:-T \n\r\"+Zx;\t".utf8)
    let bytes = (0..<Int.random(in: 1...600, using: &random)).map { _ in
      random.oneIn(40) ? UInt8.random(in: 0...255, using: &random) : alphabet.randomElement(using: &random) ?? 0
    }
    let folder = try PriceFolder()
    #expect(throws: HistoryError.self, "seed \(seed)") {
      try HistoryLoader().bars([folder.write(Array(Self.head.utf8) + bytes, to: "x.csv")])
    }
  }

  @Test("a gzip file that was cut off or damaged")
  func gzip() throws {
    let folder = try PriceFolder()
    let rows = (0..<3000).map { "2021-06-01 \(TimeOfDay(seconds: Int32(33_300 + $0))),5,5,5,5,1\n" }
    let whole = Gzip.storing(Array((Self.head + rows.joined()).utf8))
    #expect(try HistoryLoader().bars([folder.write(whole, to: "x.csv.gz")]).series[0].count == 3000)
    for length in [11, 20, whole.count / 2, whole.count - 9, whole.count - 8, whole.count - 1] {
      #expect(throws: HistoryError.self, "\(length) bytes") {
        try HistoryLoader().bars([folder.write(Array(whole.prefix(length)), to: "x.csv.gz")])
      }
    }
    var damaged = whole
    damaged[whole.count / 2] ^= 1
    #expect(throws: HistoryError.self) { try HistoryLoader().bars([folder.write(damaged, to: "x.csv.gz")]) }
  }

  @Test("a file of more than 2 GiB is refused before it is read")
  func large() throws {
    let folder = try PriceFolder()
    let file = try folder.write("", to: "x.csv")
    let handle = try FileHandle(forWritingTo: file)
    // Nothing is written: the file has a length only.
    try handle.truncate(atOffset: 1 << 31 + 1)
    try handle.close()
    let error = #expect(throws: HistoryError.self) { try HistoryLoader().bars([file]) }
    #expect(error?.problem == "is larger than 2 GiB")
  }

  @Test("what is no file")
  func noFile() throws {
    let folder = try PriceFolder()
    for url in [folder.url.appending(path: "none.csv"), folder.url, URL(fileURLWithPath: "/dev/null")] {
      let error = #expect(throws: HistoryError.self) { try HistoryLoader().bars([url]) }
      #expect(error?.fix.isEmpty == false)
    }
    #expect(throws: HistoryError.self) { try HistoryLoader().bars([]) }
  }
}
