import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

/// `sarathi serve` on free ports, ready when made.
struct ServedDesk {
  let process: Program.Running
  let page: String
  let webhook: String

  /// - Parameter line: words of the line that names page and webhook, last of all.
  init(_ scratch: Scratch, environment: [String: String] = [:], saying line: String = "is ready") throws {
    let awaited = line
    process = try Program.Running(
      ["serve", "--data", scratch.data, "--port", "0", "--webhook-port", "0"], environment: environment)
    var ports: [String] = []
    let isReady = process.awaitLines(1, onErrors: true) { line in
      guard line.contains(awaited) else { return false }
      ports = line.split { !$0.isNumber }.map(String.init).suffix(2)
      return true
    }
    try #require(isReady && ports.count == 2)
    page = "http://127.0.0.1:\(ports[0])"
    webhook = "http://127.0.0.1:\(ports[1])"
  }

  /// - Returns: the secret of its URL.
  static func addLink(_ scratch: Scratch, name: String = "Test") throws -> String {
    let added = try Program.run(
      ["link", "add", "--name", name, "--quantity", "1", "--stop-percent", "1", "--json", "--data", scratch.data])
    try #require(added.status == 0, "\(added.errors)")
    struct Output: Decodable { var url: String }
    let url = try JSONDecoder().decode(Output.self, from: Data(added.output.utf8)).url
    return String(try #require(url.split(separator: "/").last))
  }

  func post(_ body: String, secret: String) async throws -> (UInt, String) {
    try await Self.post(body, to: webhook, secret: secret)
  }

  static func post(_ body: String, to webhook: String, secret: String) async throws -> (UInt, String) {
    var request = HTTPClientRequest(url: webhook + "/webhook/" + secret)
    request.method = .POST
    request.body = .bytes(Array(body.utf8))
    return try await send(request)
  }

  func get(_ path: String) async throws -> (UInt, String) { try await Self.get(page + path) }

  static func get(_ url: String) async throws -> (UInt, String) { try await send(HTTPClientRequest(url: url)) }

  /// A command as a program on this machine gives it, over a connection of its own.
  func command(_ name: String, _ scratch: Scratch) async throws -> (UInt, String) {
    let file = URL(filePath: scratch.data).appending(path: "api-token")
    var request = HTTPClientRequest(url: page + "/command/" + name)
    request.method = .POST
    request.headers.add(name: "X-Sarathi-Token", value: try String(contentsOf: file, encoding: .utf8))
    request.headers.add(name: "Connection", value: "close")
    return try await Self.send(request)
  }

  /// The link for commands that was printed after the line awaited, `http://127.0.0.1:PORT/enter/CODE`.
  func printedLink() throws -> String {
    var link: Substring?
    let isThere = process.awaitLines(1, onErrors: true) { line in
      link = line.split(separator: " ").first { $0.contains("/enter/") }
      return link != nil
    }
    return try #require(isThere ? link.map(String.init) : nil)
  }

  private static func send(_ request: HTTPClientRequest) async throws -> (UInt, String) {
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    let bytes = try await response.body.collect(upTo: 1 << 20)
    return (response.status.code, String(buffer: bytes))
  }

  /// Ends it in order; true when it ended well.
  func stop() -> Bool {
    process.send(SIGTERM)
    return process.finish().status == 0
  }
}

/// An instrument master of one share, so that alerts get as far as a trading day takes them.
enum SmallMaster {
  static func write(into scratch: Scratch, symbol: String = "RELIANCE") throws -> [String: String] {
    let file = scratch.url.appending(path: "instruments.csv")
    let text = """
      instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,\
      instrument_type,segment,exchange
      1,1,\(symbol),\(symbol) LIMITED,0,,0,0.05,1,EQ,NSE,NSE

      """
    try Data(text.utf8).write(to: file)
    return ["SARATHI_INSTRUMENTS": file.path]
  }
}
