import ArgumentParser
import Engine
import Market
import Testing
import Trading

@testable import sarathi

@Suite("link add")
struct LinkAddTests {
  /// The link that `arguments` describe, after all checks.
  private func link(_ arguments: [String]) throws -> Link {
    try LinkAdd.parse(["--name", "Test"] + arguments).draft(id: LinkID(3), accounts: [AccountID(1)])
  }

  @Test("options become the link they describe, exactly")
  func options() throws {
    let link = try link([
      "--rupees", "1,00,000.50", "--stop-percent", "1.25", "--target-points", "20.05", "--trail-step", "10:5",
      "--break-even-percent", "0.6%", "--lock", "2%:1%", "--time-limit", "45", "--entry-from", "09:20", "--may-short",
      "--square-off-before", "20", "--reverses", "--may-widen-stop", "--limit-within", "5%",
    ])
    #expect(link.sizing == .rupees(Money(rupees: 100_000, paise: 50)))
    #expect(link.exitPlan.stop == .distance(.basisPoints(125)))
    #expect(link.exitPlan.target == .distance(.points(Price(rupees: 20, paise: 5))))
    #expect(link.exitPlan.trailing == .step(gain: Price(rupees: 10), move: Price(rupees: 5)))
    #expect(link.exitPlan.breakEvenAfter == .basisPoints(60))
    #expect(link.exitPlan.profitLock == .init(gain: .basisPoints(200), keep: .basisPoints(100)))
    #expect(link.exitPlan.timeLimit == .minutes(45))
    #expect(link.entryFrom == TimeOfDay(9, 20))
    #expect(link.closePolicy == .squareOff(before: .minutes(20)))
    #expect(link.mayShort && link.reverses && !link.mayWriteOptions)
    #expect(link.mayWidenStop && link.limitDistance == 500)
  }

  @Test("an option rule is read")
  func optionRule() throws {
    let link = try link(["--lots", "2", "--option", "otm:2", "--expiry", "next-week", "--min-days", "1"])
    #expect(link.optionRule == OptionRule(moneyness: .outOfTheMoney(2), expiry: .nextWeek, minimumDaysToExpiry: 1))
    #expect(LinkDescription.alertTemplate(for: link).contains("BUY_CALL"))
  }

  @Test(
    "what contradicts itself is refused",
    arguments: [
      [], ["--lots", "1", "--quantity", "5"], ["--lots", "0"], ["--rupees", "-5"], ["--rupees", "1e5"],
      ["--risk-percent", "1"], ["--risk-percent", "101", "--stop-percent", "1"],
      ["--lots", "1", "--stop-percent", "1", "--stop-points", "5"], ["--lots", "1", "--stop-percent", "0.001"],
      ["--lots", "1", "--stop-points", "0"], ["--lots", "1", "--trail-percent", "1", "--trail-points", "2"],
      ["--lots", "1", "--trail-step", "5:10"], ["--lots", "1", "--trail-step", "5"],
      ["--lots", "1", "--lock", "1%:2%"],
      ["--lots", "1", "--lock", "10:1%"], ["--lots", "1", "--expiry", "this-week"],
      ["--lots", "1", "--option", "itm:0"], ["--lots", "1", "--option", "atm", "--expiry", "someday"],
      ["--lots", "1", "--option", "atm", "--product", "cnc"], ["--lots", "1", "--may-write"],
      ["--lots", "1", "--carry"], ["--lots", "1", "--keep-if-profitable"],
      ["--lots", "1", "--carry", "--keep-if-profitable", "--product", "nrml"],
      ["--lots", "1", "--product", "cnc", "--may-short"],
      ["--lots", "1", "--entry-from", "15:00", "--entry-until", "10:00"],
      ["--lots", "1", "--entry-from", "25:00"], ["--lots", "1", "--time-limit", "0"], ["--lots", "1", "--name", " "],
    ])
  func refused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try link(arguments) }
  }

  @Test("secrets are 43 characters of base64url and differ")
  func secrets() {
    let secrets = Set((0..<100).map { _ in LinkSecret.random() })
    #expect(secrets.count == 100)
    for secret in secrets {
      #expect(secret.count == 43)
      #expect(secret.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
    }
  }
}
