import Foundation
import Testing

@Suite("The demo's folder")
struct DemoFolderTests {
  private static let headless = ["demo", "--headless", "--port", "0"]

  /// Names and contents of a folder, down to its last file. SQLite's log of what is not yet in the file is empty, or gone.
  private func contents(_ folder: String) throws -> [String: Data] {
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
    return Dictionary(
      uniqueKeysWithValues: files.filter { !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal") }.map {
        ($0, FileManager.default.contents(atPath: folder + "/" + $0) ?? Data())
      })
  }

  @Test("of a folder that somebody else made it plays with copies of the links, and its files stay as they are")
  func foreign() async throws {
    let scratch = try Scratch()
    let secret = try ServedDesk.addLink(scratch, name: "Breakout")
    let before = try contents(scratch.data)
    let prepared = try Program.run(["demo", "--prepare", "--data", scratch.data])
    #expect(prepared.status == 1 && prepared.errors.contains("was not made by the demo"), "\(prepared.errors)")

    let demo = try Program.Running(["demo", "--speed", "20", "--port", "0", "--data", scratch.data])
    var webhook = ""
    #expect(
      demo.awaitLines(1) { line in
        guard let start = line.range(of: "http://127.0.0.1:"), let end = line.range(of: "/webhook/") else {
          return false
        }
        webhook = String(line[start.lowerBound..<end.lowerBound])
        return true
      })
    #expect(demo.awaitLines(1) { $0.contains("ALERT") })
    let answer = try await ServedDesk.post(#"{"action":"BUY","symbol":"SBIN"}"#, to: webhook, secret: secret)
    #expect(answer.0 == 200 && answer.1.contains("accepted"), "\(answer)")
    #expect(demo.awaitLines(1) { $0.contains("YOURS") && $0.contains("BUY SBIN (link 5)") })
    demo.send(SIGTERM)
    #expect(demo.finish().errors.contains("stays as it is"))
    #expect(try contents(scratch.data) == before)
  }

  @Test("a folder with other files is refused too")
  func otherFiles() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(atPath: scratch.data, withIntermediateDirectories: true)
    try Data("x".utf8).write(to: URL(filePath: scratch.data + "/notes.txt"))
    #expect(try Program.run(Self.headless + ["--data", scratch.data]).status == 1)
    #expect(try contents(scratch.data).keys.sorted() == ["notes.txt"])
  }

  @Test("a folder of the demo is no desk's: serve refuses it")
  func notServed() throws {
    let scratch = try Scratch()
    try #require(try Program.run(["demo", "--prepare", "--data", scratch.data]).status == 0)
    let served = try Program.run(["serve", "--data", scratch.data, "--port", "0", "--webhook-port", "0"])
    #expect(served.status == 1)
    #expect(served.errors.contains("made by the demo"), "\(served.errors)")
  }

  @Test("prepared, it takes links of one's own and keeps them through the day")
  func prepared() throws {
    let scratch = try Scratch()
    try #require(try Program.run(["demo", "--prepare", "--data", scratch.data]).status == 0)
    _ = try ServedDesk.addLink(scratch, name: "Mine")
    #expect(try Program.run(["demo", "--prepare", "--data", scratch.data]).status == 0, "twice is once")
    try #require(try Program.run(Self.headless + ["--data", scratch.data]).status == 0)
    let links = try Program.run(["link", "list", "--data", scratch.data]).output
    #expect(links.contains("Mine") && links.contains("Trend"), "\(links)")
  }

  @Test("prints a link's URL and a curl line that works while the day plays, and says why it was taken")
  func ownAlert() async throws {
    let scratch = try Scratch()
    let demo = try Program.Running(["demo", "--speed", "20", "--port", "0", "--data", scratch.data])
    var url = ""
    #expect(
      demo.awaitLines(1) { line in
        guard let start = line.range(of: "http://127.0.0.1:"), line.contains("/webhook/") else { return false }
        url = String(line[start.lowerBound...])
        return true
      })
    // The story's first alert: from then on there are prices.
    #expect(demo.awaitLines(1) { $0.contains("ALERT") })
    let parts = url.split(separator: "/")
    let webhook = "http://" + (parts.dropFirst().first ?? "")
    let secret = String(try #require(parts.last))
    let answer = try await ServedDesk.post(#"{"action":"BUY","symbol":"SBIN"}"#, to: webhook, secret: secret)
    #expect(answer.0 == 200 && answer.1.contains("accepted"), "\(answer)")
    #expect(demo.awaitLines(1) { $0.contains("YOURS") && $0.contains("BUY SBIN") })
    #expect(demo.awaitLines(1) { $0.contains("ACCEPTED") })
    let unread = try await ServedDesk.post(#"{"action":"BUYY","symbol":"SBIN"}"#, to: webhook, secret: secret)
    #expect(unread.0 == 400)
    #expect(demo.awaitLines(1) { $0.contains("REFUSED") && $0.contains("Yours") })
    demo.send(SIGKILL)
    _ = demo.finish()
  }
}
