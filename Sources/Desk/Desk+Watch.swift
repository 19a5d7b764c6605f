import Foundation
import Logging
package import Storage
import Trading

/// What a desk under the wall's clock looks at beside its work.
extension Desk {
  /// Reads the whole chain, and the rows that are not derived from it, on a connection of its own and in small pieces; then
  /// once a minute how much room is left.
  func startWatching() {
    let folder = loop.setup.folder
    let logger = loop.setup.logger
    watching = Task.detached(priority: .utility) { [weak self] in
      do {
        if let damage = try await StoredData.firstDamage(in: folder) { await self?.damageFound(damage) }
      } catch is CancellationError {
        return
      } catch {
        logger.error("what is stored could not be looked at: \(error)")
      }
      while !Task.isCancelled {
        await self?.keepFolder()
        if let use = folder.use() { await self?.noted(use) }
        do { try await Task.sleep(for: .seconds(60)) } catch { return }
      }
    }
  }

  private func damageFound(_ text: String) {
    loop.damageFound(text)
    drain()
  }

  /// Something may tidy `LOCK` away under a running desk, and a second one start.
  package func keepFolder() {
    let folder = loop.setup.folder
    do throws(StorageError) {
      if try folder.keepLock() {
        loop.setup.logger.warning(
          "LOCK in \(folder.url.path) was removed or replaced; it is taken again. Leave it alone.")
      }
    } catch {
      loop.setup.logger.critical("LOCK is gone and cannot be taken again: \(error)")
    }
  }

  package func noted(_ use: FolderUse) {
    loop.note(use)
    drain()
  }
}

/// A look at everything that is stored.
package enum StoredData {
  /// Between two pieces of a thousand records, so that the desk and its disk have the greater part of the time.
  private static let rest = Duration.milliseconds(40)

  /// The first thing that is not what was written; nil when all is.
  ///
  /// The tables that are derived from the journal are not compared here, since that applies every record again:
  /// `sarathi journal verify` does it.
  package static func firstDamage(in folder: DataFolder) async throws -> String? {
    do {
      let reader = try DeskReader(folder.database, on: folder.disk)
      for end in try reader.ends() {
        var last: Int64 = 0
        while true {
          let page = try reader.journalEntries(of: end.account, after: last, limit: 1000)
          guard let newest = page.last else { break }
          last = newest.sequence
          try await Task.sleep(for: rest)
        }
        if last < end.sequence {
          return "account \(end.account.number): records \(last + 1) to \(end.sequence) are missing."
        }
      }
      return try reader.sealFindings().first.map { "\($0)." }
    } catch let error as StorageError where error.kind == .damaged || error.kind == .unreadable {
      return "\(error)"
    }
  }
}
