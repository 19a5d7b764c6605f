/// The HTML of one section, with buttons for who may command and without for who may not.
struct SectionHTML: Equatable, Sendable {
  private var reading: String
  private var commanding: String

  init(reading: String, commanding: String) {
    self.reading = reading
    self.commanding = commanding
  }

  /// The same for everybody.
  init(_ html: String) { self.init(reading: html, commanding: html) }

  subscript(visitor: Visitor) -> String {
    switch visitor {
    case .reading: reading
    case .commanding: commanding
    }
  }
}
