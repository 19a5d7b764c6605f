package import Market
package import Trading

// The book as rows: finding, changing, finishing, reading.

extension SimulatedExchange {
  // Who asks is told of a modification as soon as it is accepted: asked at that moment, a broker answers with the order it
  // is about to have. Pushed reports show the book.

  /// Compares tags without case.
  package func report(tag: ClientTag) -> OrderReport? {
    slotsByTag[tag.text.uppercased()].map { orders[$0].acceptedReport }
  }

  package func report(id: BrokerOrderID) -> OrderReport? {
    slot(of: id).map { orders[$0].acceptedReport }
  }

  /// The last price of the day; nil before the first tick.
  package func lastPrice(_ id: InstrumentID) -> Price? {
    let index = Int(id.index)
    return marks.indices.contains(index) ? marks[index].reference : nil
  }

  /// Orders not finished, as they stand in the book, by sequence.
  package var openReports: [OrderReport] { live.map { orders[$0].report } }

  /// When the broker accepted an order; nil for one that is not in the book.
  package func placed(_ id: BrokerOrderID) -> Timestamp? { slot(of: id).map { orders[$0].placed } }

  /// When the first order of the day was accepted.
  package var firstPlaced: Timestamp? { orders.first?.placed }

  /// The broker itself ends an order: its risk system, or a measure of the exchange. Nothing happens to a finished one.
  package mutating func endByBroker(
    _ id: BrokerOrderID, as status: BrokerOrderStatus, reason: String, at now: Timestamp
  ) {
    guard let slot = slot(of: id), !orders[slot].status.isFinal, status.isFinal else { return }
    finish(slot, as: status, reason: reason, at: now)
  }

  /// The whole book: orders by sequence, those on their way included; positions that are not flat, by instrument.
  package func snapshot(at now: Timestamp) -> BrokerSnapshot {
    BrokerSnapshot(
      readBegan: now, orders: orders.map(\.acceptedReport),
      positions: header.positions.map {
        BrokerPosition(instrument: $0.instrument, product: $0.product, netQuantity: $0.netQuantity)
      })
  }

  /// Index of the order with this id. Sequences ascend but may have gaps after ``startDay(_:)``.
  func slot(of id: BrokerOrderID) -> Int? {
    guard id.text.first == "P", let sequence = Int64(id.text.dropFirst()) else { return nil }
    var low = 0
    var high = orders.count
    while low < high {
      let middle = (low + high) / 2
      if orders[middle].sequence < sequence { low = middle + 1 } else { high = middle }
    }
    guard low < orders.count, orders[low].id == id else { return nil }
    return low
  }

  /// Brings the order into a final status, takes it out of the live lists and reports it.
  mutating func finish(_ slot: Int, as status: BrokerOrderStatus, reason: String?, at time: Timestamp) {
    orders[slot].status = status
    orders[slot].reason = reason
    orders[slot].time = time
    let index = orders[slot].instrumentIndex
    lines[index].live.removeAll { $0 == slot }
    findQuietRange(of: index)
    live.removeAll { $0 == slot }
    noteChange(slot)
    pushReport(slot)
  }

  /// - Parameter reason: the broker's words for this report only, such as why a late cancel did nothing.
  mutating func pushReport(_ slot: Int, reason: String? = nil) {
    var report = orders[slot].report
    if let reason { report.reason = reason }
    reports.append(report)
  }

  mutating func noteChange(_ slot: Int) {
    guard !isChanged[slot] else { return }
    isChanged[slot] = true
    changed.append(slot)
  }

  mutating func takeStamp() -> Int64 {
    defer { header.nextStamp += 1 }
    return header.nextStamp
  }
}
