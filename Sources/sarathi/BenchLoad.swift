import Foundation

/// Sends requests over many kept connections from one thread: each connection sends its next request when the answer to
/// the last has come.
struct BenchLoad {
  struct Outcome: Encodable {
    var connections: Int
    var answered: Int
    /// Answers with another status than 200.
    var refused: Int
    /// Answers that hold the words looked for.
    var matching: Int
    var perSecond: Double
    /// From sending a request to having its whole answer.
    var latency: BenchSpread
  }

  private struct Connection {
    var descriptor: Int32
    var sent: Int64 = 0
    var requests = 0
    var answer: [UInt8] = []
    var isBusy = false
  }

  private let words: [UInt8]
  private let request: (_ connection: Int, _ number: Int) -> [UInt8]
  private var connections: [Connection] = []
  private var latencies: [Int64] = []
  private var refused = 0
  private var matching = 0

  /// - Parameters:
  ///   - words: counted in the answers.
  ///   - request: the bytes of a connection's next request.
  init(
    port: Int, connections count: Int, words: String = "",
    request: @escaping (_ connection: Int, _ number: Int) -> [UInt8]
  ) throws {
    self.words = Array(words.utf8)
    self.request = request
    for _ in 0..<count { connections.append(Connection(descriptor: try Self.connect(port))) }
  }

  /// Loads for so long, or until so many were answered.
  mutating func run(seconds: Double, atMost limit: Int = .max) throws -> Outcome {
    defer { for connection in connections { close(connection.descriptor) } }
    latencies.reserveCapacity(1 << 18)
    let began = BenchClock.wall
    let end = began + Int64(seconds * 1e9)
    var asked = 0
    for index in connections.indices where asked < limit {
      try send(index)
      asked += 1
    }
    var watched = connections.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    while connections.contains(where: \.isBusy) {
      guard poll(&watched, nfds_t(watched.count), 5000) > 0 else {
        throw Self.failure("no answer within five seconds")
      }
      for index in watched.indices where watched[index].revents != 0 {
        guard try receive(index) else { continue }
        if BenchClock.wall < end, asked < limit {
          try send(index)
          asked += 1
        }
      }
    }
    let elapsed = BenchClock.seconds(BenchClock.wall - began)
    return Outcome(
      connections: connections.count, answered: latencies.count, refused: refused, matching: matching,
      perSecond: Double(latencies.count) / elapsed, latency: BenchSpread(nanoseconds: latencies))
  }

  private mutating func send(_ index: Int) throws {
    let bytes = request(index, connections[index].requests)
    connections[index].requests += 1
    connections[index].isBusy = true
    connections[index].answer.removeAll(keepingCapacity: true)
    connections[index].sent = BenchClock.wall
    guard write(connections[index].descriptor, bytes, bytes.count) == bytes.count else { throw Self.failure("sending") }
  }

  /// - Returns: whether the answer is complete.
  private mutating func receive(_ index: Int) throws -> Bool {
    var buffer = [UInt8](repeating: 0, count: 8192)
    let count = read(connections[index].descriptor, &buffer, buffer.count)
    guard count > 0 else { throw Self.failure("the connection was closed") }
    connections[index].answer += buffer[0..<count]
    guard let isGood = Self.complete(connections[index].answer) else { return false }
    latencies.append(BenchClock.wall - connections[index].sent)
    connections[index].isBusy = false
    if !isGood { refused += 1 }
    if !words.isEmpty, Self.position(of: words, in: connections[index].answer) != nil { matching += 1 }
    return true
  }

  /// Nil while more is to come; else whether the status is 200.
  private static func complete(_ answer: [UInt8]) -> Bool? {
    guard let head = position(of: Array("\r\n\r\n".utf8), in: answer) else { return nil }
    var text = String(decoding: answer[0..<head], as: UTF8.self).lowercased()[...]
    let isGood = text.hasPrefix("http/1.1 200")
    guard let field = text.range(of: "content-length:") else { return isGood }
    text = text[field.upperBound...]
    let digits = text.drop { $0 == " " }.prefix { $0.isNumber }
    return answer.count >= head + 4 + (Int(digits) ?? 0) ? isGood : nil
  }

  private static func position(of needle: [UInt8], in bytes: [UInt8]) -> Int? {
    guard let first = needle.first, needle.count <= bytes.count else { return nil }
    return (0...bytes.count - needle.count).first { start in
      bytes[start] == first && bytes[start..<start + needle.count].elementsEqual(needle)
    }
  }

  private static func connect(_ port: Int) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var one: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard descriptor >= 0, result == 0 else {
      close(descriptor)
      throw failure("connecting to port \(port)")
    }
    return descriptor
  }

  private static func failure(_ what: String) -> Failure {
    Failure("The load on the desk broke off: \(what).", fix: "Look at the messages above and run it again.")
  }
}
