import Engine
import TestSupport
import Testing
import Trading

@testable import Desk

@Suite("What waits for the loop")
struct LanesTests {
  private func alert(_ number: Int) -> Alert { Alert(action: .exit, symbol: "\(number)", bodyDigest: []) }

  private func numbers(_ inputs: [Lanes.Input]) -> [Int] {
    inputs.map { input in
      if case .alert(let alert, _, _) = input { Int(alert.symbol) ?? -1 } else { -1 }
    }
  }

  @Test("an exit passes the entries of all other links, and takes the earlier ones of its own along")
  func passes() {
    var lanes = Lanes()
    for number in 0..<2000 { lanes.add(alert(number), of: LinkID(Int32(2 + number % 40)), closes: false) { _ in } }
    lanes.add(alert(5000), of: LinkID(2), closes: true) { _ in }
    lanes.add(alert(5001), of: LinkID(1), closes: true) { _ in }
    let first = numbers(lanes.next())
    #expect(first.count == Lanes.batch)
    #expect(Array(first.prefix(52)) == Array(stride(from: 0, to: 2000, by: 40)) + [5000, 5001])
    #expect(first[52] == 1, "then the others, as they came")
  }

  @Test("a full lane of entries still takes exits; each kind and each link is bounded")
  func bounds() {
    var lanes = Lanes()
    var number = 0
    for link in 1...Int32(Lanes.capacity / Lanes.linkCapacity) {
      for _ in 0..<Lanes.linkCapacity {
        #expect(lanes.objection(to: LinkID(link), closes: false) == nil)
        lanes.add(alert(number), of: LinkID(link), closes: false) { _ in }
        number += 1
      }
      #expect(lanes.objection(to: LinkID(link), closes: false) != nil)
    }
    #expect(lanes.objection(to: LinkID(99), closes: false) != nil, "full")
    for _ in 0..<Lanes.linkCapacity {
      #expect(lanes.objection(to: LinkID(1), closes: true) == nil)
      lanes.add(alert(number), of: LinkID(1), closes: true) { _ in }
    }
    #expect(lanes.objection(to: LinkID(1), closes: true) != nil, "one link does not fill the lane of all")
    #expect(lanes.objection(to: LinkID(2), closes: true) == nil)
    while !lanes.isEmpty { _ = lanes.next() }
    #expect(lanes.objection(to: LinkID(1), closes: false) == nil && lanes.objection(to: LinkID(1), closes: true) == nil)
  }

  @Test("whatever the order of arrival: each link's alerts in theirs, and no exit behind entries of others")
  func property() {
    for seed in Seeds.upTo(300) {
      var random = Seeded(seed)
      var lanes = Lanes()
      var links: [Int32] = []
      var closing: [Bool] = []
      /// Alerts that wait, in order of arrival.
      var waiting: [Int] = []
      var decided: [Int] = []
      for _ in 0..<600 {
        if !random.oneIn(25) {
          let link = Int32.random(in: 1...12, using: &random)
          let closes = random.oneIn(5)
          guard lanes.objection(to: LinkID(link), closes: closes) == nil else { continue }
          lanes.add(alert(links.count), of: LinkID(link), closes: closes) { _ in }
          waiting.append(links.count)
          links.append(link)
          closing.append(closes)
        } else {
          let taken = numbers(lanes.next())
          // An entry may go before a waiting exit only when it is an earlier one of a link whose exit waits too.
          let exits = waiting.filter { closing[$0] }
          for (place, number) in taken.enumerated() where !closing[number] {
            let isBehindAll = exits.allSatisfy { taken.prefix(place).contains($0) }
            let isTakenAlong = exits.contains { links[$0] == links[number] && $0 > number }
            #expect(isBehindAll || isTakenAlong, "seed \(seed): alert \(number)")
          }
          waiting.removeAll { taken.contains($0) }
          decided += taken
        }
      }
      while !lanes.isEmpty { decided += numbers(lanes.next()) }
      #expect(decided.sorted() == Array(links.indices), "seed \(seed): each once")
      for link in Set(links) {
        let own = decided.filter { links[$0] == link }
        #expect(own == own.sorted(), "seed \(seed): link \(link)")
      }
    }
  }
}
