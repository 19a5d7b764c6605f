import Engine
import Foundation
import Market
import Testing
import Trading

@testable import sarathi

@Suite("The demo's account")
struct DemoAccountTests {
  @Test("the README states its capital and limits as the code has them")
  func readme() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../README.md").standardized
    let text = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
    let account = DemoDay.account
    let limits = account.limits
    func rupees(_ money: Money) -> String { money.rupees.replacing(".00", with: "") }
    #expect(text.contains("one paper account with \(rupees(account.capital))."))
    #expect(limits.orderValue == limits.positionValue)
    #expect(text.contains("may be worth up to \(rupees(limits.orderValue));"))
    #expect(limits.openPositions == 6 && text.contains("six positions may be open at once"))
    let defaults = RiskLimits(
      orderValue: limits.orderValue, positionValue: limits.positionValue, openPositions: limits.openPositions)
    #expect(limits == defaults)
    let loss = limits.lossLimit(capital: account.capital)
    #expect(
      text.contains("a day's loss of \(rupees(loss)) or a fall of \(rupees(limits.drawdown)) from the day's best"))
  }
}
