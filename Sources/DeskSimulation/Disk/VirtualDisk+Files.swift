package import Storage
import Synchronization

extension VirtualDisk: Disk {
  package func open(_ path: String, for access: DiskAccess) throws(StorageError) -> any DiskFile {
    try run("opening", path) { (life, place) throws(DiskTrouble) in
      let file = try OpenFile(self, life, place, creating: access != .reading)
      if access == .replacing { try file.truncate(to: 0) }
      return VirtualFile(file, path)
    }
  }

  package func rename(_ path: String, to newPath: String) throws(StorageError) {
    try run("renaming", newPath) { (life, place) throws(DiskTrouble) in
      let (_, old) = try self.place(of: path)
      guard DiskImage.split(old).parent == DiskImage.split(place).parent else { throw .otherFolder }
      try change(life) { (state) throws(DiskTrouble) in
        guard try state.image.file(at: old) != nil else { throw .missing }
        try state.perform(.rename, place) { image, _ in image.rename(old, to: place) }
      }
    }
  }

  package func remove(_ path: String) throws(StorageError) {
    try run("removing", path) { (life, place) throws(DiskTrouble) in _ = try remove(place, life) }
  }

  package func makeFolder(_ path: String) throws(StorageError) {
    try run("creating the folder", path) { (life, place) throws(DiskTrouble) in
      try change(life) { (state) throws(DiskTrouble) in
        switch try state.image.entry(at: place) {
        case .folder: return
        case .file: throw .notAFolder
        case nil: try state.perform(.makeFolder, place) { image, _ in image.makeFolder(place) }
        }
      }
    }
  }

  package func syncFolder(_ path: String) throws(StorageError) {
    try run("syncing", path) { (life, place) throws(DiskTrouble) in try syncFolder(place, life) }
  }

  /// In order.
  package func names(in folder: String) throws -> [String] {
    try run("listing", folder) { (life, place) throws(DiskTrouble) in
      try change(life) { (state) throws(DiskTrouble) in try state.image.names(in: place) }
    }
  }

  package func exists(_ path: String) -> Bool {
    guard let (life, place) = try? place(of: path) else { return false }
    return state.withLock { state in
      guard (try? state.check(life)) != nil else { return false }
      return (try? state.image.entry(at: place)) != nil
    }
  }

  package func size(of path: String) -> Int64? {
    guard let (life, place) = try? place(of: path) else { return nil }
    return size(of: place, life).map { Int64($0) }
  }
}

// By the place below the root, as SQLite's file system uses them too.
extension VirtualDisk {
  /// False when there was no such file.
  func remove(_ place: String, _ life: Int) throws(DiskTrouble) -> Bool {
    try change(life) { (state) throws(DiskTrouble) in
      guard try state.image.file(at: place) != nil else { return false }
      try state.perform(.remove, place) { image, _ in image.remove(place) }
      return true
    }
  }

  func syncFolder(_ place: String, _ life: Int) throws(DiskTrouble) {
    try change(life) { (state) throws(DiskTrouble) in
      guard try state.image.entry(at: place) == .folder else { throw .missing }
      try state.perform(.syncFolder, place) { image, _ in image.syncFolder(place) }
    }
  }

  /// Nil when there is no such file.
  func size(of place: String, _ life: Int) -> Int? {
    state.withLock { state in
      guard (try? state.check(life)) != nil, let index = try? state.image.file(at: place) else { return nil }
      return state.image.files[index].bytes.count
    }
  }

  private func change<Value: Sendable>(
    _ life: Int, _ body: (inout DiskState) throws(DiskTrouble) -> Value
  ) throws(DiskTrouble) -> Value {
    try state.withLock { (state) throws(DiskTrouble) in
      try state.check(life)
      return try body(&state)
    }
  }

  private func place(of path: String) throws(DiskTrouble) -> (life: Int, place: String) {
    guard let found = VirtualDiskRegistry.find(path), found.disk === self else { throw .failed }
    return (found.life, found.path)
  }

  private func run<Value>(
    _ action: String, _ path: String, _ body: (_ life: Int, _ place: String) throws(DiskTrouble) -> Value
  ) throws(StorageError) -> Value {
    do throws(DiskTrouble) {
      let (life, place) = try place(of: path)
      return try body(life, place)
    } catch {
      throw StorageError(code: error.code, file: path, while: action)
    }
  }
}

private final class VirtualFile: DiskFile {
  private let file: OpenFile
  private let path: String

  init(_ file: OpenFile, _ path: String) {
    self.file = file
    self.path = path
  }

  func read(at offset: Int64, count: Int) throws(StorageError) -> [UInt8] {
    try run("reading") { () throws(DiskTrouble) in
      var bytes = [UInt8](repeating: 0, count: count)
      let got = try bytes.withUnsafeMutableBufferPointer { (target) throws(DiskTrouble) in
        try file.read(into: UnsafeMutableRawBufferPointer(target), at: Int(offset))
      }
      bytes.removeLast(count - got)
      return bytes
    }
  }

  func append(_ bytes: [UInt8]) throws(StorageError) {
    try run("writing") { () throws(DiskTrouble) in
      try bytes.withUnsafeBufferPointer { (source) throws(DiskTrouble) in
        try file.append(UnsafeRawBufferPointer(source))
      }
    }
  }

  var size: Int64 {
    get throws(StorageError) { try run("looking at") { () throws(DiskTrouble) in Int64(try file.size) } }
  }

  func truncate(to size: Int64) throws(StorageError) {
    try run("shortening") { () throws(DiskTrouble) in try file.truncate(to: Int(size)) }
  }

  func sync() throws(StorageError) { try run("syncing") { () throws(DiskTrouble) in try file.sync() } }
  func syncData() throws(StorageError) { try sync() }

  private func run<Value>(
    _ action: String, _ body: () throws(DiskTrouble) -> Value
  ) throws(StorageError) -> Value {
    do throws(DiskTrouble) { return try body() } catch {
      throw StorageError(code: error.code, file: path, while: action)
    }
  }
}
