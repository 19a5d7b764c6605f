import Strategies
import Testing

@Suite("Parameters of strategies")
struct ParameterTests {
  static let every = [
    Parameter("whole", .integer(1...500), default: 9, ""), Parameter("share", .decimal(0.5...2), default: 1, ""),
    Parameter("word", .choice(["both", "long"]), default: 0, ""),
    Parameter("clock", .time(555...930), default: 870, ""),
  ]

  @Test("a value written and read again is the same", arguments: zip(every, ["21", "1.25", "long", "14:30"]))
  func roundTrip(parameter: Parameter, text: String) throws {
    #expect(parameter.text(try parameter.value(parsing: text)) == text)
  }

  @Test(
    "no number, however odd, does more than throw",
    arguments: every, [Double.nan, .infinity, -.infinity, 1e300, -1e300, 0.3, -1, 1e18])
  func oddNumbers(parameter: Parameter, value: Double) {
    _ = parameter.text(value)
    #expect(throws: ParameterError.self) { try parameter.checked(value) }
  }

  @Test(
    "text that is no value says what is allowed",
    arguments: [
      (0, "nine", "whole=nine is not a whole number. Allowed: 1…500."),
      (0, "501", "whole=501 is outside its range. Allowed: 1…500."),
      (0, "99999999999999999999", "whole=99999999999999999999 is not a whole number. Allowed: 1…500."),
      (1, "nan", "share=nan is not a number. Allowed: 0.5…2.0."),
      (1, "2.5", "share=2.5 is outside its range. Allowed: 0.5…2.0."),
      (2, "short", "word=short is not one of its words. Allowed: both, long."),
      (3, "25:00", "clock=25:00 is not a time (HH:MM). Allowed: 09:15…15:30."),
      (3, "16:00", "clock=16:00 is outside its range. Allowed: 09:15…15:30."),
    ])
  func badText(place: Int, text: String, message: String) {
    let error = #expect(throws: ParameterError.self) { try Self.every[place].value(parsing: text) }
    #expect(error?.description == message)
  }

  @Test("settings change the defaults; spaces do not matter")
  func settings() throws {
    let values = try ParameterValues(["fast=5", " slow = 34 "], of: EMACrossover.description)
    #expect(values.integer("fast") == 5)
    #expect(values.integer("slow") == 34)
    #expect(values.integer("seed") == 0)
  }

  @Test(
    "a setting that is none says so",
    arguments: [
      (["fast"], "'fast' is not a setting. Write name=value, for example fast=9."),
      (["=5"], "'=5' is not a setting. Write name=value, for example fast=9."),
      (["fast="], "'fast=' is not a setting. Write name=value, for example fast=9."),
      ([""], "'' is not a setting. Write name=value, for example fast=9."),
      (["fast=5", "fast=6"], "fast is set twice. Keep one of the two."),
      (
        ["fsat=5"],
        "ema-crossover has no parameter 'fsat'. Did you mean 'fast'? It has: fast, slow, seed, direction."
      ),
    ])
  func badSettings(settings: [String], message: String) {
    let error = #expect(throws: ParameterError.self) {
      try ParameterValues(settings, of: EMACrossover.description)
    }
    #expect(error?.description == message)
  }
}
