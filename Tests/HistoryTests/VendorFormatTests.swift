import Foundation
import History
import Market
import TestSupport
import Testing

@Suite("Files of sites, vendors and exchanges are read as they come")
struct VendorFormatTests {
  private let folder: PriceFolder

  init() throws { folder = try PriceFolder() }

  private func load(_ text: String, in name: String, _ symbol: String? = nil) throws -> (BarSeries, LoadReport) {
    let loaded = try HistoryLoader().bars([folder.write(text, to: name)], symbol: symbol)
    return (try #require(loaded.series.first), try #require(loaded.reports.first))
  }

  @Test("Investing.com: quotes, thousands grouped, shortened volumes, named months, newest first")
  func investing() throws {
    let (series, _) = try load(
      """
      \u{FEFF}"Date","Price","Open","High","Low","Vol.","Change %"
      "Jul 19, 2024","24,530.90","24,853.80","24,854.80","24,508.15","256.28M","-1.09%"
      "Jul 18, 2024","24,800.85","24,543.80","24,837.75","24,504.45","350.01M","0.76%"
      "Jul 16, 2024","24,613.00","24,615.90","24,661.25","24,587.65","-","0.11%"
      """, in: "Nifty 50 Historical Data.csv")
    #expect(series.symbol == "Nifty 50" && series.interval == .hours(24) && series.count == 3)
    #expect(series.start(2).istDay == "2024-07-19")
    let last = series.candle(2)
    #expect(last.open == "24853.80" && last.high == "24854.80" && last.low == "24508.15" && last.close == "24530.90")
    #expect(series.candles.map(\.volume) == [0, 350_010_000, 256_280_000])
    #expect(
      try load(
        "\"Date\",\"Price\",\"Open\",\"High\",\"Low\",\"Vol.\"\n\"19-07-2024\",\"1,02,530.90\",\"1,02,530.90\",\"1,02,530.90\",\"1,02,530.90\",\"68.18K\"\n",
        in: "MRF Historical Data (1).csv"
      ).0.candle(0).close == "102530.90")
  }

  @Test(
    "quantities are whole, shortened or with an exponent",
    arguments: [
      ("3.202100e+06", 3_202_100), ("1.85267E6", 1_852_670), ("68.18K", 68_180), ("1.5Cr", 15_000_000),
      ("2.5L", 250_000), ("2.5 lakh", 250_000), ("1.2B", 1_200_000_000), ("\"1,23,456\"", 123_456), ("null", 0),
      ("-", 0), ("NaN", 0),
    ] as [(String, Int64)])
  func quantities(_ text: String, _ quantity: Int64) throws {
    let row = "100,101,99,100,\(text)"
    let (series, _) = try load("date,open,high,low,close,volume\n2016-01-04,\(row)\n", in: "SBIN.csv")
    #expect(series.candle(0).volume == quantity)
  }

  @Test(
    "what is no number of either kind is refused with its cell",
    arguments: ["1.234e3x", "1,23,4", "12,34", "1.2345e3", "5.5"])
  func badQuantities(_ text: String) throws {
    let message = try folder.refusal("date,open,high,low,close,volume\n2016-01-04,100,101,99,100,\"\(text)\"\n")
    #expect(message?.contains("line 2, column volume") == true, "\(message ?? "read")")
  }

  @Test("prices may be grouped or have an exponent; a comma that may be a decimal point is refused")
  func prices() throws {
    let (series, _) = try load(
      "date,open,high,low,close\n2024-01-02,\"1,02,345.50\",1.0234555e5,1.02345e5,\"102,345\"\n", in: "MRF.csv")
    #expect(series.candle(0).open == "102345.50" && series.candle(0).high == "102345.55")
    #expect(series.candle(0).low == "102345" && series.candle(0).close == "102345")
    let message = try folder.refusal("date;open;high;low;close\n2024-01-02;100,500;100,500;100,500;100,500\n")
    #expect(message?.contains("decimal point") == true)
  }

