import Strategies
import Testing

@Suite("The catalog of strategies")
struct StrategyCatalogTests {
  private struct Naming: StrategyVisitor {
    mutating func visit<S: Strategy>(_ strategy: S) -> String { S.description.name }
  }

  @Test("every listed strategy can be made and visited under its name")
  func complete() throws {
    for description in StrategyCatalog.all {
      let values = ParameterValues(description)
      var naming = Naming()
      #expect(try StrategyCatalog.visit(description.name, values, &naming) == description.name)
      #expect(type(of: try StrategyCatalog.make(description.name, values)).description.name == description.name)
    }
    for description in StrategyCatalog.exits {
      _ = try StrategyCatalog.makeExit(description.name, ParameterValues(description))
    }
  }

  @Test("names are lower case with dashes and unlike each other, and every default is inside its range")
  func descriptions() throws {
    let all = StrategyCatalog.all + StrategyCatalog.exits
    #expect(Set(all.map(\.name)).count == all.count)
    for description in all {
      #expect(description.name.allSatisfy { $0 == "-" || ($0.isLowercase && $0.isASCII) })
      #expect(!description.idea.isEmpty && !description.idea.contains("\n"))
      for parameter in description.parameters { _ = try parameter.checked(parameter.defaultValue) }
      #expect(Set(description.parameters.map(\.name)).count == description.parameters.count)
    }
  }

  @Test("an unknown name lists the names and guesses the one that was meant")
  func unknown() {
    let error = #expect(throws: ParameterError.self) { try StrategyCatalog.description(named: "ema-crossing") }
    let text = error?.description ?? ""
    #expect(text.hasPrefix("there is no strategy 'ema-crossing'. Did you mean 'ema-crossover'? There are: ema-cross"))
    #expect(StrategyCatalog.all.allSatisfy { text.contains($0.name) })
    let far = #expect(throws: ParameterError.self) { try StrategyCatalog.exit(named: "zzzzzzzzzzzzzzzz") }
    #expect(far?.fix.hasPrefix("There are: none, ema-exit") == true)
  }

  @Test("the beginning of a name is enough for a guess")
  func prefix() {
    let error = #expect(throws: ParameterError.self) { try StrategyCatalog.description(named: "opening") }
    #expect(error?.fix.hasPrefix("Did you mean 'opening-range-breakout'?") == true)
  }

  @Test("values of another strategy are refused, and so are values against each other")
  func refused() throws {
    #expect(throws: ParameterError.self) {
      try StrategyCatalog.make("ema-crossover", ParameterValues(RSISwing.description))
    }
    let error = #expect(throws: ParameterError.self) {
      try StrategyCatalog.values(for: "ema-crossover", ["fast=21"])
    }
    #expect(error?.description == "fast=21 is not below slow=21. Choose a fast period shorter than the slow one.")
    #expect(throws: ParameterError.self) { try StrategyCatalog.exitValues(for: "atr-exit", ["multiple=0"]) }
    #expect(try StrategyCatalog.exitValues(for: "atr-exit", ["multiple=3"])["multiple"] == 3)
  }
}
