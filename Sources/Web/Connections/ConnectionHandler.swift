import NIOCore
import NIOHTTP1

/// Stands between the HTTP parser and the framework, one for each connection.
///
/// It refuses from a request's head alone, without waking the framework; hands requests on one at a time, and reads no
/// further while one waits; ends the connection after every refusal; and tells the gate what the connection is doing, so
/// that whole requests and whole answers have deadlines.
final class ConnectionHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let gate: ConnectionGate
  private var id: Int?

  // The request that was handed on.
  private var isReceiving = false
  private var isAnswering = false
  private var isStream = false
  private var closesAfterAnswer = false
  /// Parts that came behind it. At most what one read brings: nothing more is read until they are handed on.
  private var behind = CircularBuffer<HTTPServerRequestPart>()
  private var hasReadWaiting = false
  private var unflushed = 0

  /// Answered for the last time: ``RefusedBytes`` throws away what still comes.
  private(set) var isClosing = false

  init(_ gate: ConnectionGate) { self.gate = gate }

  // MARK: The connection

  func channelActive(context: ChannelHandlerContext) {
    id = gate.open(context.channel)
    guard id != nil else { return context.close(promise: nil) }
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    if let id { gate.close(id) }
    id = nil
    context.fireChannelInactive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed? = event as? ChannelEvent, isClosing { return context.close(promise: nil) }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // The rest of a refused request is nobody's business.
    if isClosing { return }
    if error is HTTPParserError { gate.refusals.count(.malformed) }
    context.fireErrorCaught(error)
  }

  private func enter(_ phase: ConnectionTable.Phase) {
    if let id { gate.enter(phase, id) }
  }

  // MARK: Requests

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let part = unwrapInboundIn(data)
    if isClosing {
      return
    } else if isAnswering, !isReceiving {
      behind.append(part)
    } else {
      take(part, context)
    }
  }

  func read(context: ChannelHandlerContext) {
    if behind.isEmpty { context.read() } else { hasReadWaiting = true }
  }

  private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
    switch part {
    case .head(let head):
      switch gate.admit(head, from: context.remoteAddress) {
      case .refuse(let status, let reason): return refuse(status, reason, context)
      case .pass: break
      }
      isReceiving = true
      isAnswering = true
      enter(.receiving)
    case .body: break
    case .end:
      isReceiving = false
      if isAnswering { enter(isStream ? .streaming(isStalled: unflushed > 0) : .answering) }
    }
    context.fireChannelRead(wrapInboundOut(part))
    // An answer that did not wait for the request's end.
    if !isReceiving, !isAnswering { finish(context) }
  }

  /// The request is over on both sides: the next one may go on.
  private func finish(_ context: ChannelHandlerContext) {
    guard !isClosing else { return }
    enter(.waiting)
    guard !behind.isEmpty else { return }
    while !isClosing, !(isAnswering && !isReceiving), let part = behind.popFirst() { take(part, context) }
    context.fireChannelReadComplete()
    if behind.isEmpty, hasReadWaiting {
      hasReadWaiting = false
      context.read()
    }
  }

  // MARK: Answers

  private func refuse(_ status: HTTPResponseStatus, _ reason: RefusalReason, _ context: ChannelHandlerContext) {
    gate.refusals.count(reason)
    var headers: HTTPHeaders = ["content-length": "0", "connection": "close"]
    if status == .tooManyRequests { headers.add(name: "retry-after", value: "5") }
    let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    close(context)
  }

  /// Nothing more is said. The socket stays half open for a moment: closing it over unread bytes would reset the
  /// connection, and the sender would lose the answer.
  private func close(_ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>? = nil) {
    isClosing = true
    behind.removeAll()
    enter(.closing)
    context.close(mode: .output, promise: promise)
    context.read()
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    if case .output = mode, !isClosing {
      close(context, promise)
    } else {
      context.close(mode: mode, promise: promise)
    }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard !isClosing else {
      promise?.fail(ChannelError.outputClosed)
      return
    }
    switch unwrapOutboundIn(data) {
    case .head(let head):
      closesAfterAnswer = head.headers[canonicalForm: "connection"].contains { $0.lowercased() == "close" }
      isStream = head.headers.first(name: "content-length") == nil && head.status.mayHaveResponseBody
      context.write(data, promise: promise)
    case .body:
      guard isStream else { return context.write(data, promise: promise) }
      context.write(data, promise: watch(promise, context))
    case .end:
      context.write(data, promise: last(promise, context))
    }
  }

  /// Notes when the reader of a stream takes what is written for it, and when it does not.
  private func watch(_ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) -> EventLoopPromise<Void> {
    let flushed = promise ?? context.eventLoop.makePromise()
    unflushed += 1
    if unflushed == 1, !isReceiving { enter(.streaming(isStalled: true)) }
    flushed.futureResult.assumeIsolated().whenComplete { _ in
      self.unflushed -= 1
      if self.isAnswering, !self.isReceiving, !self.isClosing {
        self.enter(.streaming(isStalled: self.unflushed > 0))
      }
    }
    return flushed
  }

  /// The answer counts as given once its last byte has left.
  private func last(_ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) -> EventLoopPromise<Void> {
    let flushed = promise ?? context.eventLoop.makePromise()
    flushed.futureResult.assumeIsolated().whenComplete { _ in
      guard self.isAnswering else { return }
      self.isAnswering = false
      self.isStream = false
      if self.closesAfterAnswer, !self.isClosing { return self.close(context) }
      // What still comes of a request that is answered may be cut off for others.
      if self.isReceiving { self.enter(.waiting) } else { self.finish(context) }
    }
    return flushed
  }
}

/// Stands before the HTTP parser and throws away what comes after the last answer, unparsed and up to a bound: reading a
/// stranger's thousand requests would cost more than answering them.
final class RefusedBytes: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = IOData
  typealias OutboundOut = IOData

  private let connection: ConnectionHandler
  private var left: Int

  init(_ connection: ConnectionHandler, limit: Int) {
    self.connection = connection
    left = limit
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard connection.isClosing else { return context.fireChannelRead(data) }
    left -= unwrapInboundIn(data).readableBytes
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    context.fireChannelReadComplete()
    if connection.isClosing { read(context: context) }
  }

  func read(context: ChannelHandlerContext) {
    if left > 0 { context.read() }
  }
}
