import GRDB
package import Market
package import Trading

/// A fill with its place on the tape: from these it can be told what was held at any moment of a day.
package struct BookedFill: Hashable, Sendable {
  package var order: OrderNumber
  package var id: String
  package var position: PositionID
  package var link: LinkID
  package var instrument: InstrumentID
  package var product: Product
  /// Of the position: `.buy` is long.
  package var direction: Side
  package var side: Side
  package var quantity: Quantity
  package var price: Price
  package var time: Timestamp
  /// When it was booked, and after which tick.
  package var booked: Timestamp
  package var tapeNumber: UInt32
}

extension BookedFill {
  /// Every fill of the positions that were open at some time of the day, in the order they were booked.
  static func all(_ db: Database, of account: AccountID, on day: TradingDay) throws -> [BookedFill] {
    let select = SQL(
      """
      select f.order_number, f.fill_id, f.position, f.link, f.instrument, p.product, p.direction, f.side, f.quantity, f.price, f.time, j.time, \
      j.tape_no from fills f join positions p on p.account = f.account and p.id = f.position \
      join journal j on j.stream = f.account and j.seq = f.seq \
      where f.account = $1 and p.opened_day <= $2 and coalesce(p.closed_day, 1000000) >= $2 \
      order by f.seq, f.order_number, f.fill_id, f.correction
      """)
    return try db.rows(select, [account, day], table: "fills") { columns in
      BookedFill(
        order: try columns.order(), id: try columns.text(), position: try columns.position(), link: try columns.link(),
        instrument: try columns.instrument(),
        product: try columns.choice(), direction: try columns.choice(), side: try columns.choice(),
        quantity: try columns.quantity(), price: try columns.price(), time: try columns.time(),
        booked: try columns.time(), tapeNumber: try columns.number())
    }
  }
}
