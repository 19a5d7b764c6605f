import Desk
import Market
import Testing

@Suite("Slow commits are told once, and that they are over once")
struct CommitWatchTests {
  private let second: Int64 = 1_000_000_000

  @Test("Slow commits of 400 ms are reported at the fifth, and reported as over a minute after the last slow one")
  func slow() {
    var watch = CommitWatch(threshold: .milliseconds(250))
    var changes: [CommitWatch.Change] = []
    for index in 0..<20 {
      if let change = watch.note(.milliseconds(400), at: Int64(index) * second) { changes.append(change) }
    }
    #expect(changes == [.began(longest: .milliseconds(400))])
    for index in 20..<80 {
      if let change = watch.note(.milliseconds(5), at: Int64(index) * second) { changes.append(change) }
    }
    #expect(changes == [.began(longest: .milliseconds(400)), .over])
  }

  @Test("One slow commit in 25 is not reported; a commit above two seconds is reported at once")
  func stuck() {
    var watch = CommitWatch(threshold: .milliseconds(250))
    for index in 0..<200 {
      let duration = Interval.milliseconds(index % 25 == 24 ? 300 : 5)
      #expect(watch.note(duration, at: Int64(index) * second / 10) == nil)
    }
    #expect(watch.note(.milliseconds(2_001), at: 21 * second) == .began(longest: .milliseconds(2_001)))
    // It ends with time, also when nothing is committed.
    #expect(watch.note(nil, at: 50 * second) == nil)
    #expect(watch.note(nil, at: 100 * second) == .over)
  }

  @Test("A commit exactly at a threshold is not reported as slow")
  func edge() {
    var watch = CommitWatch(threshold: .milliseconds(250))
    for index in 0..<20 { #expect(watch.note(.milliseconds(250), at: Int64(index) * second) == nil) }
    #expect(watch.note(.milliseconds(2_000), at: 20 * second) == nil)
  }
}
