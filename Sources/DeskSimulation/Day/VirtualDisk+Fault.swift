extension VirtualDisk {
  /// One fault, in the operation after the next `count`.
  func fail(afterOperations count: Int, with fault: DiskFault) {
    let number = operations + count + 1
    failing { $0.number == number ? fault : nil }
  }
}
