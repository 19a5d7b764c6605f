import Foundation

/// One desk under test with one number of connections.
struct BenchWebhookRun {
  private let connections: Int
  private let folder: BenchFolder
  private let child: BenchChild
  private let address: BenchDeskUnderTest.Address

  init(connections: Int, place: String?) throws {
    self.connections = connections
    folder = try BenchFolder(in: place)
    child = try BenchChild(
      ["bench", "desk-under-test", "--data", folder.url.appending(path: "desk").path, "--instruments", "400"],
      home: folder.url)
    address = try JSONDecoder().decode(BenchDeskUnderTest.Address.self, from: child.line())
  }

  func end() {
    child.stop()
    folder.remove()
  }

  /// Runs a load and takes what the desk's process used for it.
  func load(_ kind: String, _ body: () throws -> BenchLoad.Outcome) throws -> BenchWebhook.Load {
    let disk = try BenchDisk.measure(in: folder.url, writes: 300)
    let before = child.processorSeconds
    let outcome = try body()
    let used = child.processorSeconds - before
    return BenchWebhook.Load(
      kind: kind, load: outcome, processorMicroseconds: used * 1e6 / Double(max(outcome.answered, 1)), disk: disk)
  }

  func decided(seconds: Double) throws -> BenchLoad.Outcome {
    // The share is bought once and filled; from then on there is nothing to do, and each alert is decided and kept.
    var first = try BenchLoad(port: address.webhook, connections: 1) { _, number in
      post(address.guarded, #"{"action":"BUY","ticker":"NSE:BENCH0","id":"first-\#(number)"}"#)
    }
    _ = try first.run(seconds: 1, atMost: 20)
    var load = try BenchLoad(port: address.webhook, connections: connections) { connection, number in
      let id = "c\(connection)-\(number)"
      return post(address.guarded, #"{"action":"BUY","ticker":"NSE:BENCH0","price":"500.00","id":"\#(id)"}"#)
    }
    return try load.run(seconds: seconds)
  }

  func health(seconds: Double) throws -> BenchLoad.Outcome {
    let request = Array("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:\(address.page)\r\n\r\n".utf8)
    var load = try BenchLoad(port: address.page, connections: connections) { _, _ in request }
    return try load.run(seconds: seconds)
  }

  func traded(_ count: Int) throws -> BenchLoad.Outcome {
    var load = try BenchLoad(port: address.webhook, connections: connections, words: #""status":"accepted""#) {
      connection, number in
      // A share is bought, and sold two alerts later: 0 in, 1 in, 0 out, 2 in, 1 out, 3 in … Nobody else trades it.
      let isEntry = number == 0 || !number.isMultiple(of: 2)
      let turn = isEntry ? (number + 1) / 2 : number / 2 - 1
      let (symbol, id) = ("BENCH\(1 + connection + connections * turn)", "t\(connection)-\(number)")
      return post(
        address.plain, #"{"action":"\#(isEntry ? "BUY" : "SELL")","ticker":"NSE:\#(symbol)","id":"\#(id)"}"#)
    }
    return try load.run(seconds: 60, atMost: count)
  }

  private func post(_ secret: String, _ body: String) -> [UInt8] {
    Array(
      ("POST /webhook/\(secret) HTTP/1.1\r\nHost: 127.0.0.1:\(address.webhook)\r\nContent-Type: application/json\r\n"
        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)").utf8)
  }
}
