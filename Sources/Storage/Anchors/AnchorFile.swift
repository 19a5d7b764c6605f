import Crypto
package import Foundation
import Synchronization
package import Trading

/// Where a stream of the journal ended, as something outside the database remembers it.
package struct Anchor: Hashable, Sendable {
  package var account: AccountID
  package var sequence: Int64
  package var chain: [UInt8]

  package init(account: AccountID, sequence: Int64, chain: [UInt8]) {
    self.account = account
    self.sequence = sequence
    self.chain = chain
  }
}

/// The ends of all streams in a file of their own. A database whose last records were lost, by damage or an old copy put
/// back, agrees with itself; it does not agree with this.
///
/// Text, a line a stream, the last line a digest of the others. It is written after a commit, never before, so it is
/// never ahead of a sound journal; behind it may be.
package enum AnchorFile {
  private static let title = "sarathi anchor 1"

  /// - Returns: nil when there is no such file, or when it is not whole: then it says nothing.
  package static func read(_ file: URL) -> [Anchor]? {
    guard let handle = try? FileHandle(forReadingFrom: file) else { return nil }
    defer { try? handle.close() }
    guard let data = try? handle.read(upToCount: 1 << 20), let text = String(data: data, encoding: .utf8) else {
      return nil
    }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.popLast() == "", let digest = lines.popLast(), lines.first == title,
      digest == hexadecimal(SHA256.hash(data: Data(lines.joined(separator: "\n").utf8)))
    else { return nil }
    var anchors: [Anchor] = []
    for line in lines.dropFirst() {
      let parts = line.split(separator: " ")
      guard parts.count == 3, let account = Int32(parts[0]), let sequence = Int64(parts[1]), let chain = bytes(parts[2])
      else { return nil }
      anchors.append(Anchor(account: AccountID(account), sequence: sequence, chain: chain))
    }
    return anchors
  }

  /// Takes the place of the file in one step. It is not forced to disk: after a power failure an older one may be there.
  package static func write(_ anchors: [Anchor], to file: URL) throws {
    let lines =
      [title]
      + anchors.sorted { $0.account < $1.account }.map {
        "\($0.account.number) \($0.sequence) \(hexadecimal($0.chain))"
      }
    let text = lines.joined(separator: "\n")
    let whole = text + "\n" + hexadecimal(SHA256.hash(data: Data(text.utf8))) + "\n"
    try Data(whole.utf8).write(to: file, options: .atomic)
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  private static func bytes(_ text: Substring) -> [UInt8]? {
    let digits = text.utf8.map { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 ? $0 - 48 : $0 >= 97 ? $0 - 87 : 255 }
    guard digits.count.isMultiple(of: 2), digits.allSatisfy({ $0 < 16 }) else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}

/// Writes anchors beside the desk's work: a slow or dead disk for the second copy holds nothing up.
package final class AnchorWriter: Sendable {
  private struct State {
    var waiting: [Anchor]?
    var isScheduled = false
    var toldOf: Set<URL> = []
  }
  private let files: [URL]
  private let queue = DispatchQueue(label: "anchors", qos: .utility)
  private let state = Mutex(State())
  private let told: @Sendable (URL, any Error) -> Void

  /// - Parameter told: called once for each file that cannot be written.
  package init(_ files: [URL], told: @escaping @Sendable (URL, any Error) -> Void) {
    self.files = files
    self.told = told
  }

  package func note(_ anchors: [Anchor]) {
    guard !files.isEmpty else { return }
    let schedules = state.withLock { state -> Bool in
      state.waiting = anchors
      defer { state.isScheduled = true }
      return !state.isScheduled
    }
    if schedules { queue.async { self.write() } }
  }

  /// Waits until what was noted is written.
  package func finish() { queue.sync {} }

  private func write() {
    let anchors = state.withLock { state -> [Anchor] in
      defer { (state.waiting, state.isScheduled) = (nil, false) }
      return state.waiting ?? []
    }
    for file in files {
      do {
        try AnchorFile.write(anchors, to: file)
      } catch {
        let isNews = state.withLock { $0.toldOf.insert(file).inserted }
        if isNews { told(file, error) }
      }
    }
  }
}
