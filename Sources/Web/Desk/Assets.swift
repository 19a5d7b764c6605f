import Hummingbird
import NIOCore

/// The few files the page loads, compiled into the program.
enum Assets: String {
  case style = "desk.css"
  case script = "desk.js"
  case icon = "icon.svg"

  init?(name: Substring) { self.init(rawValue: String(name)) }

  var response: Response {
    let (bytes, type) =
      switch self {
      case .style: (PackageResources.desk_css, "text/css; charset=utf-8")
      case .script: (PackageResources.desk_js, "text/javascript; charset=utf-8")
      case .icon: (PackageResources.icon_svg, "image/svg+xml")
      }
    return .bytes(ByteBuffer(bytes: bytes), type)
  }
}
