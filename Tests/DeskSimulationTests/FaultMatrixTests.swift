import DeskSimulation
import Testing

@Suite("The fault matrix")
struct FaultMatrixTests {
  @Test("has a place for every fault and every end of the process")
  func places() {
    for fault in Fault.allCases { #expect(!fault.kinds.isEmpty, "\(fault)") }
    for point in CrashPoint.allCases { #expect(!point.kinds.isEmpty, "\(point)") }
  }

  @Test("names a reason for every pair that no run can cover")
  func reasons() {
    for kind in FaultMatrix.kinds {
      switch FaultMatrix.standing(kind) {
      case .built(let faults): #expect(!faults.isEmpty)
      case .meaningless(let reason), .notBuilt(let reason): #expect(!reason.isEmpty, "\(kind)")
      }
    }
  }

  @Test("calls nothing meaningless that a fault brings about")
  func noContradiction() {
    for kind in Set(Fault.allCases.flatMap(\.kinds)) {
      if case .meaningless(let reason) = FaultMatrix.standing(kind) { Issue.record("\(kind): \(reason)") }
    }
  }

  @Test("counts the cells of a day")
  func counts() {
    let matrix = FaultMatrix(DeskSimulation(profile: .storm).run(seed: 5).counts)
    #expect(matrix.covered.cells > 0 && matrix.covered.cells <= matrix.covered.of)
  }
}
