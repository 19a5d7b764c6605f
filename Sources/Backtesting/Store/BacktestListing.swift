import Foundation

/// What is in the folder of stored runs.
package struct BacktestListing: Hashable, Sendable {
  /// Newest first.
  package var runs: [BacktestSummary]
  /// How many more, older ones there are.
  package var more: Int
  /// Files that are no stored runs, each with the reason. Reports and hidden files are not among them.
  package var skipped: [BacktestStoreError]
}

extension BacktestStore {
  /// The newest runs. Reads the first line of so many files, and of the damaged ones among them.
  package func list(limit: Int = 100) throws(BacktestStoreError) -> BacktestListing {
    let ids = try ids()
    let foreign = try names().filter { !BacktestID.isRecord($0) && !$0.hasPrefix(".") && !$0.hasSuffix(".html") }
    var listing = BacktestListing(runs: [], more: 0, skipped: foreign.sorted().map(stranger))
    for (index, id) in ids.reversed().enumerated() {
      guard listing.runs.count < limit else {
        listing.more = ids.count - index
        break
      }
      do throws(BacktestStoreError) {
        listing.runs.append(try summary(id))
      } catch {
        listing.skipped.append(error)
      }
    }
    return listing
  }

  private func summary(_ id: String) throws(BacktestStoreError) -> BacktestSummary {
    let url = file(id)
    let start: Data
    do {
      let handle = try FileHandle(forReadingFrom: url)
      defer { try? handle.close() }  // only read from
      start = try handle.read(upToCount: RecordFile.maximumSummaryBytes) ?? Data()
    } catch {
      throw ioError(url, "it cannot be read: \(error.localizedDescription).")
    }
    var summary = try RecordFile.summary(start, of: url.path)
    // Whoever renames a file names the run: it must be found under what the list shows.
    summary.id = id
    return summary
  }

  private func stranger(_ name: String) -> BacktestStoreError {
    BacktestStoreError(
      .unreadable, folder.appending(path: name).path, "it is no stored backtest.", fix: "It was left as it is.")
  }
}
