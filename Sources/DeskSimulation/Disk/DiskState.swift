/// A disk and the machine it is in: what is on it, whether it runs, and what is to fail.
struct DiskState: Sendable {
  var image = DiskImage()
  /// Which start of the machine this is. Paths and open files of an earlier one are refused.
  private(set) var life = 1
  private(set) var isDead = false
  private(set) var operations = 0
  private(set) var counts = [Int](repeating: 0, count: DiskOperation.Kind.allCases.count)
  var decide: (@Sendable (DiskOperation) -> DiskFault?)?
  /// Asked before each operation: how many sectors of it arrive on a picture of the disk; nil for no picture.
  var aim: (@Sendable (DiskOperation) -> Int?)?
  var pictures: [DiskPicture] = []

  /// Of SQLite's connections, by file.
  var locks: [Int: FileLocks] = [:]
  var sharedMemory: [Int: SharedMemory] = [:]

  init(_ image: DiskImage = DiskImage()) { self.image = image }

  func check(_ life: Int) throws(DiskTrouble) {
    guard !isDead, life == self.life else { throw .failed }
  }

  /// Numbers the operation, asks whether it fails, and carries it out as far as it goes.
  ///
  /// - Parameter effect: gets the number of sectors that arrive of a write; nil for all.
  mutating func perform(
    _ kind: DiskOperation.Kind, _ path: String, file: Int? = nil, _ effect: (inout DiskImage, Int?) -> Void
  ) throws(DiskTrouble) {
    operations += 1
    counts[kind.rawValue] += 1
    let operation = DiskOperation(number: operations, kind: kind, path: path)
    if let sectors = aim?(operation) {
      var picture = image
      if sectors > 0 { effect(&picture, sectors) }
      pictures.append(DiskPicture(operation: operation, image: picture))
    }
    guard let fault = decide?(operation) else {
      effect(&image, nil)
      return
    }
    if fault.sectors > 0 { effect(&image, fault.sectors) }
    if kind == .sync, let file { image.files[file].breakSync() }
    switch fault {
    case .ioError: throw .failed
    case .diskFull: throw .full
    case .death:
      isDead = true
      throw .failed
    }
  }

  mutating func takePictures() -> [DiskPicture] {
    defer { pictures = [] }
    return pictures
  }

  mutating func die() { isDead = true }

  mutating func restart() {
    image.restart()
    begin()
  }

  mutating func restart(losingPowerUsing random: inout some RandomNumberGenerator) {
    image.losePower(using: &random)
    begin()
  }

  mutating func reset() {
    image = DiskImage()
    operations = 0
    for index in counts.indices { counts[index] = 0 }
    begin()
  }

  private mutating func begin() {
    life += 1
    isDead = false
    locks = [:]
    sharedMemory = [:]
  }
}
