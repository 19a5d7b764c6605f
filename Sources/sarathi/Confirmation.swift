import Foundation

/// Asks a person on the terminal before something that cannot be undone, or that costs money.
///
/// What makes the command impossible is checked before it is asked: nobody answers a question for nothing.
enum Confirmation {
  /// - Parameters:
  ///   - deed: the beginning of a sentence, as "Removing a link".
  ///   - refusal: what is said when the answer is no.
  /// - Throws: when the answer is no, or when there is no terminal to ask on.
  static func require(_ question: String, deed: String, refusal: String) throws(Failure) {
    guard isatty(STDIN_FILENO) == 1 else {
      throw Failure("\(deed) asks first, and there is no terminal to ask on.", fix: "Add --yes.")
    }
    Console.ask("\(question) [y/N]")
    guard ["y", "yes"].contains((readLine() ?? "").trimmingCharacters(in: .whitespaces).lowercased()) else {
      throw Failure(refusal, fix: "Answer yes, or use --yes.")
    }
  }
}
