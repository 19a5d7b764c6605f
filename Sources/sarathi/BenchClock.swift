import Foundation

/// Clocks of the benchmarks, in nanoseconds.
enum BenchClock {
  static var wall: Int64 { read(CLOCK_MONOTONIC) }
  /// Processor time of this process, all threads.
  static var processor: Int64 { read(CLOCK_PROCESS_CPUTIME_ID) }

  static func seconds(_ nanoseconds: Int64) -> Double { Double(nanoseconds) / 1e9 }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
