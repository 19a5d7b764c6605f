extension Double {
  /// The higher of two numbers. A single instruction, where `max` has to tell equal ones apart and may branch.
  @inline(__always)
  func orHigher(_ other: Double) -> Double { self > other ? self : other }

  /// This number when it is positive, otherwise 0. Exact, and without a branch on a sign nobody can predict.
  @inline(__always) var positivePart: Double { (magnitude + self) / 2 }
  /// The magnitude of this number when it is negative, otherwise 0.
  @inline(__always) var negativePart: Double { (magnitude - self) / 2 }

  /// The lower of two numbers, likewise.
  @inline(__always)
  func orLower(_ other: Double) -> Double { self < other ? self : other }
}
