package import Market

/// What an exit strategy may know of a position.
package struct HeldPosition: Hashable, Sendable {
  /// `.buy` is long.
  package var direction: Side
  /// Average entry, in rupees.
  package var entry: Double
  package var opened: Timestamp

  package init(direction: Side, entry: Double, opened: Timestamp) {
    self.direction = direction
    self.entry = entry
    self.opened = opened
  }
}
