import Foundation

/// Gives memory that was needed once, at the start, back to the system.
enum AllocatorTrim {
  /// Does nothing where the C library has no such call. Takes milliseconds: not for the loop.
  static func run() {
    #if os(Linux)
      // Declared in a header that Swift does not import.
      guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "malloc_trim") else { return }
      let trim = unsafeBitCast(symbol, to: (@convention(c) (Int) -> Int32).self)
      _ = trim(0)
    #endif
  }
}