  @Test("yfinance's two header lines, and the third that names the dates")
  func yfinance() throws {
    let text = """
      Price,Close,High,Low,Open,Volume
      Ticker,RELIANCE.NS,RELIANCE.NS,RELIANCE.NS,RELIANCE.NS,RELIANCE.NS
      Date,,,,,
      2023-02-01,2383.250041748,2399.0101220700003,2381.9300243999996,2395.7800100000004,169746
      2023-02-02,2378.0300417480003,2380.42012207,2367.6500244,2375.5700100000004,161705
      """
    let (series, _) = try load(text, in: "download.csv")
    #expect(series.symbol == "RELIANCE" && series.count == 2 && series.interval == .hours(24))
    #expect(
      series.candle(0).open == "2395.78" && series.candle(0).close == "2383.25" && series.candle(0).volume == 169_746)
    let lines = text.split(separator: "\n")
    let turned = ([lines[1], lines[0]] + lines[2...]).joined(separator: "\n")
    #expect(try load(turned, in: "turned.csv").0.candles == series.candles)
    let several = text.replacingOccurrences(of: "RELIANCE.NS,RELIANCE.NS\n", with: "RELIANCE.NS,TCS.NS\n")
    let message = try folder.refusal(several)
    #expect(message?.contains("line 2") == true && message?.contains("multi_level_index=False") == true)
  }

  @Test(
    "a row without any price is left out and said",
    arguments: ["null,null,null,null,null,null", ",,,,,", "NaN,nan,NaN,NaN,NaN,0"])
  func nullRow(_ row: String) throws {
    let (series, report) = try load(
      "Date,Open,High,Low,Close,Adj Close,Volume\n2021-05-12,100,101,99,100,100,5\n2021-05-13,\(row)\n2021-05-14,101,102,100,101,101,6\n",
      in: "^NSEI.csv")
    #expect(series.symbol == "^NSEI" && series.candles.map(\.start.istDay) == ["2021-05-12", "2021-05-14"])
    #expect(report.notes.contains("1 row without prices left out (first: line 3)"))
  }

  @Test("a day's bhavcopy of the old kind: the share, not the bond of its name")
  func oldBhavcopy() throws {
    let text = """
      SYMBOL,SERIES,OPEN,HIGH,LOW,CLOSE,LAST,PREVCLOSE,TOTTRDQTY,TOTTRDVAL,TIMESTAMP,TOTALTRADES,ISIN,
      RELIANCE,EQ,2150,2156.5,2145.75,2152,2152.3,2149,12345,26541750.00,01-JUN-2021,900,INE000A01010,
      SBIN,EQ,425,431.5,420.75,427,427.3,424,24690,5246625.00,01-JUN-2021,901,INE001A01010,
      SBIN,N5,11250,11256.5,11245.75,11252,11252.3,11249,49380,138881250.00,01-JUN-2021,903,INE003A01010,
      """
    let files = try [
      folder.write(text, to: "cm01JUN2021bhav.csv"),
      folder.write(
        text.replacingOccurrences(of: "01-JUN", with: "02-JUN").replacingOccurrences(of: ",2152,", with: ",2153,"),
        to: "cm02JUN2021bhav.csv"),
    ]
    let reliance = try HistoryLoader().bars(files, symbol: "RELIANCE").series
    #expect(reliance.count == 1 && reliance[0].candles.map(\.close) == ["2152", "2153"])
    let all = try HistoryLoader().bars(files)
    #expect(all.series.map(\.symbol) == ["RELIANCE", "SBIN"] && all.series[1].candle(0).close == "427")
    #expect(all.reports[0].notes.contains("1 row of another series than shares left out (first: line 4)"))
  }

  @Test("the exchange's daily file since July 2024 (UDiFF)")
  func udiff() throws {
    let text = """
      TradDt,BizDt,Sgmt,Src,FinInstrmTp,FinInstrmId,ISIN,TckrSymb,SctySrs,XpryDt,FininstrmActlXpryDt,StrkPric,OptnTp,FinInstrmNm,OpnPric,HghPric,LwPric,ClsPric,LastPric,PrvsClsgPric,TtlTradgVol
      2025-07-21,2025-07-21,CM,NSE,STK,2885,INE002A01018,RELIANCE,EQ,,,,,RELIANCE LTD,1420.00,1426.50,1415.75,1422.00,1422.10,1419.00,123450
      2025-07-21,2025-07-21,FO,NSE,IDO,1,,NIFTY,,2025-07-31,2025-07-31,25000.00,CE,NIFTY25JUL25000CE,210.00,240.00,190.00,220.00,221.00,205.00,7500
      2025-07-21,2025-07-21,FO,NSE,IDO,2,,NIFTY,,2025-07-31,2025-07-31,30000.00,CE,NIFTY25JUL30000CE,0.00,0.00,0.00,1.05,1.05,1.05,0
      2025-07-21,2025-07-21,FO,NSE,IDF,3,,NIFTY,,2025-07-31,2025-07-31,,,NIFTY25JULFUT,25100.00,25200.00,25000.00,25150.00,25150.00,25100.00,750000
      """
    let loaded = try HistoryLoader().bars([folder.write(text, to: "BhavCopy.csv")])
    #expect(loaded.series.map(\.symbol) == ["RELIANCE", "NIFTY31JUL2525000CE", "NIFTY31JUL25FUT"])
    #expect(loaded.series[0].candle(0).close == "1422" && loaded.series[0].candle(0).volume == 123_450)
    #expect(try load(text, in: "b.csv", "NIFTY31JUL2525000CE").0.candle(0).close == "220")
  }

  @Test(
    "clocks may lack their colons, halves of the day may be named",
    arguments: [
      ("20210601 091500", "20210601 091600"), ("20210601091500", "20210601091600"), ("202106010915", "202106010916"),
      ("2021-06-01 0915", "2021-06-01 0916"), ("01-06-2021 09:15:00 AM", "01-06-2021 09:16:00 AM"),
      ("01-Jun-21 9:15AM", "01-Jun-21 9:16AM"), ("2021-06-01 09:15:00 IST", "2021-06-01 09:16:00 IST"),
      ("\"01/06/2021, 09:15:00\"", "\"01/06/2021, 09:16:00\""), ("Jun 1 2021 9:15 am", "Jun 1 2021 9:16 am"),
      (
        "Tue Jun 01 2021 09:15:00 GMT+0530 (India Standard Time)",
        "Tue Jun 01 2021 09:16:00 GMT+0530 (India Standard Time)"
      ),
      ("1 June 2021 09:15", "1 June 2021 09:16"), ("2021-06-01 03:45:00 UTC", "2021-06-01 03:46:00 UTC"),
    ])
  func clocks(_ first: String, _ second: String) throws {
    let (series, _) = try load(
      "DateTime,Open,High,Low,Close,Volume\n\(first),1,1,1,1,5\n\(second),2,2,2,2,5\n", in: "RELIANCE_iq.csv")
    #expect(series.symbol == "RELIANCE" && series.interval == .minutes(1))
    #expect(series.start(0) == Timestamp(day: "2021-06-01", time: TimeOfDay(9, 15)))
  }

  @Test("MetaStock's and AmiBroker's lines, with a header and without")
  func ascii() throws {
    let head = "<TICKER>,<PER>,<DTYYYYMMDD>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>\n"
    let rows =
      "RELIANCE,1,20210601,091500,2150,2150.2,2149.85,2149.95,2436\nRELIANCE,1,20210601,091600,2149.95,2150.05,2149.55,2149.7,4590\n"
    let expected = try load(head + rows, in: "ascii.txt").0
    #expect(expected.symbol == "RELIANCE" && expected.start(1).istTime == TimeOfDay(9, 16))
    #expect(try load(rows, in: "bare.txt").0.candles == expected.candles)
    let plain = rows.replacingOccurrences(of: ",1,2021", with: ",2021")
    #expect(try load(plain.replacingOccurrences(of: ",09", with: ",9"), in: "short.txt", nil).0.symbol == "RELIANCE")
    #expect(try load(plain, in: "plain.txt").0.candles == expected.candles)
    let month =
      "Ticker,Date_MDY,Time,Open,High,Low,Close,Volume\nSBIN,05/06/2024,0915,1,1,1,1,1\nSBIN,05/06/2024,0916,1,1,1,1,1\n"
    #expect(try load(month, in: "ami.csv").0.start(0).istDay == "2024-05-06")
    let afternoon = "date,time,open,high,low,close\n2021-06-01,02:15 PM,1,1,1,1\n2021-06-01,02:16 PM,1,1,1,1\n"
    #expect(try load(afternoon, in: "pm.csv").0.start(0).istTime == TimeOfDay(14, 15))
  }

  @Test(
    "years with two digits", arguments: ["%-Jan-20", "%/01/20", "20-01-%"])
  func shortYears(_ pattern: String) throws {
    let rows = [13, 14, 15].map { pattern.replacingOccurrences(of: "%", with: "\($0)") + ",10,12,9,11" }
    let text = "date,open,high,low,close\n" + rows.joined(separator: "\n") + "\n"
    if pattern.hasPrefix("20") {
      // 20 may be the day: three years then, and that is asked.
      #expect(try folder.refusal(text)?.contains("--dates year-first") == true)
    }
    let loader = HistoryLoader(dates: pattern.hasPrefix("20") ? .yearFirst : nil)
    let series = try loader.bars([folder.write(text, to: "SBIN.csv")]).series[0]
    #expect(series.candles.map(\.start.istDay) == ["2020-01-13", "2020-01-14", "2020-01-15"])
  }

  @Test(
    "candles in JSON as brokers answer them",
    arguments: [
      #"{"status":"success","data":{"candles":[["2023-09-06T11:20:00+05:30",2,2,2,2,6,0],["2023-09-06T11:15:00+05:30",1,1.5,0.5,1,5,0]]}}"#,
      #"{"s":"ok","candles":[[1693979100,1,1.5,0.5,1,5],[1693979400,2,2,2,2,6]]}"#,
      #"{"status":true,"message":"SUCCESS","errorcode":"","data":[["2023-09-06T11:15:00+05:30",1,1.5,0.5,1,5],["2023-09-06T11:20:00+05:30",2,2,2,2,6]]}"#,
      #"{"Success":[{"close":1,"datetime":"2023-09-06 11:15:00","high":1.5,"low":0.5,"open":1,"volume":5},{"close":2,"datetime":"2023-09-06 11:20:00","high":2,"low":2,"open":2,"volume":6}],"Status":200,"Error":null}"#,
      #"{"open":[1,2],"high":[1.5,2],"low":[0.5,2],"close":[1,2],"volume":[5,6],"timestamp":[1693979100,1693979400],"open_interest":[]}"#,
      #"{"s":"ok","t":[1693979100,1693979400],"o":[1,2],"h":[1.5,2],"l":[0.5,2],"c":[1,2],"v":[5,6]}"#,
    ])
  func json(_ text: String) throws {
    let (series, report) = try load(text, in: "SBIN.json")
    #expect(series.symbol == "SBIN" && series.interval == .minutes(5) && report.format.contains("JSON"))
    #expect(series.start(0) == Timestamp(day: "2023-09-06", time: TimeOfDay(11, 15)))
    #expect(series.candle(0).high == "1.5" && series.candle(0).volume == 5 && series.candle(1).close == "2")
  }

  @Test(
    "JSON without candles, or broken, is refused",
    arguments: [
      (#"{"s":"no_data"}"#, "holds no candles"), (#"{"candles":[]}"#, "holds no candles"),
      ("{\"candles\":[[1,", "byte"),
      (#"{"candles":[["2023-09-06T11:15:00+05:30",1,1,1,1,5],["2023-09-06T11:20:00+05:30",1,0.5,2,1,5]]}"#, "candle 2"),
      (String(repeating: "[", count: 100_000), "JSON"),
    ])
  func badJSON(_ text: String, _ hint: String) throws {
    let message = try folder.refusal(text, in: "SBIN.json")
    #expect(message?.contains(hint) == true, "\(message ?? "read")")
  }
}

@Suite("The order of a date's numbers is told by the file, by a person, or asked for")
struct DateOrderTests {
  private let folder: PriceFolder

  init() throws { folder = try PriceFolder() }

  private func daily(_ dates: [String]) -> String {
    "Date,Open,High,Low,Close\n" + dates.map { "\($0),10,12,9,11\n" }.joined()
  }

  private func days(_ dates: [String], _ order: DateOrder? = nil) throws -> [TradingDay] {
    try HistoryLoader(dates: order).bars([folder.write(daily(dates), to: "SBIN.csv")]).series[0].candles.map(
      \.start.istDay)
  }

  @Test("a row that can only be month first proves it for all, wherever it stands")
  func proved() throws {
    #expect(try days(["01/02/2024", "01/12/2024", "01/15/2024"]) == ["2024-01-02", "2024-01-12", "2024-01-15"])
    #expect(try days(["01/15/2024", "01/12/2024"]) == ["2024-01-12", "2024-01-15"])
    #expect(try days(["30/11/2023", "01/12/2023"]) == ["2023-11-30", "2023-12-01"])
  }

  @Test("dates that make days in a row month first, and months day first, are asked about; both answers work")
  func likely() throws {
    let dates = ["01/02/2024", "01/03/2024", "01/04/2024", "01/05/2024", "01/08/2024"]
    let message = try folder.refusal(daily(dates), in: "SBIN.csv")
    #expect(message?.contains("the dates look month first") == true && message?.contains("--dates month-first") == true)
    #expect(try days(dates, .monthFirst).last == "2024-01-08")
    #expect(try days(["01/06/2021", "02/06/2021", "03/06/2021"]) == ["2021-06-01", "2021-06-02", "2021-06-03"])
  }

  @Test("dates that go back and forth day first, over the same days, are asked about too")
  func backAndForth() throws {
    let both = { (month: Int, day: Int) in "\(month < 10 ? "0" : "")\(month)/\(day < 10 ? "0" : "")\(day)/2023" }
    let dates = (1...12).flatMap { month in (1...12).map { both(month, $0) } }
    #expect(try folder.refusal(daily(dates), in: "SBIN.csv")?.contains("the dates look month first") == true)
    #expect(try folder.refusal(daily(Array(dates.reversed())), in: "SBIN.csv")?.contains("look month first") == true)
  }

  @Test("one day that may be two is taken day first, and that is said; a weekend tells")
  func open() throws {
    let rows = { (date: String) in "Datetime,Open,High,Low,Close\n\(date) 09:15,1,1,1,1\n\(date) 09:16,1,1,1,1\n" }
    let loaded = try HistoryLoader().bars([folder.write(rows("05/06/2024"), to: "SBIN.csv")])
    #expect(loaded.series[0].start(0).istDay == "2024-06-05")
    #expect(loaded.reports[0].notes.contains { $0.contains("2024-05-06") && $0.contains("--dates") })
    let told = try HistoryLoader(dates: .monthFirst).bars([folder.write(rows("05/06/2024"), to: "SBIN.csv")])
    #expect(told.series[0].start(0).istDay == "2024-05-06" && told.reports[0].notes.isEmpty)
    // 8 June 2024 was a Saturday, 6 August a Tuesday.
    #expect(try folder.refusal(rows("08/06/2024"), in: "SBIN.csv")?.contains("look month first") == true)
    #expect(try folder.refusal(rows("06/06/2024"), in: "SBIN.csv") == nil)
    // 11 March 2024 was a Monday, 3 November a Sunday.
    let monday = try HistoryLoader().bars([folder.write(rows("11/03/2024"), to: "SBIN.csv")])
    #expect(monday.series[0].start(0).istDay == "2024-03-11" && monday.reports[0].notes.isEmpty)
  }

  @Test("dates of both orders in one file are refused with both lines; so is a date against a given order")
  func mixed() throws {
    let message = try folder.refusal(daily(["13/02/2024", "02/14/2024"]), in: "SBIN.csv")
    #expect(message?.contains("line 3") == true && message?.contains("line 2") == true)
    let file = try folder.write(daily(["13/02/2024"]), to: "SBIN.csv")
    let error = #expect(throws: HistoryError.self) { try HistoryLoader(dates: .monthFirst).bars([file]) }
    #expect(error?.fix.contains("--dates day-first") == true && error?.line == 2)
  }

  @Test("the cache keeps one file read in two orders apart")
  func cached() throws {
    let file = try folder.write(daily(["05/06/2024"]), to: "SBIN.csv")
    let cache = folder.url.appending(path: "cache")
    for order: DateOrder? in [nil, .monthFirst, .dayFirst, .monthFirst, nil] {
      let day = try HistoryLoader(cacheFolder: cache, dates: order).bars([file]).series[0].start(0).istDay
      #expect(day == (order == .monthFirst ? "2024-05-06" : "2024-06-05"))
    }
  }
}

@Suite("What was not asked for does not stop what was")
struct AskedSymbolTests {
  private let folder: PriceFolder

  init() throws { folder = try PriceFolder() }

  private static let chain = """
    close,datetime,exchange_code,expiry_date,high,low,open,right,stock_code,strike_price,volume
    151,2022-01-04 09:15:00,NFO,06-JAN-2022,152,150,152,Call,NIFTY,17900,200
    150,2022-01-04 09:16:00,NFO,06-JAN-2022,151,149,151,Call,NIFTY,17900,150

    """

  @Test("a bad or contradictory row stops only its own symbol")
  func others() throws {
    let text = """
      symbol,date,open,high,low,close
      TCS,2024-01-02,10,11,9,10
      SBIN,2024-01-02,bad,11,9,10
      INFY,2024-01-02,10,11,9,10
      INFY,2024-01-02,20,21,19,20
      TCS,2024-01-03,10,11,9,10
      SBIN,2024-01-03,10,11,9,10
      """
    let file = try folder.write(text)
    #expect(try HistoryLoader().bars([file], symbol: "TCS").series[0].count == 2)
    for (symbol, line) in [("SBIN", 3), ("INFY", 5)] {
      let error = #expect(throws: HistoryError.self) { try HistoryLoader().bars([file], symbol: symbol) }
      #expect(error?.line == line)
    }
    #expect(throws: HistoryError.self) { try HistoryLoader().bars([file]) }
    #expect(try HistoryLoader().bars([file], symbols: ["TCS"]).series.map(\.symbol) == ["TCS"])
  }

  @Test("a symbol is found under the names that brokers give it")
  func spellings() throws {
    let rows = { (name: String) in
      "symbol,timestamp,open,high,low,close\n\(name),1710128700,1,1,1,1\n\(name),1710128760,1,1,1,1\n"
    }
    for name in ["NSE:SBIN-EQ", "SBIN-EQ", "NSE_EQ|SBIN", "SBIN.NS", "sbin"] {
      let file = try folder.write(rows(name), to: "x.csv")
      #expect(try HistoryLoader().bars([file], symbol: "SBIN").series.map(\.symbol) == ["SBIN"], "\(name)")
    }
    let future = try folder.write(rows("NIFTY-I.NFO"), to: "x.csv")
    #expect(try HistoryLoader().bars([future], symbol: "NIFTY").series.map(\.symbol) == ["NIFTY-I.NFO"])
    let bse = try folder.write(rows("BSE:SBIN"), to: "x.csv")
    #expect(try HistoryLoader().bars([bse], symbol: "SBIN").series.map(\.symbol) == ["BSE:SBIN"])
    #expect(throws: HistoryError.self) { try HistoryLoader().bars([bse], symbol: "NSE:SBIN") }
  }

  @Test("a file without the symbol among others that have it is passed over")
  func laterListed() throws {
    let day = { (day: Int, name: String) in "symbol,date,open,high,low,close\n\(name),2024-01-0\(day),1,1,1,1\n" }
    let files = try [folder.write(day(2, "SBIN"), to: "a.csv"), folder.write(day(3, "TCS"), to: "b.csv")]
    #expect(try HistoryLoader().bars(files, symbol: "TCS").series[0].count == 1)
    #expect(throws: HistoryError.self) { try HistoryLoader().bars(files, symbol: "INFY") }
  }

  @Test("columns of a contract name it: one contract, or each of a chain")
  func contracts() throws {
    let one = try HistoryLoader().bars([folder.write(Self.chain, to: "NIFTY_2022-01-06_17900CE.csv")])
    #expect(one.series.map(\.symbol) == ["NIFTY06JAN2217900CE"] && one.series[0].count == 2)
    let more =
      Self.chain + "99,2022-01-04 09:15:00,NFO,06-JAN-2022,99,99,99,Put,NIFTY,17900,50\n"
      + "17800,2022-01-04 09:15:00,NFO,27-JAN-2022,17800,17800,17800,Others,NIFTY,0,50\n"
    let file = try folder.write(more, to: "chain.csv")
    #expect(
      try HistoryLoader().bars([file]).series.map(\.symbol) == [
        "NIFTY06JAN2217900CE", "NIFTY06JAN2217900PE", "NIFTY27JAN22FUT",
      ])
    for name in ["NIFTY06JAN2217900CE", "NIFTY_2022-01-06_17900CE"] {
      #expect(try HistoryLoader().bars([file], symbol: name).series.map(\.count) == [2])
    }
  }

  @Test("a strike without its expiry names nothing: the file's name does, or it is refused, never taken for the index")
  func incomplete() throws {
    let head = "timestamp,strike,option_type,open,high,low,close\n2022-01-04 09:15:00,17900,CE,1,1,1,1\n"
    let same = try folder.write(head + "2022-01-04 09:16:00,17900,CE,1,1,1,1\n", to: "NIFTY_2022-01-06_17900CE.csv")
    #expect(try HistoryLoader().bars([same]).series.map(\.symbol) == ["NIFTY_2022-01-06_17900CE"])
    for strike in ["18000", "17900"] {
      let message = try folder.refusal(head + "2022-01-04 09:16:00,\(strike),CE,1,1,1,1\n")
      #expect(message?.contains("line 2, column strike: these are prices of an option") == true)
    }
    let withoutRight = "timestamp,symbol,expiry,strike,open,high,low,close\n"
    let row = "2022-01-04 09:15:00,NIFTY,2022-01-06,17900,1,1,1,1\n"
    #expect(try folder.refusal(withoutRight + row)?.contains("these are prices of an option") == true)
  }

  @Test(
    "a file's name without the words that describe it",
    arguments: [
      ("RELIANCE_15min_2020_covid.csv", "RELIANCE"), ("SBIN_whole_month.csv", "SBIN"),
      ("SBIN Historical Data.csv", "SBIN"),
      ("Quote-Equity-SBIN-EQ-01-01-2024-to-31-01-2024.csv", "SBIN"), ("reliance_5m.csv", "RELIANCE"),
      ("BANKNIFTY_2024-01-10_47200CE_1min.csv", "BANKNIFTY_2024-01-10_47200CE"),
    ])
  func fileNames(_ name: String, _ symbol: String) throws {
    #expect(try folder.bars("date,open,high,low,close\n2024-01-02,1,1,1,1\n", in: name).symbol == symbol)
  }
}
