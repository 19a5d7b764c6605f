import Foundation

/// The wall clock as one process sees it: `stepping-clock.c`, with the machine's clock plus what stands in a file.
///
/// The library faketime 0.9.10 moves the timers of a Swift program too: they fire at once, again and again, or never.
struct SteppingClock {
  private let file: URL
  private let library: URL

  init(_ scratch: Scratch) throws {
    file = scratch.url.appending(path: "clock")
    library = try PreloadedLibrary.compile("stepping-clock.c", into: scratch.url)
    try Data(count: MemoryLayout<Int>.size).write(to: file)
  }

  /// From the machine's clock to that hour of today in India.
  static func offset(toHour hour: Double) -> Int {
    let day = 86_400.0
    let now = Date().timeIntervalSince1970 + 5.5 * 3600
    return Int((now / day).rounded(.down) * day + hour * 3600 - now)
  }

  /// Seconds ahead of the machine's clock from now on.
  func step(to offset: Int) throws {
    let handle = try FileHandle(forWritingTo: file)
    defer { try? handle.close() }
    try handle.write(contentsOf: withUnsafeBytes(of: offset) { Data($0) })
  }

  var environment: [String: String] { ["LD_PRELOAD": library.path, "CLOCK_OFFSET_FILE": file.path] }
}
