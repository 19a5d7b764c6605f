import Foundation
import Storage
import Testing
import Trading

@Suite("Where the journal ends is written down outside the database")
struct AnchorTests {
  private let folder: TemporaryFolder
  private var file: URL { folder.file("ANCHOR") }
  private let anchors = [
    Anchor(account: AccountID(1), sequence: 17, chain: Array(0..<32)),
    Anchor(account: AccountID(2), sequence: 1, chain: Array(repeating: 255, count: 32)),
  ]

  init() throws { folder = try TemporaryFolder() }

  @Test("it comes back as it was written; the newest counts")
  func roundTrip() throws {
    #expect(AnchorFile.read(file) == nil)
    try AnchorFile.write(anchors, to: file)
    try AnchorFile.write(anchors.reversed(), to: file)
    #expect(AnchorFile.read(file) == anchors)
  }

  @Test("every cut and every flipped bit makes it say nothing")
  func damage() throws {
    try AnchorFile.write(anchors, to: file)
    let whole = try Data(contentsOf: file)
    for end in 0..<whole.count {
      try whole.prefix(end).write(to: file)
      #expect(AnchorFile.read(file) == nil, "cut at \(end)")
    }
    for place in 0..<whole.count * 8 {
      var damaged = whole
      damaged[place / 8] ^= 1 << (place % 8)
      try damaged.write(to: file)
      #expect(AnchorFile.read(file) == nil, "bit \(place)")
    }
  }

  @Test("the writer writes what was noted last, and tells once of a place it cannot write to")
  func writer() throws {
    let told = Told()
    let writer = AnchorWriter([file, folder.file("no/such/ANCHOR")]) { place, _ in told.add(place) }
    for sequence in 1...50 {
      writer.note([Anchor(account: AccountID(1), sequence: Int64(sequence), chain: [1])])
    }
    writer.finish()
    writer.note([Anchor(account: AccountID(1), sequence: 51, chain: [2])])
    writer.finish()
    #expect(AnchorFile.read(file) == [Anchor(account: AccountID(1), sequence: 51, chain: [2])])
    #expect(told.count == 1)
  }

  private final class Told: @unchecked Sendable {
    private let lock = NSLock()
    private var places: [URL] = []
    func add(_ place: URL) { lock.withLock { places.append(place) } }
    var count: Int { lock.withLock { places.count } }
  }
}
