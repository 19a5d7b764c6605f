/// What the page shows to whoever opened it: with the buttons, or without.
enum Visitor: CaseIterable, Sendable {
  case reading, commanding
}
