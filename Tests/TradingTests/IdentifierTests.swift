import Market
import TestSupport
import Testing
import Trading

@Suite("A client tag fits every broker and never repeats")
struct ClientTagTests {
  @Test("fifteen characters, a letter first, capitals and digits only")
  func format() {
    for account in [1, 35, 1295] as [Int32] {
      for number in [0, 1, 35, 36, 1_679_615, UInt32.max] {
        let tag = ClientTag(
          account: AccountID(account), day: TradingDay(daysSince1970: 20_683), incarnation: number, sequence: number,
          slice: number)
        #expect(tag.text.count == 15)
        #expect(tag.text.wholeMatch(of: /[A-Z][A-Z0-9]{14}/) != nil)
      }
    }
  }

  @Test("account, day, incarnation and sequence each make another tag")
  func unique() {
    var seen: Set<String> = []
    var made = 0
    for account in 1...3 as ClosedRange<Int32> {
      for day in 20_680...20_682 as ClosedRange<Int32> {
        for incarnation in [0, 7, 1_679_615] as [UInt32] {
          for sequence in 0..<200 as Range<UInt32> {
            made += 1
            seen.insert(
              ClientTag(
                account: AccountID(account), day: TradingDay(daysSince1970: day), incarnation: incarnation,
                sequence: sequence, slice: 0
              ).text)
          }
        }
      }
    }
    #expect(seen.count == made)
  }

  @Test("the sequence is good for over a million and a half orders of one start")
  func sequence() {
    func tag(_ sequence: UInt32) -> String {
      ClientTag(account: AccountID(1), day: TradingDay(daysSince1970: 1), incarnation: 1, sequence: sequence, slice: 0)
        .text
    }
    #expect(tag(0) == "S010100010000" + "00" && tag(1_679_615) == "S01010001ZZZZ00")
  }
}
