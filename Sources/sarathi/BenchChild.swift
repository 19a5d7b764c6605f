import Foundation

/// This program once more, as a process of its own, so that what it uses is measured apart from the load.
final class BenchChild {
  let process: pid_t
  /// When it was started, on ``BenchClock/wall``.
  let started: Int64
  private let output: FileHandle
  private var isRunning = true

  /// - Parameters:
  ///   - home: its home folder, so that no settings of the user's play a part.
  ///   - messages: where it writes its remarks; nil: where we do.
  init(_ arguments: [String], home: URL, messages: URL? = nil) throws {
    let program = CommandLine.arguments[0].contains("/") ? CommandLine.arguments[0] : "/proc/self/exe"
    let pipe = Pipe()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, pipe.fileHandleForWriting.fileDescriptor, 1)
    if let messages {
      posix_spawn_file_actions_addopen(&actions, 2, messages.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    let environment = ["HOME=\(home.path)", "PATH=/usr/bin:/bin", "TMPDIR=\(home.path)"]
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) } + [nil]
    defer { for text in words + variables { free(text) } }
    var process: pid_t = 0
    started = BenchClock.wall
    guard posix_spawn(&process, program, &actions, nil, &words, &variables) == 0 else {
      throw Failure("The program could not be started again.", fix: "Call it by its path.")
    }
    self.process = process
    try? pipe.fileHandleForWriting.close()  // ours; the child has its own
    output = pipe.fileHandleForReading
  }

  /// The first line it prints.
  func line() throws -> Data {
    var line = Data()
    while let byte = try output.read(upToCount: 1), let value = byte.first {
      if value == UInt8(ascii: "\n") { return line }
      line.append(value)
    }
    throw Failure("The desk under test ended before it was ready.", fix: "Look at the messages above.")
  }

  /// Processor time it has used, in seconds, to a hundredth.
  var processorSeconds: Double {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let end = text.lastIndex(of: ")")
    else { return 0 }
    let fields = text[end...].split(separator: " ")
    // After the name: state is the first, user and system time the 12th and 13th.
    guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return 0 }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// Memory it holds, in bytes.
  var residentBytes: Int {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
      let kilobytes = Int(line.filter(\.isNumber))
    else { return 0 }
    return kilobytes * 1024
  }

  /// Asks it to end, waits, and forces it after ten seconds.
  func stop(_ signal: Int32 = SIGTERM) {
    guard isRunning else { return }
    isRunning = false
    kill(process, signal)
    var status: Int32 = 0
    for _ in 0..<1000 {
      if waitpid(process, &status, WNOHANG) == process { return }
      usleep(10_000)
    }
    kill(process, SIGKILL)
    waitpid(process, &status, 0)
  }

  deinit { stop(SIGKILL) }
}
