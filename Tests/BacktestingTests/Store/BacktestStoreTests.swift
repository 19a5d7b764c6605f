import Backtesting
import Foundation
import Testing

@Suite("Stored runs")
struct BacktestStoreTests {
  @Test("A stored run reads back unchanged, under an id made of its time and strategy")
  func roundTrip() throws {
    try withStoreFolder { folder in
      let store = BacktestStore(dataFolder: folder)
      let saved = try store.save(SampleRun().record)
      #expect(saved.id == "bt-20261121-153012-every-morning")
      #expect(try store.load(saved.id) == saved)
      #expect(saved.trades.count == 30)
      #expect(try store.latest() == saved)
    }
  }

  @Test("Runs stored in the same second get different ids, and an ambiguous prefix lists them")
  func unique() throws {
    try withStoreFolder { folder in
      let store = BacktestStore(dataFolder: folder)
      let record = SampleRun(days: 2).record
      let ids = try (0..<12).map { _ in try store.save(record).id }
      #expect(Set(ids).count == 12)
      #expect(try store.list().runs.map(\.id) == ids.reversed())
      #expect(try store.load(ids[0]).id == ids[0])
      let error = #expect(throws: BacktestStoreError.self) { try store.load("bt-2026") }
      #expect(error?.kind == .ambiguous)
      #expect(error?.description.contains(ids[11]) == true)
    }
  }

  @Test("Deleting a run deletes its report; an ambiguous name deletes nothing")
  func deletion() throws {
    try withStoreFolder { folder in
      let store = BacktestStore(dataFolder: folder)
      let ids = try (0..<2).map { _ in try store.save(SampleRun(days: 2).record).id }
      try store.saveReport("<html></html>", of: ids[1])
      #expect(throws: BacktestStoreError.self) { try store.id(of: "bt-") }
      try store.delete(try store.id(of: ids[1]))
      #expect(try store.list().runs.map(\.id) == [ids[0]])
      #expect(!FileManager.default.fileExists(atPath: store.report(of: ids[1]).path))
      #expect(throws: BacktestStoreError.self) { try store.delete(ids[1]) }
    }
  }

  @Test("Runs are listed from the first line of each file; other files in the folder are ignored")
  func listing() throws {
    try withStoreFolder { folder in
      let store = BacktestStore(dataFolder: folder)
      let saved = try store.save(SampleRun(days: 2).record)
      try store.saveReport("<html></html>", of: saved.id)
      for (name, text) in [
        ("bt-20200101-000000-empty.json", ""), ("bt-20200101-000001-other.json", "[1, 2]\n"),
        ("bt-20200101-000002-binary.json", "\u{0}\u{1}\n"), ("notes.txt", "mine"), (".hidden", "x"),
        ("bt-20200101-000003-field.json", "{\"format\":\"x\",\"summary\":{\"id\":3},\n\"record\":{}}"),
      ] { try Data(text.utf8).write(to: store.folder.appending(path: name)) }
      let listing = try store.list()
      #expect(listing.runs.map(\.id) == [saved.id])
      #expect(listing.skipped.count == 5)
      #expect(listing.skipped.contains { $0.description.contains("notes.txt") })
      #expect(listing.skipped.contains { $0.problem.contains("summary.id") })
      #expect(try store.latest().id == saved.id)
    }
  }

  @Test("The list of runs stops at its limit and states the number of older runs")
  func limit() throws {
    try withStoreFolder { folder in
      let store = BacktestStore(dataFolder: folder)
      let record = SampleRun(days: 2).record
      for _ in 0..<5 { _ = try store.save(record) }
      let listing = try store.list(limit: 2)
      #expect(listing.runs.map(\.id).map { $0.suffix(2) } == ["-5", "-4"])
      #expect(listing.more == 3)
    }
  }

  @Test("A damaged run file is refused with the name of the wrong field")
  func damaged() throws {
    try withStoreFolder { folder in
      let store = BacktestStore(dataFolder: folder)
      let saved = try store.save(SampleRun(days: 2).record)
      let file = store.folder.appending(path: "\(saved.id).json")
      let text = try String(contentsOf: file, encoding: .utf8)
      let parts = text.components(separatedBy: "\"record\":")
      func problem(_ damaged: String) throws -> String {
        try Data(damaged.utf8).write(to: file)
        let error = #expect(throws: BacktestStoreError.self) { try store.load(saved.id) }
        return error?.problem ?? ""
      }
      #expect(try problem(text.replacing("\"driver\":\"fast runner\"", with: "\"driver\":7")).contains("record.driver"))
      #expect(
        try problem(text.replacing("\"trades\":[[0,", with: "\"trades\":[[\"x\",")).contains("record.trades[0][0]"))
      #expect(try problem(parts[0] + "\"record\":{}}").contains("is missing"))
      #expect(try problem(String(text.prefix(text.count / 2))).contains("cut off"))
      #expect(try problem(text.replacing("sarathi-backtest-1", with: "sarathi-backtest-9")).contains("format"))
    }
  }

  @Test("An unknown run is named in the error, together with the latest run")
  func missing() throws {
    try withStoreFolder { folder in
      let store = BacktestStore(dataFolder: folder)
      #expect(try store.list().runs.isEmpty)
      #expect(throws: BacktestStoreError.self) { try store.latest() }
      let saved = try store.save(SampleRun(days: 2).record)
      for name in ["", "nothing", "../../etc/passwd"] {
        let error = #expect(throws: BacktestStoreError.self) { try store.load(name) }
        #expect(error?.kind == .notFound)
        #expect(error?.fix.contains(saved.id) == true)
      }
    }
  }

  @Test("A run is never stored outside the folder, whatever the strategy is called")
  func hostileName() throws {
    try withStoreFolder { folder in
      let store = BacktestStore(dataFolder: folder)
      var record = SampleRun(days: 2).record
      record.strategy.name = "../../x/\u{0}Ünï \n-"
      let saved = try store.save(record)
      #expect(saved.id == "bt-20261121-153012-x-n")
    }
  }
}

/// A folder of its own for one test, removed afterwards.
func withStoreFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "sarathi-tests-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }  // left over in a temporary place at worst
  try body(folder)
}
