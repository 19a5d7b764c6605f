import Synchronization

/// A file opened in one start of the disk. After the next start every call fails and nothing is touched.
struct OpenFile: Sendable {
  let disk: VirtualDisk
  let life: Int
  /// Below the root.
  let path: String
  /// Among the disk's files.
  let index: Int

  /// - Parameter creating: when there is none; else it is missing.
  init(_ disk: VirtualDisk, _ life: Int, _ path: String, creating: Bool) throws(DiskTrouble) {
    self.disk = disk
    self.life = life
    self.path = path
    index = try disk.state.withLock { (state) throws(DiskTrouble) in
      try state.check(life)
      if let index = try state.image.file(at: path) { return index }
      guard creating else { throw .missing }
      try state.perform(.create, path) { image, _ in image.create(path) }
      return state.image.files.count - 1
    }
  }

  var size: Int {
    get throws(DiskTrouble) {
      try disk.state.withLock { (state) throws(DiskTrouble) in
        try state.check(life)
        return state.image.files[index].bytes.count
      }
    }
  }

  /// - Returns: how many bytes there were.
  func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) throws(DiskTrouble) -> Int {
    try disk.state.withLock { (state) throws(DiskTrouble) in
      try state.check(life)
      return state.image.files[index].bytes.withUnsafeBytes { bytes in
        let count = max(min(target.count, bytes.count - offset), 0)
        if count > 0 { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])) }
        return count
      }
    }
  }

  func write(_ source: UnsafeRawBufferPointer, at offset: Int) throws(DiskTrouble) {
    try disk.state.withLock { (state) throws(DiskTrouble) in try write(source, at: offset, &state) }
  }

  func append(_ source: UnsafeRawBufferPointer) throws(DiskTrouble) {
    try disk.state.withLock { (state) throws(DiskTrouble) in
      try state.check(life)
      try write(source, at: state.image.files[index].bytes.count, &state)
    }
  }

  func truncate(to size: Int) throws(DiskTrouble) {
    try disk.state.withLock { (state) throws(DiskTrouble) in
      try state.check(life)
      guard state.image.files[index].bytes.count != size else { return }
      try state.perform(.truncate, path) { image, _ in image.files[index].truncate(to: size) }
    }
  }

  func sync() throws(DiskTrouble) {
    try disk.state.withLock { (state) throws(DiskTrouble) in
      try state.check(life)
      try state.perform(.sync, path, file: index) { image, _ in image.files[index].sync() }
    }
  }

  private func write(
    _ source: UnsafeRawBufferPointer, at offset: Int, _ state: inout DiskState
  ) throws(DiskTrouble) {
    try state.check(life)
    try state.perform(.write, path) { image, sectors in
      var arrived = source
      if let sectors {
        // The first sector may have begun before this write.
        let end = (offset / FileImage.sectorBytes + sectors) * FileImage.sectorBytes
        arrived = UnsafeRawBufferPointer(rebasing: source.prefix(end - offset))
      }
      image.files[index].write(arrived, at: offset)
    }
  }
}
