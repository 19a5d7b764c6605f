/// Bounds of one listener's connections: how many, and how long each step of a request may take.
struct ConnectionLimits: Sendable {
  /// Connections at once. One more takes the place of the one that matters least.
  var total = 512
  /// Of one peer, not counting the youngest; nil where all peers are this machine.
  var perPeer: Int? = 32
  /// A connection this young is not ended for its peer's sake: a burst of alerts over hundreds of connections takes a busy
  /// machine some time to read.
  var grace: Duration = .seconds(5)
  /// A body that takes longer may be ended for the sake of a new connection.
  var promptBody: Duration = .seconds(1)
  /// From opening to the end of the first request's head.
  var firstHead: Duration = .seconds(10)
  /// From an answer to the end of the next request's head.
  var idle: Duration = .seconds(30)
  /// From a request's head to its last byte, whatever trickles in meanwhile.
  var body: Duration = .seconds(10)
  /// From a request's last byte until its answer has left.
  var answer: Duration = .seconds(30)
  /// A stream whose reader takes nothing for this long ends.
  var stalledStream: Duration = .seconds(30)
  /// After a refusal, so that a sender that still writes can read it.
  var linger: Duration = .milliseconds(500)
  /// Bytes read and thrown away meanwhile.
  var lingerBytes = 256 * 1024
}
