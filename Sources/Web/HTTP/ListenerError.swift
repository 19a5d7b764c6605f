/// Why a listener does not run.
package enum ListenerError: Error, CustomStringConvertible {
  case cannotListen(host: String, port: Int, reason: String)
  case notLoopback(host: String)
  case weakToken
  case stopped

  package var description: String {
    switch self {
    case .cannotListen(let host, let port, let reason):
      "cannot listen on \(host):\(port): \(reason). Stop the program that uses the port, or choose another one."
    case .notLoopback(let host):
      "the desk page has no sign-in yet and does not listen on \"\(host)\". Use 127.0.0.1, ::1 or localhost."
    case .weakToken: "the desk token is shorter than 32 characters. Pass a random one, new for each process."
    case .stopped: "the listener stopped before its port was open."
    }
  }
}
