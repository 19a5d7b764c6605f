package import Market

/// The 15 characters by which our order is found again at a broker: `S`, account 2, day 2, incarnation 4, sequence 4,
/// slice 2, in base 36. One tag per slice and attempt, never reused.
///
/// Fifteen characters of `[A-Z0-9]` starting with a letter fit inside every supported broker's limit.
package struct ClientTag: Hashable, Sendable, Codable {
  package var text: String

  package init(_ text: String) { self.text = text }

  /// - Parameters:
  ///   - incarnation: random, drawn and committed at each start; a restored backup does not repeat a tag.
  ///   - sequence: goes on over starts, since two starts of a day may draw the same incarnation.
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

  static let length = 15

  /// Whether it is of the form this account gives its orders, as a broker may return it: in any case, padded, or with
  /// something put before or behind it.
  package func isOf(_ account: AccountID) -> Bool {
    let letters = ShownTag(self).letters
    let head = Self.head(account)
    return letters.count >= Self.length
      && (letters.starts(with: head) || letters.suffix(Self.length).starts(with: head))
  }

  /// Whether it may be the beginning of a tag this account gave on that day, cut off by the broker.
  package func isCut(of account: AccountID, on day: TradingDay) -> Bool {
    let letters = ShownTag(self).letters
    let own = ClientTag(account: account, day: day, incarnation: 0, sequence: 0, slice: 0)
    return (5..<Self.length).contains(letters.count) && letters.starts(with: own.text.utf8.prefix(5))
  }

  private static func head(_ account: AccountID) -> [UInt8] {
    let own = ClientTag(account: account, day: TradingDay(daysSince1970: 0), incarnation: 0, sequence: 0, slice: 0)
    return Array(own.text.utf8.prefix(3))
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

/// A tag as the broker shows it, and how far it resembles one of ours. Brokers cut tags, pad them, put something before
/// them, change their case or replace them.
package struct ShownTag: Hashable, Sendable {
  /// Letters and digits, in capitals.
  let letters: [UInt8]

  package init(_ tag: ClientTag?) {
    letters = tag.map { $0.text.utf8.compactMap(Self.capital) } ?? []
  }

  package var isBlank: Bool { letters.isEmpty }

  /// All of our tag is in it.
  package func isWhole(_ own: ClientTag) -> Bool {
    let length = own.text.utf8.count
    guard length > 0, letters.count >= length else { return false }
    return (0...letters.count - length).contains { letters[$0...].starts(with: own.text.utf8) }
  }

  /// How many characters in a row it has in common with our tag, as far as that says something: all that is left of it,
  /// or so many that they name account, day and start. Else nothing.
  package func common(with own: ClientTag) -> Int {
    let own = Array(own.text.utf8)
    var longest = 0
    for start in letters.indices {
      for other in own.indices {
        var length = 0
        while start + length < letters.count, other + length < own.count,
          letters[start + length] == own[other + length]
        { length += 1 }
        longest = max(longest, length)
      }
    }
    return longest >= Self.telling || (longest >= Self.shortest && longest == letters.count) ? longest : 0
  }
  private static let telling = 8
  private static let shortest = 5

  private static func capital(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"): character
    case UInt8(ascii: "a")...UInt8(ascii: "z"): character - 32
    default: nil
    }
  }
}
