import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
  static func json(_ value: JSON, status: HTTPResponse.Status = .ok) -> Response {
    bytes(value.buffer, "application/json; charset=utf-8", status: status)
  }

  static func text(
    _ text: String, _ contentType: String = "text/plain; charset=utf-8", status: HTTPResponse.Status = .ok
  ) -> Response {
    bytes(ByteBuffer(string: text), contentType, status: status)
  }

  static func bytes(_ buffer: ByteBuffer, _ contentType: String, status: HTTPResponse.Status = .ok) -> Response {
    Response(status: status, headers: [.contentType: contentType], body: ResponseBody(byteBuffer: buffer))
  }

  /// An error for a program: `{"status":"error","message":…}`.
  static func failure(_ status: HTTPResponse.Status, _ message: String) -> Response {
    json(.object([("status", .string("error")), ("message", .string(message))]), status: status)
  }

  func with(_ name: HTTPField.Name, _ value: String) -> Response {
    var copy = self
    copy.headers[name] = value
    return copy
  }

  /// Answers and ends the connection without reading the rest of the request.
  ///
  /// The socket stays half open for a moment: closing it over unread data would reset the connection, and the sender
  /// would lose the answer.
  func closing(_ channel: any Channel) -> Response {
    let body = self.body
    var copy = with(.connection, "close")
    copy.body = ResponseBody(contentLength: body.contentLength) { writer in
      try await body.write(writer)
      channel.close(mode: .output, promise: nil)
      channel.eventLoop.scheduleTask(in: .milliseconds(500)) { channel.close(promise: nil) }
    }
    return copy
  }
}
