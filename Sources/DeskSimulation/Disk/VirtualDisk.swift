package import Foundation
import Synchronization

/// A disk in memory on which the production storage runs: files through ``Disk``, and SQLite by path.
///
/// It knows what was synced and what was not, can fail or die in any operation, and starts again after the death of the
/// process (what was written is there) or of the machine (what was not synced may be lost, torn or there). Each disk
/// has a lock of its own; simulated days on different threads do not meet.
///
/// ```
/// let disk = VirtualDisk()
/// let folder = try DataFolder(disk.root, on: disk)
/// let journal = try Journal(folder.database, on: disk, engineVersion: "1")
/// disk.failing { $0.number == 40 ? .death() : nil }
/// …
/// disk.restart(after: .powerLoss, using: &random)
/// let again = try DataFolder(disk.root, on: disk)  // the root is another one now
/// ```
package final class VirtualDisk: Sendable {
  package enum Death: Hashable, Sendable {
    /// What was written is there.
    case process
    /// What was synced is there; of the rest, what chance lets arrive.
    case powerLoss
  }

  package let name: String
  let state: Mutex<DiskState>

  /// - Parameter name: part of its paths, and so of messages; without "/", and one at a time in a process has it. Nil
  ///   for a number that no other has.
  package convenience init(named name: String? = nil) { self.init(name, DiskState()) }

  private init(_ name: String?, _ state: DiskState) {
    self.name = name ?? VirtualDiskRegistry.freeName()
    self.state = Mutex(state)
    VirtualDiskRegistry.add(self)
  }

  deinit { VirtualDiskRegistry.remove(name) }

  /// The folder everything is below. Each start has another, so that what an earlier one left running cannot touch the
  /// files of the present one.
  package var root: URL {
    let life = state.withLock { $0.life }
    return URL(filePath: "\(VirtualDiskRegistry.prefix)\(name)/\(life)", directoryHint: .isDirectory)
  }

  // MARK: Trouble

  /// Asks `decide` in every operation from now on, in order, until the next call. It must not use the disk.
  package func failing(_ decide: (@Sendable (DiskOperation) -> DiskFault?)?) {
    state.withLock { $0.decide = decide }
  }

  /// The process ends between two operations.
  package func die() { state.withLock { $0.die() } }

  /// Nothing works until the restart.
  package var isDead: Bool { state.withLock { $0.isDead } }

  /// Starts again after the process died, whether or not ``isDead``. Files opened before fail from now on and touch
  /// nothing.
  package func restart() { state.withLock { $0.restart() } }

  /// As ``restart()``, or with what a power loss leaves.
  package func restart(after death: Death, using random: inout some RandomNumberGenerator) {
    state.withLock { state in
      switch death {
      case .process: state.restart()
      case .powerLoss: state.restart(losingPowerUsing: &random)
      }
    }
  }

  /// Empty, with no operations counted; faults stay set.
  package func reset() { state.withLock { $0.reset() } }

  /// A disk of its own with the same contents, synced or not. Costs little until one of the two writes.
  package func fork(named name: String? = nil) -> VirtualDisk {
    VirtualDisk(name, DiskState(state.withLock { $0.image }))
  }

  // MARK: Pictures

  /// Takes a picture of the disk in the middle of an operation whenever `aim` says so, until the next call.
  ///
  /// - Parameter aim: how many sectors of a write have arrived then; any other operation has taken its whole effect
  ///   unless it is 0. It must not use the disk.
  package func photographing(_ aim: (@Sendable (DiskOperation) -> Int?)?) { state.withLock { $0.aim = aim } }

  /// The pictures since the last call, oldest first.
  package func takePictures() -> [DiskPicture] { state.withLock { $0.takePictures() } }

  /// A disk of its own with what is on a picture.
  package convenience init(_ picture: DiskPicture) { self.init(nil, DiskState(picture.image)) }

  // MARK: Counting

  /// Number of the newest operation.
  package var operations: Int { state.withLock { $0.operations } }

  package var counts: [DiskOperation.Kind: Int] {
    let counts = state.withLock { $0.counts }
    return Dictionary(uniqueKeysWithValues: DiskOperation.Kind.allCases.map { ($0, counts[$0.rawValue]) })
  }
}
