import Foundation
import Testing

/// A C file of these tests as a library that is loaded into the program before its own, compiled when it is needed.
enum PreloadedLibrary {
  /// - Parameter source: beside the calling file.
  static func compile(_ source: String, into folder: URL, besides file: String = #filePath) throws -> URL {
    let source = URL(filePath: file).deletingLastPathComponent().appending(path: source)
    let library = folder.appending(path: source.deletingPathExtension().lastPathComponent + ".so")
    let compiler = Process()
    compiler.executableURL = URL(filePath: "/usr/bin/env")
    compiler.arguments = ["cc", "-O1", "-shared", "-fPIC", "-o", library.path, source.path, "-ldl"]
    try compiler.run()
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0, "\(source.path) does not compile")
    return library
  }
}
