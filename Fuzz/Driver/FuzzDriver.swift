import FuzzTargets

/// libFuzzer around one target: `sarathi-fuzz TARGET [libFuzzer option or corpus folder...]`; `--list` names them.
@main
enum FuzzDriver {
  // Set once, before libFuzzer calls back.
  nonisolated(unsafe) private static var target: FuzzTarget?

  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count > 1, let target = FuzzTarget.named(arguments[1]) else {
      for target in FuzzTarget.all { print(target.name, target.maximumBytes) }
      return
    }
    self.target = target
    // libFuzzer sees the arguments behind the name as its own.
    var count = CommandLine.argc - 1
    var values = CommandLine.unsafeArgv + 1
    _ = runDriver(&count, &values) { bytes, count in
      FuzzDriver.run(UnsafeBufferPointer(start: bytes, count: count))
      return 0
    }
    FuzzTarget.cleanUp()
  }

  private static func run(_ bytes: UnsafeBufferPointer<UInt8>) {
    do {
      try target?.check(Array(bytes))
    } catch {
      fatalError("\(error)")
    }
  }
}

/// libFuzzer's loop, which calls `callback` with input after input and writes down one that ends the process.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// What libFuzzer's own `main` would call; it is linked, but ours runs instead.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzerTestOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 { 0 }
