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
