import Foundation

/// `sarathi serve` in a process of its own, from its start to its first "ready".
struct BenchServer {
  let child: BenchChild
  /// From exec to the first 200 of `/readyz`.
  let secondsToReady: Double

  /// - Parameter settings: lines of the settings file.
  init(data: URL, home: URL, settings: String = "", patience: Double = 120) throws {
    let file = home.appending(path: "sarathi.toml")
    try Data(settings.utf8).write(to: file)
    let messages = home.appending(path: "messages")
    let port = try Self.freePort()
    child = try BenchChild(
      [
        "serve", "--data", data.path, "--config", file.path, "--port", String(port), "--webhook-port", "0",
      ], home: home, messages: messages)
    while true {
      if Self.isReady(port) { break }
      guard BenchClock.seconds(BenchClock.wall - child.started) < patience else {
        child.stop(SIGKILL)
        let said = (try? String(contentsOf: messages, encoding: .utf8)) ?? "nothing"
        throw Failure("The desk was not ready within \(Int(patience)) s. It said: \(said)", fix: "Fix this first.")
      }
      usleep(500)
    }
    secondsToReady = BenchClock.seconds(BenchClock.wall - child.started)
  }

  private static func isReady(_ port: Int) -> Bool {
    let descriptor = open(port)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let request = Array("GET /readyz HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n".utf8)
    guard write(descriptor, request, request.count) == request.count else { return false }
    var answer = [UInt8](repeating: 0, count: 512)
    let count = read(descriptor, &answer, answer.count)
    return count > 0 && answer.starts(with: "HTTP/1.1 200".utf8)
  }

  /// A connection to the port; below zero when nobody listens.
  private static func open(_ port: Int) -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard call(descriptor, port, Foundation.connect) == 0 else {
      close(descriptor)
      return -1
    }
    return descriptor
  }

  private static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isKnown =
      call(descriptor, 0, Foundation.bind) == 0
      && withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) } == 0
      }
    guard isKnown else { throw Failure("No port is free on the loopback address.", fix: "Run it again later.") }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  private static func call(
    _ descriptor: Int32, _ port: Int, _ function: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        function(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
