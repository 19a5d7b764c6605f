import Foundation

/// The form of a stored run: one JSON object in two lines, the summary and the record.
///
///     {"format":"sarathi-backtest-1","summary":{…},
///     "record":{…}}
///
/// Any JSON reader takes it whole; a list reads the first line only.
enum RecordFile {
  static let format = "sarathi-backtest-1"
  /// A longer first line is not ours.
  static let maximumSummaryBytes = 16_384
  /// A run of a million trades takes about 100 MB.
  static let maximumBytes = 512 << 20

  static func bytes(_ record: BacktestRecord) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var data = Data("{\"format\":\"\(format)\",\"summary\":".utf8)
    data += try encoder.encode(BacktestSummary(record))
    data += Data(",\n\"record\":".utf8)
    data += try encoder.encode(record)
    data += Data("}\n".utf8)
    return data
  }

  /// - Parameter start: the file's first ``maximumSummaryBytes``, or all of it.
  static func summary(_ start: Data, of path: String) throws(BacktestStoreError) -> BacktestSummary {
    guard !start.isEmpty else { throw unreadable(path, "it is empty.") }
    guard let end = start.firstIndex(of: UInt8(ascii: "\n")), start[..<end].last == UInt8(ascii: ",") else {
      throw unreadable(path, "it does not begin as a stored backtest does.")
    }
    let line = start[start.startIndex..<(end - 1)] + Data("}".utf8)
    return try decode(Head.self, from: line, path).summary
  }

  static func record(_ data: Data, of path: String) throws(BacktestStoreError) -> BacktestRecord {
    guard !data.isEmpty else { throw unreadable(path, "it is empty.") }
    let envelope = try decode(Envelope.self, from: data, path)
    guard envelope.format == format else { throw unreadable(path, "its format is \"\(envelope.format.prefix(40))\".") }
    return envelope.record
  }

  private struct Head: Decodable {
    var format: String
    var summary: BacktestSummary
  }

  private struct Envelope: Decodable {
    var format: String
    var record: BacktestRecord
  }

  private static func decode<Value: Decodable>(
    _ type: Value.Type, from data: Data, _ path: String
  ) throws(BacktestStoreError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch let error as DecodingError {
      throw unreadable(path, explain(error))
    } catch {
      throw unreadable(path, "it cannot be read: \(error.localizedDescription)")
    }
  }

  private static func unreadable(_ path: String, _ problem: String) -> BacktestStoreError {
    BacktestStoreError(
      .unreadable, path, problem, fix: "It was left as it is; run the backtest again, or move the file away.")
  }

  /// Which field is wrong, and how.
  private static func explain(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context): return "the field \(place(context.codingPath + [key])) is missing."
    case .valueNotFound(_, let context): return "the field \(place(context.codingPath)) has no value."
    case .typeMismatch(_, let context): return "the field \(place(context.codingPath)) has a value of another kind."
    case .dataCorrupted(let context) where context.codingPath.isEmpty: return "it is no JSON, or cut off."
    case .dataCorrupted(let context):
      return "the field \(place(context.codingPath)) is wrong: \(context.debugDescription)."
    @unknown default: return "it is no stored backtest."
    }
  }

  /// `record.trades[3][1]`
  private static func place(_ path: [any CodingKey]) -> String {
    path.reduce(into: "") { text, key in
      if let index = key.intValue { text += "[\(index)]" } else { text += (text.isEmpty ? "" : ".") + key.stringValue }
    }
  }
}
