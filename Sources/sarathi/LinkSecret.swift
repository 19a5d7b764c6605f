import Foundation

/// The unguessable part of a webhook URL.
enum LinkSecret {
  /// 256 bits from the system's generator in 43 characters of base64url.
  static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    return Data(bytes).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}
