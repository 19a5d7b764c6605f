import GRDB
import Market
import Trading

/// Alerts that were not acted on because of what they say. The first of each day are kept, so that a sender that goes on
/// wrongly cannot fill the disk.
enum RefusedAlertTable {
  static let keptEachDay = 200

  private static let insert = SQL(
    """
    insert into refused_alerts(number, link, field, seen, problem, fix, time, day) \
    select (select coalesce(max(number), 0) + 1 from refused_alerts), $1, $2, $3, $4, $5, $6, $7 \
    where (select count(*) from refused_alerts where day = $7) < \(keptEachDay)
    """)

  /// - Returns: its number; nil when the day has enough of them.
  static func add(_ alert: RefusedAlert, to db: Database) throws -> Int64? {
    let before = try last(db)
    try db.run(
      insert, [alert.link, alert.field, alert.seen, alert.problem, alert.fix, alert.time, alert.time.istDay])
    let after = try last(db)
    return after == before ? nil : after
  }

  /// The newest first; of one day when it is given.
  static func newest(_ db: Database, on day: TradingDay?, limit: Int) throws -> [RefusedAlertRow] {
    let select = SQL(
      """
      select r.number, r.link, r.field, r.seen, r.problem, r.fix, r.time, l.name \
      from refused_alerts r left join links l on l.id = r.link \
      where r.day between $1 and $2 order by r.number desc limit $3
      """)
    let values: [any ColumnValue] = [day?.daysSince1970 ?? Int32.min, day?.daysSince1970 ?? Int32.max, max(limit, 0)]
    return try db.rows(select, values, table: "refused_alerts") { columns in
      let number = try columns.integer()
      let alert = RefusedAlert(
        link: try columns.link(), field: try columns.text(), seen: try columns.text(), problem: try columns.text(),
        fix: try columns.text(), time: try columns.time())
      return RefusedAlertRow(number: number, alert: alert, linkName: try columns.name())
    }
  }

  private static func last(_ db: Database) throws -> Int64 {
    let select = SQL("select coalesce(max(number), 0) from refused_alerts")
    return try db.rows(select, [], table: "refused_alerts") { try $0.integer() }.first ?? 0
  }
}
