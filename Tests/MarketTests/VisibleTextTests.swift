import Market
import Testing

@Suite("Text from outside, made visible")
struct VisibleTextTests {
  @Test("what is seen stays as it is")
  func plain() {
    for text in ["", "Breakout 5%", "₹1,00,000 – “fast”", "ब्रेकआउट", "突破", "é", "e\u{301}", "🚀", "a\u{A0}b"] {
      #expect(VisibleText.of(text) == text)
      #expect(VisibleText.firstHidden(in: text) == nil)
    }
  }

  @Test(
    "what is not seen, or turns its neighbours round, is written out",
    arguments: [
      ("\u{202E}", "U+202E"), ("\u{200B}", "U+200B"), ("\u{200D}", "U+200D"), ("\u{2066}", "U+2066"),
      ("\u{FEFF}", "U+FEFF"), ("\u{AD}", "U+00AD"), ("\u{2028}", "U+2028"), ("\u{2029}", "U+2029"),
      ("\u{0}", "U+0000"), ("\u{1B}", "U+001B"), ("\u{7F}", "U+007F"), ("\u{9B}", "U+009B"), ("\u{E000}", "U+E000"),
      ("\u{E0041}", "U+E0041"), ("\u{10FFFF}", "U+10FFFF"), ("\u{3164}", "U+3164"), ("\u{34F}", "U+034F"),
      ("\u{FE0F}", "U+FE0F"), ("\r", "U+000D"), ("\n", "U+000A"), ("\t", "U+0009"), ("\r\n", "U+000DU+000A"),
    ])
  func hidden(_ text: String, _ shown: String) {
    #expect(VisibleText.of("a" + text + "b") == "a" + shown + "b")
    #expect(VisibleText.firstHidden(in: "a" + text + "b") == String(shown.prefix(shown.count == 12 ? 6 : 10)))
  }

  @Test("a document keeps its lines and tabs, and nothing else")
  func document() {
    #expect(VisibleText.of("a\n\tb\r\u{202E}\u{1B}[2J", lines: .several) == "a\n\tbU+000DU+202EU+001B[2J")
  }

  @Test("whatever comes in, nothing hidden goes out, and a second pass changes nothing")
  func everyScalar() {
    for value in (0..<UInt32(0x11_0000)) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let shown = VisibleText.of(String(scalar))
      if VisibleText.isHidden(scalar) {
        #expect(shown.utf8.allSatisfy { (0x2B...0x55).contains($0) }, "\(value)")
      }
    }
  }
}
