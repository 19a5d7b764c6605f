import Crypto
package import Engine
import Foundation
package import Market

/// A link as it is kept. The secret of its URL is not: only a digest, to recognise it by.
package struct LinkRow: Hashable, Sendable {
  package var link: Link
  /// SHA-256 of the secret, in lower-case hexadecimal digits; empty when none was set.
  package var secretHash: String
  /// The secret's last four characters, for telling links apart; empty when the secret is too short to give any away.
  package var secretHint: String
  package var created: Timestamp
  /// Set when the link no longer takes signals.
  package var removed: Timestamp?

  /// What ``secretHash`` is for a secret. Secrets are long and random, so a plain digest suffices.
  package static func hash(ofSecret secret: String) -> String {
    SHA256.hash(data: Data(secret.utf8)).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  static func hint(ofSecret secret: String) -> String { secret.count >= 16 ? String(secret.suffix(4)) : "" }
}
