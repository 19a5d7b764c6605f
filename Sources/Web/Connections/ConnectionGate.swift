import NIOCore
import NIOHTTP1
import Synchronization

/// The connections of one listener, and who may ask what.
final class ConnectionGate: Sendable {
  /// What becomes of a request, known from its head.
  enum Admission: Sendable {
    case pass
    case refuse(HTTPResponseStatus, RefusalReason)
  }

  let limits: ConnectionLimits
  let proxies: TrustedProxies
  let refusals: Refusals
  private let admission: @Sendable (HTTPRequestHead, _ client: PeerAddress) -> Admission

  private struct State {
    var table: ConnectionTable
    var channels: [Int: any Channel] = [:]
  }
  private let state: Mutex<State>

  init(
    limits: ConnectionLimits, proxies: TrustedProxies = TrustedProxies(), refusals: Refusals,
    admission: @escaping @Sendable (HTTPRequestHead, _ client: PeerAddress) -> Admission = { _, _ in .pass }
  ) {
    self.limits = limits
    self.proxies = proxies
    self.refusals = refusals
    self.admission = admission
    state = Mutex(State(table: ConnectionTable(limits)))
  }

  /// - Returns: the connection's number; nil when there is no room, and it is to be closed.
  func open(_ channel: any Channel) -> Int? {
    let isProxy = proxies.contains(channel.remoteAddress)
    let peer = isProxy ? nil : PeerAddress(channel.remoteAddress)
    let (id, ended) = state.withLock { state in
      let (id, ended) = state.table.open(from: peer, at: .now)
      let channels = ended.compactMap { state.channels.removeValue(forKey: $0) }
      if let id { state.channels[id] = channel }
      return (id, channels)
    }
    for channel in ended {
      refusals.count(.crowdedOut)
      channel.close(promise: nil)
    }
    if id == nil { refusals.count(.crowdedOut) }
    return id
  }

  func close(_ id: Int) {
    state.withLock { state in
      state.table.remove(id)
      state.channels[id] = nil
    }
  }

  func enter(_ phase: ConnectionTable.Phase, _ id: Int) {
    state.withLock { $0.table.enter(phase, id, at: .now) }
  }

  func admit(_ head: HTTPRequestHead, from address: SocketAddress?) -> Admission {
    admission(head, proxies.client(of: address, forwarded: head.headers[canonicalForm: "X-Forwarded-For"]))
  }

  /// Ends what is over its time. Called several times a second on the listener's own thread, so that a thread that was
  /// held up has read what waited before it judges.
  func sweep() {
    let ended = state.withLock { state in
      state.table.expire(at: .now).map { one in (state.channels.removeValue(forKey: one.id), one.end) }
    }
    for (channel, end) in ended {
      switch end {
      case .tooSlow: refusals.count(.tooSlow)
      case .unread: refusals.count(.unread)
      case .crowdedOut: refusals.count(.crowdedOut)
      case .done: break
      }
      channel?.close(promise: nil)
    }
  }
}

extension HTTPRequestHead {
  /// HTTP/1.1 asks for exactly one Host; two would be read by one program so and by the next one otherwise. Targets of
  /// another form than a path are for proxies.
  var namesOneHost: Bool {
    let count = headers["host"].count
    return uri.hasPrefix("/") && (count == 1 || count == 0 && version == .http1_0)
  }
}
