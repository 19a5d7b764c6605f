import Foundation
import TestSupport
import Testing

/// One small file of each kind that exchanges, brokers, sites and programs write, through the program.
@Suite("Price files as the world writes them come out right")
struct WorldFileTests {
  /// A run: its files, what is asked, and words of what must come out.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var files: [(name: String, text: String)]
    var options: [String] = []
    /// Each is in the output, which has single blanks only.
    var words: [String]
    var absent: [String] = []

    var testDescription: String { name }
  }

  @Test("each in its own way", arguments: cases)
  func each(_ item: Case) throws {
    let scratch = try Scratch()
    let paths = try item.files.map { file in
      let url = scratch.url.appending(path: file.name)
      try Data(file.text.utf8).write(to: url)
      return url.path
    }
    let result = try Program.run(
      ["backtest", "--no-save", "--strategy", "ema-crossover", "--set", "fast=3", "--set", "slow=5", "--bars"] + paths
        + item.options + ["--data", scratch.data])
    let output = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(result.status == 0, "\(result.errors)")
    for words in item.words { #expect(output.contains(words), "\(words) in \(output.prefix(1500))") }
    for words in item.absent { #expect(!output.contains(words), "\(words) in \(output.prefix(1500))") }
  }

  // MARK: Times

  private static func two(_ number: Int) -> String { String(String(100 + number).dropFirst()) }

  /// The first ten weekdays of July 2024; the 17th was a holiday and is not among them.
  private static let days = [1, 2, 3, 4, 5, 8, 9, 10, 11, 12]

  private static func minutes(_ count: Int, _ line: (_ hour: Int, _ minute: Int, _ price: Int) -> String) -> String {
    (0..<count).map { index in
      let minute = 555 + index
      return line(minute / 60, minute % 60, 500 + index * 7 % 9) + "\n"
    }.joined()
  }

  /// Minutes of one day under a plain header.
  private static func plain(_ day: String, from first: Int = 555, count: Int = 30) -> String {
    "timestamp,open,high,low,close,volume\n"
      + (0..<count).map { index in
        let (minute, price) = (first + index, 500 + index * 7 % 9)
        return "\(day) \(two(minute / 60)):\(two(minute % 60)):00,\(price),\(price + 1),\(price - 1),\(price),10\n"
      }.joined()
  }

  // MARK: The kinds

  static let cases = sites + exchanges + programs + brokers + contracts + sessions

  private static let sites = [
    Case(
      name: "quoted cells, grouped thousands, shortened volumes, newest first",
      files: [
        (
          "Nifty 50 Historical Data.csv",
          "\u{FEFF}\"Date\",\"Price\",\"Open\",\"High\",\"Low\",\"Vol.\",\"Change %\"\n"
            + days.reversed().map {
              "\"\(two($0))-07-2024\",\"24,5\(two($0)).50\",\"24,500.25\",\"24,600.00\",\"24,400.00\",\"299.95M\",\"0.1%\"\n"
            }.joined() + "\"28-06-2024\",\"24,501.50\",\"24,500.25\",\"24,600.00\",\"24,400.00\",\"68.18K\",\"0.1%\"\n"
        )
      ], words: ["11 daily bars 2024-06-28 to 2024-07-12", "future on NFO; lot 25"]),
    Case(
      name: "two header lines and a line of commas",
      files: [
        (
          "RELIANCE.NS.csv",
          "Price,Close,High,Low,Open,Volume\nTicker,RELIANCE.NS,RELIANCE.NS,RELIANCE.NS,RELIANCE.NS,RELIANCE.NS\nDate,,,,,\n"
            + days.map { "2024-07-\(two($0)),31\(two($0)).5,3200,3000,3100.123456,1000\n" }.joined()
        )
      ], words: ["RELIANCE 10 daily bars", "RELIANCE: share on NSE"]),
    Case(
      name: "a row of null for a closed day, and the site's name of the index",
      files: [
        (
          "^NSEI.csv",
          "Date,Open,High,Low,Close,Adj Close,Volume\n"
            + days.map { "2024-07-\(two($0)),24500.100000,24600,24400,24550,24550,875839\n" }.joined()
            + "2024-07-17,null,null,null,null,null,null\n"
        )
      ], words: ["1 row without prices left out", "10 daily bars", "future on NFO; lot 25"]),
    Case(
      name: "two-digit years with the month's name",
      files: [
        (
          "SBIN.csv",
          "Date,Open,High,Low,Close,Volume\n"
            + days.map { "\(two($0))-Jul-24,850.29,860.45,840.97,850.95,629858\n" }.joined()
        )
      ], words: ["SBIN 10 daily bars 2024-07-01 to 2024-07-12"]),
    Case(
      name: "a clock with AM and PM",
      files: [
        (
          "SBIN.csv",
          "Date,Open,High,Low,Close,Volume\n"
            + minutes(240) { hour, minute, price in
              "15-07-2024 \(two(hour > 12 ? hour - 12 : hour)):\(two(minute)):00 \(hour >= 12 ? "PM" : "AM"),\(price),\(price + 1),\(price - 1),\(price),10"
            }
        )
      ], words: ["SBIN 240 1-minute bars 2024-07-15 to 2024-07-15"]),
    Case(
      name: "exponents",
      files: [
        (
          "INFY.csv",
          "Date,Open,High,Low,Close,Volume\n"
            + days.map { "2024-07-\(two($0)),1802.34,1803.34,1759.14,1778.78,3.202100e+06\n" }.joined()
        )
      ], words: ["INFY 10 daily bars"]),
  ]

  private static let exchanges = [
    Case(
      name: "the old bhavcopy: a comma too many, and a bond beside the share",
      files: days.prefix(3).map { day in
        (
          "cm\(two(day))JUL2024bhav.csv",
          "SYMBOL,SERIES,OPEN,HIGH,LOW,CLOSE,LAST,PREVCLOSE,TOTTRDQTY,TOTTRDVAL,TIMESTAMP,TOTALTRADES,ISIN,\n"
            + "RELIANCE,EQ,3100,3150,3090,3120,3120.3,3110,12345,38541750.00,\(two(day))-JUL-2024,900,INE000A01010,\n"
            + "SBIN,EQ,850,860,845,855,855,850,24690,21000000.00,\(two(day))-JUL-2024,901,INE001A01010,\n"
            + "SBIN,N5,11000,11000,11000,11000,11000,11000,5,55000.00,\(two(day))-JUL-2024,1,INE001A08010,\n"
        )
      }, options: ["--symbol", "SBIN"], words: ["SBIN 3 daily bars 2024-07-01 to 2024-07-03"]),
    Case(
      name: "the new bhavcopy",
      files: days.prefix(3).map { day in
        (
          "BhavCopy_NSE_CM_0_0_0_202407\(two(day))_F_0000.csv",
          "TradDt,BizDt,Sgmt,Src,FinInstrmTp,FinInstrmId,ISIN,TckrSymb,SctySrs,XpryDt,StrkPric,OptnTp,OpnPric,HghPric,"
            + "LwPric,ClsPric,TtlTradgVol\n"
            + "2024-07-\(two(day)),2024-07-\(two(day)),CM,NSE,STK,2885,INE000A01018,RELIANCE,EQ,,,,3100,3150,3090,3120,123450\n"
        )
      }, options: ["--symbol", "RELIANCE"], words: ["RELIANCE 3 daily bars 2024-07-01 to 2024-07-03"]),
  ]

  private static let programs = [
    Case(
      name: "a clock without colons",
      files: [
        (
          "ascii.txt",
          "<TICKER>,<PER>,<DTYYYYMMDD>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>\n"
            + minutes(30) { hour, minute, price in
              "RELIANCE,1,20240715,\(two(hour))\(two(minute))00,\(price),\(price + 1),\(price - 1),\(price),10"
            }
        )
      ], words: ["RELIANCE 30 1-minute bars 2024-07-15"]),
    Case(
      name: "a running future, labelled by the last second of its bars, under its own and the index's name",
      files: [
        (
          "NIFTY-I_2024.csv",
          "Ticker,Date,Time,Open,High,Low,Close,Volume,Open Interest\n"
            + minutes(30) { hour, minute, price in
              "NIFTY-I.NFO,15/07/2024,\(two(hour)):\(two(minute)):59,\(price),\(price + 1),\(price - 1),\(price),10,10"
            }
        )
      ], options: ["--symbol", "NIFTY"], words: ["30 1-minute bars 2024-07-15", "future on NFO; lot 25"]),
  ]

  private static let brokers = [
    Case(
      name: "an exchange before the name and a series behind it, seconds since 1970",
      files: [
        (
          "fyers.csv",
          "symbol,timestamp,open,high,low,close,volume\n"
            + (0..<30).map { "NSE:SBIN-EQ,\(1_710_128_700 + $0 * 60),\(765 + $0 % 3),770,760,766,4845\n" }.joined()
        )
      ], options: ["--symbol", "SBIN"], words: ["SBIN 30 1-minute bars 2024-03-11", "SBIN: share on NSE"]),
    Case(
      name: "one option, its strike, right and expiry in columns of one value",
      files: [
        (
          "NIFTY_2022-01-06_17900CE.csv",
          "close,datetime,exchange_code,expiry_date,high,low,open,product_type,right,stock_code,strike_price,volume\n"
            + minutes(30) { hour, minute, price in
              "\(price),2022-01-04 \(two(hour)):\(two(minute)):00,NFO,06-JAN-2022,\(price + 1),\(price - 1),\(price),Options,Call,NIFTY,17900,50"
            }
        )
      ], words: ["option 17900.00 CE, expires 2022-01-06, on NFO; lot 50"]),
  ]

  private static let contracts =
    [
      ("NIFTY2280417150PE", "2022-08-03", "option 17150.00 PE, expires 2022-08-04, on NFO; lot 50"),
      ("NIFTY24D0524500CE", "2024-12-03", "option 24500.00 CE, expires 2024-12-05, on NFO; lot 25"),
      ("NIFTY24NOV23500CE", "2024-11-26", "option 23500.00 CE, expires 2024-11-28, on NFO; lot 25"),
      ("BANKNIFTY24JAN47200CE", "2024-01-10", "option 47200.00 CE, expires 2024-01-25, on NFO; lot 15"),
      ("NIFTY24NOVFUT", "2024-11-26", "future, expires 2024-11-28, on NFO; lot 25"),
      ("BANKNIFTY_2018-09-27_26000CE", "2018-09-19", "lot 40"),
      ("BANKNIFTY_2019-06-27_31000CE", "2019-06-20", "lot 20"),
      ("BANKNIFTY_2020-07-23_22500CE", "2020-07-16", "lot 20"),
      ("BANKNIFTY_2020-07-30_22500CE", "2020-07-16", "lot 25"), ("BANKNIFTY", "2019-06-20", "lot 20"),
      ("NIFTY_2014-09-25_8000CE", "2014-09-18", "lot 50"), ("NIFTY_2015-09-24_7900CE", "2015-09-16", "lot 25"),
    ].map { name, day, words in Case(name: name, files: [("\(name).csv", plain(day))], words: [words]) }

  private static let sessions = [
    Case(
      name: "a Muhurat session whose hours the calendar does not know",
      files: [
        (
          "NIFTY.csv",
          plain("2019-10-25")
            + plain("2019-10-27", from: 1095, count: 60).split(separator: "\n").dropFirst().joined(separator: "\n")
            + "\n"
        )
      ],
      words: ["the hours of 2019-10-27", "are not known", "90 bars in"], absent: ["were left out"]),
    Case(
      name: "a commodity's own price step",
      files: [("NATURALGAS.csv", plain("2023-04-20", from: 600))],
      options: ["--exchange", "MCX", "--lot", "1250", "--square-off", "22:00"],
      words: ["future on MCX; lot 1250; tick 0.10"]),
  ]
}
