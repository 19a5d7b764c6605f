import Foundation

/// Finds out whether a port could be listened on, by listening for an instant.
enum PortProbe {
  enum Result: Hashable {
    case free, inUse
    case refused(String)
  }

  static func probe(host: String, port: Int) -> Result {
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    hints.ai_socktype = SocketKind.stream
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, String(port), &hints, &list)
    guard code == 0, let address = list else { return .refused(String(cString: gai_strerror(code))) }
    defer { freeaddrinfo(list) }
    let socket = socket(address.pointee.ai_family, address.pointee.ai_socktype, address.pointee.ai_protocol)
    guard socket >= 0 else { return .refused(String(cString: strerror(errno))) }
    defer { close(socket) }
    // As servers do: an address in TIME_WAIT counts as free.
    var yes: Int32 = 1
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard bind(socket, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0, listen(socket, 1) == 0 else {
      return errno == EADDRINUSE ? .inUse : .refused(String(cString: strerror(errno)))
    }
    return .free
  }

  private enum SocketKind {
    #if canImport(Darwin)
      static let stream = SOCK_STREAM
    #else
      static let stream = Int32(SOCK_STREAM.rawValue)
    #endif
  }
}
