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

  /// Ends the connection after this answer, without reading the rest of the request.
  func closing() -> Response { with(.connection, "close") }
}
