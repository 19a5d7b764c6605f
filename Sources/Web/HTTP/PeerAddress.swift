import NIOCore

/// The sender's network address as a key: four bytes of IPv4, or the /64 network of IPv6 (one household has one).
///
/// Always the connection's own peer, never a header: headers are the sender's to invent.
struct PeerAddress: Hashable, Sendable {
  let key: UInt64

  init(_ address: SocketAddress?) {
    switch address {
    case .v4(let v4): key = Self.number(Self.bytes(of: v4.address, from: 4, count: 4))
    case .v6(let v6):
      let network = Self.number(Self.bytes(of: v6.address, from: 8, count: 8))
      // An IPv4 peer of a dual-stack socket has all zeros here and its address at the end.
      key = network != 0 ? network : Self.number(Self.bytes(of: v6.address, from: 16, count: 8))
    case .unixDomainSocket, nil: key = 0
    }
  }

  /// Bytes of a socket address structure, whose layout is the same on every system we build for.
  static func bytes<Storage>(of storage: Storage, from start: Int, count: Int) -> [UInt8] {
    withUnsafeBytes(of: storage) { Array($0.dropFirst(start).prefix(count)) }
  }

  private static func number(_ bytes: [UInt8]) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}
