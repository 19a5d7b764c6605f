import NIOCore

/// Addresses whose `X-Forwarded-For` is believed: the proxies that stand before the webhook.
///
/// From everybody else the header is the sender's to invent, and is not looked at.
package struct TrustedProxies: Hashable, Sendable {
  private var ranges: [AddressRange] = []

  package init() {}

  /// - Parameter texts: addresses and networks such as `127.0.0.1`, `::1`, `10.0.0.0/8`.
  /// - Returns: nil when one of them is none.
  package init?(_ texts: [String]) {
    for text in texts {
      guard let range = AddressRange(text) else { return nil }
      ranges.append(range)
    }
  }

  func contains(_ address: SocketAddress?) -> Bool {
    guard !ranges.isEmpty, let bytes = address.flatMap(AddressRange.bytes) else { return false }
    return ranges.contains { $0.contains(bytes) }
  }

  /// The sender behind the proxies: the last address in the list that is not itself a trusted proxy. What stands before
  /// it was written by the sender. A list that cannot be read leaves the proxy itself.
  func client(of peer: SocketAddress?, forwarded: [Substring]) -> PeerAddress {
    guard contains(peer) else { return PeerAddress(peer) }
    var client = peer
    for text in forwarded.reversed() {
      guard let address = Self.address(text) else { break }
      client = address
      if !contains(address) { break }
    }
    return PeerAddress(client)
  }

  /// `192.0.2.1`, `2001:db8::1`, either with a port: `192.0.2.1:4711`, `[2001:db8::1]:4711`.
  private static func address(_ text: Substring) -> SocketAddress? {
    var host = text
    if host.first == "[", let end = host.firstIndex(of: "]") {
      host = host[host.index(after: host.startIndex)..<end]
    } else if let colon = host.firstIndex(of: ":"), host.lastIndex(of: ":") == colon {
      host = host[..<colon]
    }
    return try? SocketAddress(ipAddress: String(host), port: 0)  // what is no address is nobody
  }
}

/// An address, or all that begin with the same bits.
private struct AddressRange: Hashable, Sendable {
  private let bytes: [UInt8]
  private let bits: Int

  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count <= 2,
      let address = try? SocketAddress(ipAddress: String(first), port: 0),  // no address: no range
      let bytes = Self.bytes(of: address)
    else { return nil }
    self.bytes = bytes
    guard let length = parts.dropFirst().first else {
      bits = bytes.count * 8
      return
    }
    guard let bits = Int(length), (0...bytes.count * 8).contains(bits) else { return nil }
    self.bits = bits
  }

  func contains(_ other: [UInt8]) -> Bool {
    guard other.count == bytes.count else { return false }
    for (index, pair) in zip(bytes, other).enumerated() {
      let compared = min(max(bits - index * 8, 0), 8)
      guard (pair.0 ^ pair.1) >> (8 - compared) == 0 else { return false }
    }
    return true
  }

  /// Four bytes or sixteen, in network order; an IPv4 address of a dual-stack socket has four.
  static func bytes(of address: SocketAddress) -> [UInt8]? {
    switch address {
    case .v4(let v4): return PeerAddress.bytes(of: v4.address, from: 4, count: 4)
    case .v6(let v6):
      let bytes = PeerAddress.bytes(of: v6.address, from: 8, count: 16)
      let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
      return Array(bytes.prefix(12)) == mapped ? Array(bytes.suffix(4)) : bytes
    case .unixDomainSocket: return nil
    }
  }
}
