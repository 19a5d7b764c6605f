/// The link that lets one browser command the desk, once.
package struct EntryLink: Sendable, Equatable {
  /// Why there is a new one.
  package enum Reason: Sendable {
    case start
    /// The one before was opened.
    case opened
    /// Somebody tried wrong codes.
    case wrongTries
  }

  /// `http://127.0.0.1:8080/enter/CODE`
  package let address: String
  package let reason: Reason

  /// One line for the person at the terminal.
  package var text: String {
    switch reason {
    case .start: "To give commands from your browser, open once: \(address)"
    case .opened: "A browser opened the link and can give commands now. For another one: \(address)"
    case .wrongTries: "Wrong codes were tried at the page. To give commands from your browser, open once: \(address)"
    }
  }
}
