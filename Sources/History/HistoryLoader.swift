package import Foundation

/// Reads price files: which format a file has is detected, and said.
package struct HistoryLoader: Sendable {
  /// Folder of the column cache; nil: none is used.
  package var cacheFolder: URL?

  /// Tests turn the short way off, to compare it with the thorough one.
  package var prefersPlainLines = true

  /// In which order the numbers of dates such as 05/06/2024 stand; nil: each file tells by itself, or is refused.
  package var dates: DateOrder?

  package init(cacheFolder: URL? = nil, dates: DateOrder? = nil) {
    self.cacheFolder = cacheFolder
    self.dates = dates
  }
}

/// What a file turned out to be and what was left out of it.
package struct LoadReport: Hashable, Sendable, Codable {
  package var file: String
  /// "timestamp (ISO 8601, +05:30), open, high, low, close, volume; gzip".
  package var format: String
  package var symbols: [String]
  package var rows: Int
  package var cameFromCache: Bool
  /// Sentences about what was mended or left out, with counts: "3 repeated rows left out (first: line 17)".
  package var notes: [String]

  package init(
    file: String, format: String, symbols: [String], rows: Int, cameFromCache: Bool = false, notes: [String] = []
  ) {
    self.file = file
    self.format = format
    self.symbols = symbols
    self.rows = rows
    self.cameFromCache = cameFromCache
    self.notes = notes
  }
}
