import Engine
import Foundation
import Market
import TOMLKit
import Trading

@testable import sarathi

extension FuzzTarget {
  /// A configuration file.
  static let configuration = FuzzTarget("configuration") { bytes in
    guard let text = String(validating: bytes, as: UTF8.self) else { return }
    let members: [String: TOMLNode]
    do {
      members = try TOMLNode.parse(text)
    } catch let error as TOMLTextError {
      return try require(error.line > 0 && !error.problem.isEmpty, "the refusal names its line")
    } catch let error as TOMLParseError {
      // A file that ends inside a value is refused at the line behind its last.
      let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 2
      let line = Int(error.source.begin.line)
      return try require((1...lines).contains(line), "line \(line) of \(lines): \(error.description)")
    }
    try require(!bytes.contains(0), "what stands behind a zero byte is not read")
    let folder = URL(filePath: "/home/trader", directoryHint: .isDirectory)
    let places = Places(environment: ["HOME": "/home/trader"], workingFolder: folder)
    let list = ProblemList()
    var result = Configuration(dataFolder: places.defaultDataFolder)
    result.read(members, source: "sarathi.toml", folder: folder, places, into: list)
    for problem in list.problems {
      try require(!problem.path.isEmpty && !problem.text.isEmpty, "a problem names its key: \(problem)")
    }
    if list.problems.isEmpty { try requireSound(result) }
  }

  private static func requireSound(_ configuration: Configuration) throws(FuzzFinding) {
    try require(configuration.webhook.port != configuration.deskPort, "webhook and desk have ports of their own")
    let accounts = configuration.accounts
    try require(!accounts.isEmpty, "there is an account")
    try require(Set(accounts.map(\.id)).count == accounts.count, "accounts have ids of their own")
    try require(Set(accounts.map(\.name)).count == accounts.count, "accounts have names of their own")
    for account in accounts {
      try require((1...AccountID.maximum).contains(account.id.number), "the id \(account.id.number) fits into a tag")
      try require(account.capital > .zero && account.capital <= Configuration.largestAmount, "capital is in range")
    }
  }
}
