/// Everything on a disk, by paths below its root (which is ""). A copy is a disk of its own.
struct DiskImage: Sendable {
  /// A file without a name stays for those who have it open, until the next start.
  var files: [FileImage] = []
  private var folders: [String: FolderImage] = ["": FolderImage()]

  func entry(at path: String) throws(DiskTrouble) -> FolderImage.Entry? {
    guard !path.isEmpty else { return .folder }
    let (parent, name) = Self.split(path)
    guard let folder = folders[parent] else { throw .missing }
    return folder.names[name]
  }

  /// The place of a file among ``files``; nil when there is none.
  func file(at path: String) throws(DiskTrouble) -> Int? {
    switch try entry(at: path) {
    case .file(let index): return index
    case .folder: throw .isFolder
    case nil: return nil
    }
  }

  func names(in path: String) throws(DiskTrouble) -> [String] {
    guard let folder = folders[path] else { throw .missing }
    return folder.names.keys.sorted()
  }

  mutating func create(_ path: String) {
    let (parent, name) = Self.split(path)
    files.append(FileImage())
    folders[parent]?.add(name, .file(files.count - 1))
  }

  mutating func makeFolder(_ path: String) {
    let (parent, name) = Self.split(path)
    folders[parent]?.add(name, .folder)
    folders[path] = FolderImage()
  }

  /// Within one folder.
  mutating func rename(_ path: String, to newPath: String) {
    let (parent, name) = Self.split(path)
    folders[parent]?.rename(name, to: Self.split(newPath).name)
  }

  mutating func remove(_ path: String) {
    let (parent, name) = Self.split(path)
    folders[parent]?.remove(name)
  }

  mutating func syncFolder(_ path: String) { folders[path]?.sync() }

  /// The page cache survives; files without a name do not.
  mutating func restart() {
    removeUnreachable()
    for index in files.indices { files[index].repairSync() }
  }

  mutating func losePower(using random: inout some RandomNumberGenerator) {
    for index in files.indices { files[index].losePower(using: &random) }
    for path in folders.keys.sorted() { folders[path]?.losePower(using: &random) }
    removeUnreachable()
  }

  private mutating func removeUnreachable() {
    var reached: Set<String> = []
    var named: Set<Int> = []
    reach("", &reached, &named)
    folders = folders.filter { reached.contains($0.key) }
    for index in files.indices where !named.contains(index) { files[index] = FileImage() }
  }

  private func reach(_ path: String, _ reached: inout Set<String>, _ named: inout Set<Int>) {
    reached.insert(path)
    for (name, entry) in folders[path]?.names ?? [:] {
      switch entry {
      case .file(let index): named.insert(index)
      case .folder: reach(path.isEmpty ? name : "\(path)/\(name)", &reached, &named)
      }
    }
  }

  static func split(_ path: String) -> (parent: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return ("", path) }
    return (String(path[..<slash]), String(path[path.index(after: slash)...]))
  }
}
