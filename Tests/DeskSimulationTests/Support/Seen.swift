import DeskSimulation
import Synchronization

/// The operations a disk was asked about.
final class Seen: Sendable {
  private let noted = Mutex<[DiskOperation]>([])

  var operations: [DiskOperation] { noted.withLock { $0 } }

  /// Lets the operation be.
  @discardableResult
  func note(_ operation: DiskOperation) -> DiskFault? {
    noted.withLock { $0.append(operation) }
    return nil
  }
}
