import Foundation
import History
import Market
import Testing

@Suite("A file of recorded prices")
struct TickFileTests {
  private static let header = "time,symbol,price,cum_volume\n"

  @Test("is read row by row, symbols numbered as they appear")
  func reads() throws {
    let file = try TickFile(
      bytes: Array((Self.header + "09:15:00,TCS,3165.8,10\n09:15:00,SBIN,426.1,5\n").utf8), name: "x")
    #expect(file.symbols == ["TCS", "SBIN"])
    #expect(file.rows.map(\.price) == [Price(parsing: "3165.80"), Price(parsing: "426.10")])
  }

  @Test(
    "names file, line and column of what is wrong",
    arguments: [
      ("", "empty"), ("time,symbol\n", "line 1"), (header + "09:15,TCS\n", "line 2"),
      (header + "9:15,TCS,1,1\n", "column time"), (header + "09:15:00,,1,1\n", "column symbol"),
      (header + "09:15:00,TCS,-1,1\n", "column price"), (header + "09:15:00,TCS,nan,1\n", "column price"),
      (header + "09:15:00,TCS,99999999999,1\n", "column price"), (header + "09:15:00,TCS,1,-1\n", "column cum_volume"),
      (header + "09:16:00,TCS,1,1\n09:15:00,TCS,1,1\n", "Sort"),
    ])
  func refuses(_ content: String, _ hint: String) {
    let error = #expect(throws: HistoryError.self) { try TickFile(bytes: Array(content.utf8), name: "day.csv") }
    #expect(error?.description.contains("day.csv") == true)
    #expect(error?.description.contains(hint) == true, "\(error?.description ?? "")")
  }

  @Test("a gzip file that was cut off is refused")
  func truncatedGzip() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "cut-\(UUID().uuidString).gz")
    defer { try? FileManager.default.removeItem(at: file) }
    // A gzip of "hello\n" without its last bytes.
    try Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xCB, 0x48, 0xCD, 0xC9]).write(to: file)
    #expect(throws: (any Error).self) { try GzipFile.read(file) }
  }
}
