import Desk
import Market
import Synchronization
import TestSupport
import Testing

@Suite("The desk's clock")
struct DeskClockTests {
  private final class Clocks: Sendable {
    struct Hands {
      var wall = Timestamp(nanoseconds: 1_000_000_000_000)
      var elapsed: Int64 = 5
      var steps: [Interval] = []
    }
    let hands = Mutex(Hands())

    func pass(_ time: Interval, andSetBy step: Interval = .zero) {
      hands.withLock {
        $0.wall = $0.wall + time + step
        $0.elapsed += time.nanoseconds
      }
    }
    var wall: Timestamp { hands.withLock { $0.wall } }
    var steps: [Interval] { hands.withLock { $0.steps } }

    func clock() -> DeskClock {
      DeskClock(
        wall: { self.wall }, elapsed: { self.hands.withLock { $0.elapsed } },
        wasSetBack: { step in self.hands.withLock { $0.steps.append(step) } })
    }
  }

  private let clocks = Clocks()

  @Test("The desk clock equals the wall clock while nobody sets the wall clock")
  func ordinary() {
    let clock = clocks.clock()
    for _ in 0..<5 {
      clocks.pass(.seconds(7))
      #expect(clock.now() == clocks.wall)
    }
    #expect(clocks.steps.isEmpty)
  }

  @Test("The desk clock follows a wall clock that is set forward at once")
  func forward() {
    let clock = clocks.clock()
    clocks.pass(.seconds(1), andSetBy: .seconds(3600))
    #expect(clock.now() == clocks.wall)
  }

  @Test(
    "When the wall clock is set back a minute the desk clock runs at half speed for two minutes and reports it once")
  func back() {
    let clock = clocks.clock()
    let before = clock.now()
    clocks.pass(.zero, andSetBy: .seconds(-60))
    #expect(clock.now() == before)
    for second in 1...119 {
      clocks.pass(.seconds(1))
      #expect(clock.now() == before + Interval(nanoseconds: Int64(second) * 500_000_000))
    }
    for _ in 0..<3 {
      clocks.pass(.seconds(1))
      #expect(clock.now() == clocks.wall)
    }
    #expect(clocks.steps == [.seconds(60)])
    clocks.pass(.seconds(1), andSetBy: .seconds(-2))
    _ = clock.now()
    #expect(clocks.steps == [.seconds(60), .seconds(2)])
  }

  @Test(
    "The desk clock never runs backwards and returns to the wall clock after any change",
    arguments: 1...20 as ClosedRange<UInt64>)
  func anySteps(_ seed: UInt64) {
    var random = Seeded(seed)
    let clock = clocks.clock()
    var last = clock.now()
    var furthest = Interval.zero
    for _ in 0..<500 {
      let step = Interval(nanoseconds: Int64(random.next() % 20_000_000_000) - 10_000_000_000)
      clocks.pass(
        Interval(nanoseconds: Int64(random.next() % 2_000_000_000)), andSetBy: random.next() % 4 == 0 ? step : .zero)
      let now = clock.now()
      #expect(now >= last && now >= clocks.wall, "seed \(seed)")
      last = now
      furthest = max(furthest, now - clocks.wall)
    }
    clocks.pass(Interval(nanoseconds: 2 * furthest.nanoseconds))
    #expect(clock.now() == clocks.wall, "seed \(seed)")
  }

  @Test("A wall clock step below one second is not reported")
  func small() {
    let clock = clocks.clock()
    clocks.pass(.seconds(1), andSetBy: Interval(nanoseconds: -900_000_000))
    #expect(clock.now() > clocks.wall)
    #expect(clocks.steps.isEmpty)
  }
}
