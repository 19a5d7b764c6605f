import Foundation

/// Growing memory of one column; it becomes a ``Column`` when it is complete.
///
/// Memory that was reserved but not written is not resident, so a generous reservation costs nothing.
final class ColumnMemory<Element: BitwiseCopyable> {
  private(set) var elements: UnsafeMutablePointer<Element>
  private(set) var capacity: Int

  init(capacity: Int) {
    self.capacity = max(capacity, 1)
    elements = Self.checked(malloc(self.capacity * MemoryLayout<Element>.stride), self.capacity)
  }

  convenience init(_ array: [Element]) {
    self.init(capacity: array.count)
    for (index, element) in array.enumerated() { (elements + index).initialize(to: element) }
  }

  deinit { free(elements) }

  func resize(to capacity: Int) {
    self.capacity = max(capacity, 1)
    elements = Self.checked(realloc(elements, self.capacity * MemoryLayout<Element>.stride), self.capacity)
  }

  /// The first `count` elements, which are written. Nothing may be written afterwards.
  func column(count: Int) -> Column<Element> {
    if capacity > count { resize(to: count) }
    return Column(UnsafeBufferPointer(start: elements, count: count), owner: self)
  }

  private static func checked(_ memory: UnsafeMutableRawPointer?, _ count: Int) -> UnsafeMutablePointer<Element> {
    guard let memory else { preconditionFailure("no memory for a column of \(count) elements") }
    return memory.bindMemory(to: Element.self, capacity: count)
  }
}
