import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// Serves a connection as the framework does, with a ``ConnectionHandler`` between its parser and the rest of it.
struct GuardedChannel: ServerChildChannel {
  typealias Value = HTTP1Channel.Value

  let framework: HTTP1Channel
  let gate: ConnectionGate

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    framework.setup(channel: channel, logger: logger).flatMapThrowing { [gate] value in
      let pipeline = channel.pipeline.syncOperations
      let parser = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
      let connection = ConnectionHandler(gate)
      try pipeline.addHandler(connection, position: .after(parser))
      try pipeline.addHandler(RefusedBytes(connection, limit: gate.limits.lingerBytes), position: .first)
      // One small read at a time: an alert fits in one, and a thousand pipelined requests do not.
      try channel.syncOptions?.setOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 2048))
      try channel.syncOptions?.setOption(.maxMessagesPerRead, value: 1)
      return value
    }
  }

  func handle(value: Value, logger: Logger) async { await framework.handle(value: value, logger: logger) }
}
