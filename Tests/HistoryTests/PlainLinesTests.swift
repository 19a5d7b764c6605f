import Foundation
import History
import Market
import TestSupport
import Testing

@Suite("The fast way of reading and the thorough one agree")
struct PlainLinesTests {
  /// What a file gives, or what is wrong with it.
  private func outcome(_ file: URL, plain: Bool) -> Result<[Loaded], HistoryError> {
    var loader = HistoryLoader()
    loader.prefersPlainLines = plain
    do throws(HistoryError) { return .success(try loader.bars([file]).series.map(Loaded.init)) } catch {
      return .failure(error)
    }
  }

  private func notes(_ file: URL, plain: Bool) -> [String] {
    var loader = HistoryLoader()
    loader.prefersPlainLines = plain
    // A refused file has no notes.
    return (try? loader.bars([file]).reports[0].notes) ?? []
  }

  @Test("The fast reader and the thorough reader agree on random files of every plain layout", arguments: 1...120)
  func agree(_ seed: UInt64) throws {
    var random = Seeded(seed)
    let file = try PriceFolder().keeping { try $0.write(RandomBars.text(&random, rows: 400), to: "NIFTY.csv") }
    #expect(outcome(file.url, plain: true) == outcome(file.url, plain: false), "seed \(seed)")
    #expect(notes(file.url, plain: true) == notes(file.url, plain: false), "seed \(seed)")
  }

  @Test("The fast reader and the thorough reader agree on random files with a changed byte", arguments: 1...400)
  func agreeOnDamage(_ seed: UInt64) throws {
    var random = Seeded(seed &* 7919)
    var bytes = Array(RandomBars.text(&random, rows: 30).utf8)
    let alphabet = Array("0123456789.,:-T +Z\n\r;\"e".utf8)
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      bytes[Int.random(in: 40..<bytes.count, using: &random)] = alphabet.randomElement(using: &random) ?? 0
    }
    let file = try PriceFolder().keeping { try $0.write(bytes, to: "NIFTY.csv") }
    #expect(outcome(file.url, plain: true) == outcome(file.url, plain: false), "seed \(seed)")
    #expect(notes(file.url, plain: true) == notes(file.url, plain: false), "seed \(seed)")
  }

  @Test("The fast reader and the thorough reader agree across many read blocks", arguments: [1, 2])
  func largeFile(_ seed: UInt64) throws {
    var random = Seeded(seed)
    let file = try PriceFolder().keeping { try $0.write(RandomBars.text(&random, rows: 60_000), to: "NIFTY.csv") }
    let fast = outcome(file.url, plain: true)
    #expect(fast == outcome(file.url, plain: false), "seed \(seed)")
    #expect(try fast.get()[0].candles.count == 60_000)
  }
}

/// A file in a folder that lives as long.
struct KeptFile {
  let folder: PriceFolder
  let url: URL
}

extension PriceFolder {
  func keeping(_ write: (PriceFolder) throws -> URL) rethrows -> KeptFile {
    KeptFile(folder: self, url: try write(self))
  }
}

/// Bar files of random layout and content.
enum RandomBars {
  static func text(_ random: inout Seeded, rows: Int) -> String {
    let joint = random.oneIn(2) ? " " : "T"
    let zone = ["", "+05:30", "+0530", "Z", "-04:00"].randomElement(using: &random) ?? ""
    let hasSeconds = !random.oneIn(3)
    let separator = [",", ";", "\t"].randomElement(using: &random) ?? ","
    let hasVolume = !random.oneIn(3)
    let ending = random.oneIn(3) ? "\r\n" : "\n"
    let columns = ["timestamp", "open", "high", "low", "close"] + (hasVolume ? ["volume"] : [])
    var lines = [columns.joined(separator: separator)]
    var minute = Int.random(in: 0..<20_000_000, using: &random)
    var price = Int64.random(in: 500...9_000_000, using: &random)
    for _ in 0..<rows {
      minute += random.oneIn(50) ? Int.random(in: 1...3000, using: &random) : 1
      price = min(max(price + Int64.random(in: -200...200, using: &random), 300), 99_000_000)
      lines.append(row(&random, minute, price, joint, zone, hasSeconds, separator, hasVolume))
    }
    return lines.joined(separator: ending) + (random.oneIn(2) ? ending : "")
  }

  private static func row(
    _ random: inout Seeded, _ minute: Int, _ price: Int64, _ joint: String, _ zone: String, _ hasSeconds: Bool,
    _ separator: String, _ hasVolume: Bool
  ) -> String {
    let day = TradingDay(daysSince1970: Int32(1 + minute / 1440))
    let clock = TimeOfDay(seconds: Int32(minute % 1440 * 60)).description
    let time = "\(day)\(joint)\(hasSeconds ? clock : String(clock.prefix(5)))\(zone)"
    // Some opens lie outside and widen the bar.
    let open = price + Int64.random(in: random.oneIn(40) ? -160...160 : -90...90, using: &random)
    let close = price + Int64.random(in: -90...90, using: &random)
    let prices = [open, price + 100, price - 100, close].map { decimal($0, &random) }
    let volume =
      random.oneIn(30)
      ? Int64.random(in: 0...99_999_999_999, using: &random) : Int64.random(in: 0...90_000, using: &random)
    return ([time] + prices + (hasVolume ? ["\(volume)"] : [])).joined(separator: separator)
  }

  /// Paise as people and programs write them.
  private static func decimal(_ paise: Int64, _ random: inout Seeded) -> String {
    let whole = paise / 100
    let rest = paise % 100
    if rest == 0, random.oneIn(2) { return random.oneIn(9) ? "\(whole)." : "\(whole)" }
    if rest % 10 == 0, random.oneIn(2) { return "\(whole).\(rest / 10)" }
    let two = "\(whole).\(rest < 10 ? "0" : "")\(rest)"
    return random.oneIn(25) ? two + "00" : two
  }
}
