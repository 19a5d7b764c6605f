/// A number with its name, ready to be shown.
struct Figure {
  var name: String
  var value: String
  var tone: Tone = .plain
  /// What it says and how it is computed, for whoever does not know.
  var meaning: String
  /// A second, smaller line: `of ₹10,00,000`.
  var note = ""
}

/// Figures that answer one question together.
struct FigureGroup {
  var title: String
  var figures: [Figure]
}
