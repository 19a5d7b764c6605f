package import Market

/// An account's number: two base-36 digits in every client tag, so 1…1295.
package struct AccountID: Hashable, Comparable, Sendable, Codable {
  package var number: Int32
  package static let maximum: Int32 = 36 * 36 - 1
  package init(_ number: Int32) { self.number = number }
  package static func < (a: AccountID, b: AccountID) -> Bool { a.number < b.number }
}

/// A webhook link's number. Each order, position and trade has exactly one owning link.
package struct LinkID: Hashable, Comparable, Sendable, Codable {
  package var number: Int32
  package init(_ number: Int32) { self.number = number }
  package static func < (a: LinkID, b: LinkID) -> Bool { a.number < b.number }
  /// Owner of what a person or another system did at the broker.
  package static let external = LinkID(0)
}

/// An order's number in its account: dense, from 0, never reused. A resend after a proven absence keeps the number and
/// takes a new tag.
package struct OrderNumber: Hashable, Comparable, Sendable, Codable {
  package var index: Int32
  package init(_ index: Int32) { self.index = index }
  package static func < (a: OrderNumber, b: OrderNumber) -> Bool { a.index < b.index }
}

/// A position's number in its account: one for each round trip, dense, from 0, never reused.
package struct PositionID: Hashable, Comparable, Sendable, Codable {
  package var index: Int32
  package init(_ index: Int32) { self.index = index }
  package static func < (a: PositionID, b: PositionID) -> Bool { a.index < b.index }
}

/// The broker's own name for an order.
package struct BrokerOrderID: Hashable, Sendable, Codable {
  package var text: String
  package init(_ text: String) { self.text = text }
}

/// The 15 characters by which our order is found again at a broker: `S`, account 2, day 2, incarnation 4, sequence 4,
/// slice 2, in base 36. One tag per slice and attempt, never reused.
///
/// Fifteen characters of `[A-Z0-9]` starting with a letter fit inside every supported broker's limit.
package struct ClientTag: Hashable, Sendable, Codable {
  package var text: String

  package init(_ text: String) { self.text = text }

  /// - Parameter incarnation: random, new and committed at each start; a restored backup cannot repeat a tag.
  package init(account: AccountID, day: TradingDay, incarnation: UInt32, sequence: UInt32, slice: UInt32) {
    // In place: fifteen bytes live inside the string itself, and every order sent needs one.
    text = String(unsafeUninitializedCapacity: 15) { characters in
      characters[0] = UInt8(ascii: "S")
      Self.write(UInt32(account.number), to: characters, 1..<3)
      Self.write(UInt32(day.daysSince1970), to: characters, 3..<5)
      Self.write(incarnation, to: characters, 5..<9)
      Self.write(sequence, to: characters, 9..<13)
      Self.write(slice, to: characters, 13..<15)
      return 15
    }
  }

  /// Whether it is of the form this account gives its orders, in whatever case a broker returns it.
  package func isOf(_ account: AccountID) -> Bool {
    let own = ClientTag(account: account, day: TradingDay(daysSince1970: 0), incarnation: 0, sequence: 0, slice: 0)
    return text.utf8.count == 15 && text.uppercased().hasPrefix(own.text.prefix(3))
  }

  /// The last base-36 digits of `value`, as many as there are places.
  private static func write(_ value: UInt32, to characters: UnsafeMutableBufferPointer<UInt8>, _ places: Range<Int>) {
    var rest = value
    for place in places.reversed() {
      let digit = UInt8(rest % 36)
      characters[place] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
      rest /= 36
    }
  }
}
