import Foundation
import History
import Market

/// The instrument master that the settings name, and the day it is of.
///
/// The file does not say its date. It is no younger than its last change on disk, nor than the first expiry it lists: an
/// exchange lists no contract that is over. A copied old file is found by that.
struct InstrumentFile {
  let registry: InstrumentRegistry
  let summary: InstrumentMaster.Summary
  /// The day it is of, today at the latest.
  let day: TradingDay

  /// - Parameter validDays: for how many days a file counts as today's; 0 takes only one of today.
  init(_ file: URL, on today: TradingDay, validDays: Int) throws {
    let bytes: [UInt8]
    do { bytes = try GzipFile.read(file) } catch {
      throw Failure("The instrument file cannot be read: \(error)", fix: "Check files.instruments in the settings.")
    }
    if let foreign = ForeignFile(bytes, name: file.lastPathComponent) {
      throw Failure("The instrument file \(file.lastPathComponent) is \(foreign.kind), not text.", fix: foreign.fix)
    }
    do {
      var registry = InstrumentRegistry()
      var summary = try InstrumentMaster.load(bytes, into: &registry, on: today)
      let day = min(Self.lastChanged(file) ?? today, summary.firstExpiry ?? today, today)
      if today - day > validDays {
        // Its terms are those of its own day: today has none.
        registry = InstrumentRegistry()
        summary = try InstrumentMaster.load(bytes, into: &registry, on: day)
      }
      self.registry = registry
      self.summary = summary
      self.day = day
    } catch {
      throw Failure("\(error)", fix: "Fetch the file again; nothing of it is in use.")
    }
  }

  private static func lastChanged(_ file: URL) -> TradingDay? {
    let date = (try? FileManager.default.attributesOfItem(atPath: file.path))?[.modificationDate] as? Date
    return date.map { Timestamp(nanoseconds: Int64($0.timeIntervalSince1970) * Timestamp.nanosecondsPerSecond).istDay }
  }

  /// `of today`, `of 2026-10-21, 40 days old`.
  func age(on today: TradingDay) -> String {
    let days = today - day
    return days == 0 ? "of today" : "of \(day), \(days.counted("day")) old"
  }
}
