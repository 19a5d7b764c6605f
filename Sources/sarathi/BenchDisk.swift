import Foundation

/// The disk by itself: what a durable answer costs at the very least.
enum BenchDisk {
  /// Appends 4 KiB and syncs, again and again.
  static func measure(in folder: URL, writes: Int = 500) throws -> BenchSpread {
    let file = folder.appending(path: "disk")
    let descriptor = open(file.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { throw failure(folder) }
    defer {
      close(descriptor)
      unlink(file.path)
    }
    let block = [UInt8](repeating: 0x5A, count: 4096)
    var times: [Int64] = []
    for _ in 0..<writes {
      let began = BenchClock.wall
      guard write(descriptor, block, block.count) == block.count, fdatasync(descriptor) == 0 else {
        throw failure(folder)
      }
      times.append(BenchClock.wall - began)
    }
    return BenchSpread(nanoseconds: times)
  }

  private static func failure(_ folder: URL) -> Failure {
    Failure("The disk under \(folder.path) cannot be written.", fix: "Name another folder with --place.")
  }
}
