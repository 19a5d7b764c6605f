import Backtesting
import Strategies
import Testing

@Suite("The parameters of a sweep")
struct ParameterGridTests {
  private static let description = StrategyDescription(
    name: "test", title: "Test", idea: "",
    parameters: [
      Parameter("period", .integer(1...500), default: 9, ""), Parameter("factor", .decimal(0...10), default: 2, ""),
      Parameter("direction", .choice(["both", "long"]), default: 0, ""),
      Parameter("until", .time(555...930), default: 600, ""),
    ])

  @Test(
    "ranges, lists and single values are read",
    arguments: [
      ("period=3..6", [3.0, 4, 5, 6]), ("period=25..40:5", [25, 30, 35, 40]), ("period=5..12:5", [5, 10]),
      ("period=9", [9]), ("period=1,5,2..4", [1, 5, 2, 3, 4]), ("factor=0.1..0.3:0.1", [0.1, 0.2, 0.3]),
      ("factor=1,2.5", [1, 2.5]), ("direction=both,long", [0, 1]), ("until=09:30..10:00:15", [570, 585, 600]),
      ("period=3,3,3..4", [3, 4]),
    ])
  func axis(_ text: String, _ values: [Double]) throws {
    #expect(try ParameterAxis(text, of: Self.description).values == values)
  }

  @Test(
    "what is no range is refused with the reason",
    arguments: [
      ("period", "not a range"), ("period=", "not a range"), ("perod=1..2", "Did you mean 'period'"),
      ("period=6..3", "before it begins"), ("period=1..900", "outside its range"), ("period=1..9:0", "not one"),
      ("period=1..9:0.5", "whole number"), ("factor=0..1", "needs a step"), ("direction=both..long", "words"),
      ("period=1..", "not a whole number"), ("factor=0..10:0.00001", "larger step"),
    ])
  func refused(_ text: String, _ reason: String) {
    let error = #expect(throws: ParameterError.self) { try ParameterAxis(text, of: Self.description) }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }

  @Test("combinations come with the last parameter turning fastest, and know their place")
  func combinations() throws {
    let grid = try SweepData.grid("ema-crossover", ["fast=3..5", "slow=4,10"])
    let texts = (0..<grid.count).map { number in
      grid.combination(number).map { "\($0.integer("fast"))/\($0.integer("slow"))" } ?? "-"
    }
    #expect(texts == ["3/4", "3/10", "-", "4/10", "-", "5/10"])
    #expect(grid.places(4) == [2, 0])
  }

  @Test("a parameter set twice is refused")
  func twice() {
    #expect(throws: ParameterError.self) { try SweepData.grid("ema-crossover", ["fast=3..5", "fast=6"]) }
  }

  @Test("a sample has the asked number of different, possible combinations, and the seed decides it")
  func sample() throws {
    let grid = try SweepData.grid("ema-crossover", ["fast=2..40", "slow=3..60"])
    let sample = grid.sample(50, seed: 7)
    #expect(sample.count == 50 && Set(sample).count == 50 && sample == sample.sorted())
    #expect(sample.allSatisfy { grid.combination($0) != nil })
    #expect(grid.sample(50, seed: 7) == sample)
    #expect(grid.sample(50, seed: 8) != sample)
    #expect(grid.sample(grid.count + 1, seed: 1) == Array(0..<grid.count))
  }
}
