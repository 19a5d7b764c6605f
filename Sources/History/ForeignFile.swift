/// A file of a kind that is not text, known by its first bytes.
package struct ForeignFile: Hashable, Sendable {
  /// What it is, after "this is": `a PDF`.
  package let kind: String
  /// How to make a CSV file of it: a sentence.
  package let fix: String

  /// - Parameters:
  ///   - start: the first bytes of the file, unpacked when it is gzip.
  ///   - name: its name or path. A workbook and any other zip file begin alike; the name tells them apart.
  /// - Returns: nil for text, and for what is not known.
  package init?(_ start: some Collection<UInt8>, name: String) {
    guard let found = Self.signatures.first(where: { start.starts(with: $0.bytes) }) else { return nil }
    guard found.kind == Self.zip else {
      (kind, fix) = (found.kind, found.fix)
      return
    }
    let name = name.lowercased()
    if let workbook = Self.workbooks.first(where: { name.hasSuffix($0.ending) }) {
      (kind, fix) = (workbook.kind, workbook.fix)
    } else {
      (kind, fix) = (Self.zip, "Unpack it and name the CSV file in it; if it is a workbook, save it as CSV.")
    }
  }

  private static let zip = "a zip file"
  private static let excel = "Open it in a spreadsheet and save it as \"CSV UTF-8\"."

  private static let workbooks: [(ending: String, kind: String, fix: String)] = [
    (".xlsx", "an Excel workbook", excel), (".xlsm", "an Excel workbook", excel),
    (".xlsb", "an Excel workbook", excel), (".ods", "an OpenDocument spreadsheet", excel),
    (".numbers", "a Numbers spreadsheet", "Open it in Numbers and choose File, Export To, CSV with UTF-8."),
  ]

  private static let signatures: [(bytes: [UInt8], kind: String, fix: String)] = [
    ([0x50, 0x4B, 0x03, 0x04], zip, ""), ([0x50, 0x4B, 0x05, 0x06], zip, ""),
    ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an old Excel workbook (.xls)", excel),
    (Array("PAR1".utf8), "a Parquet file", "In Python: pandas.read_parquet(…).to_csv(…, index=False)."),
    (Array("%PDF-".utf8), "a PDF", "Download the prices as CSV."),
    (Array("BZh".utf8), "a bzip2 file", "Unpack it, or pack it with gzip."),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "an xz file", "Unpack it, or pack it with gzip."),
    ([0x28, 0xB5, 0x2F, 0xFD], "a zstd file", "Unpack it, or pack it with gzip."),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z file", "Unpack it and name the CSV file in it."),
    ([0x1F, 0x8B], "a gzip file packed twice", "Unpack it once."),
  ]
}
