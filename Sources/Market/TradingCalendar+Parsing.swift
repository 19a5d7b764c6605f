package typealias CalendarError = DataFileError

extension TradingCalendar {
  private static let columns = ["row", "segment", "date", "phase", "open", "close", "note"]

  fileprivate enum RowKind {
    case coveredFrom, coveredTo, regular, holiday, open, special, muhurat

    static let names: [(String, RowKind)] = [
      ("covered_from", .coveredFrom), ("covered_to", .coveredTo), ("regular", .regular), ("holiday", .holiday),
      ("open", .open), ("special", .special), ("muhurat", .muhurat),
    ]
  }

  /// Reads a calendar file; its format is described at the head of `Data/calendar.csv`.
  ///
  /// A date with special sessions and a holiday row (muhurat on a holiday) has only the special sessions.
  package init(parsing bytes: [UInt8]) throws(CalendarError) {
    let table = try DataTable(parsing: bytes, file: "calendar", columns: Self.columns)
    timetables = SessionClass.allCases.map { _ in Timetable() }
    for row in table.rows {
      for sessionClass in try row.choice("segment", Self.segments) {
        try timetables[sessionClass.position].add(row, as: try row.choice("row", RowKind.names))
      }
    }
    for index in timetables.indices { try timetables[index].arrange() }
  }

  /// This calendar with `user`'s rows over it. A date named there is taken from there alone. Ordinary hours hold from
  /// the date they name until the next date that either file names for the class. Coverage is the user's where stated.
  package func overridden(by user: TradingCalendar) -> TradingCalendar {
    var result = self
    for (index, rows) in user.timetables.enumerated() { result.timetables[index].replaceRows(from: rows) }
    return result
  }

  private static let segments: [(String, [SessionClass])] =
    [
      ("all", SessionClass.allCases),
      ("equity", [.cashWithDerivatives, .cashWithoutDerivatives, .equityDerivatives]),
    ] + SessionClass.allCases.map { ($0.rawValue, [$0]) }
}

extension TradingCalendar.Timetable {
  /// Adds a row in the file's order; ``arrange()`` brings the lists into theirs.
  fileprivate mutating func add(_ row: DataTable.Row, as kind: TradingCalendar.RowKind) throws(CalendarError) {
    let day = try row.day("date")
    let name = row.dayName
    switch kind {
    case .coveredFrom: coveredFrom = day
    case .coveredTo: coveredTo = day
    case .holiday: exceptions.append((day, .holiday(name)))
    case .open: exceptions.append((day, .openAsUsual(name)))
    case .regular: regular.append((day, [try row.hours()]))
    case .special, .muhurat:
      let isUnknown = row["open"].isEmpty && row["close"].isEmpty
      exceptions.append((day, .special(name, isUnknown ? [] : [try row.hours()])))
    }
  }

  /// Sorts by date and joins rows of one date.
  fileprivate mutating func arrange() throws(CalendarError) {
    regular = try joined(regular.sorted { $0.from < $1.from }.map { ($0.from, $0.hours) })
    var merged: [(day: TradingDay, exception: TradingCalendar.Exception)] = []
    // Sorting is not stable; the merge below does not depend on the order within a date.
    for (day, exception) in exceptions.sorted(by: { $0.day < $1.day }) {
      guard let last = merged.last, last.day == day else {
        merged.append((day, exception))
        continue
      }
      merged[merged.count - 1].exception = last.exception.merged(with: exception)
    }
    for index in merged.indices {
      guard case .special(let name, let hours) = merged[index].exception else { continue }
      merged[index].exception = .special(name, try inOrder(hours, on: merged[index].day))
    }
    exceptions = merged
  }

  private func joined(
    _ rows: [(TradingDay, [PhaseHours])]
  ) throws(CalendarError) -> [(from: TradingDay, hours: [PhaseHours])] {
    var result: [(from: TradingDay, hours: [PhaseHours])] = []
    for (day, hours) in rows {
      if result.last?.from == day {
        result[result.count - 1].hours += hours
      } else {
        result.append((day, hours))
      }
    }
    for index in result.indices { result[index].hours = try inOrder(result[index].hours, on: result[index].from) }
    return result
  }

  private func inOrder(_ hours: [PhaseHours], on day: TradingDay) throws(CalendarError) -> [PhaseHours] {
    let sorted = hours.sorted { $0.open < $1.open }
    for (earlier, later) in zip(sorted, sorted.dropFirst()) where later.open < earlier.close {
      throw CalendarError(
        file: "calendar", line: 0, column: "open", text: "\(day) \(later.open)",
        problem: "the \(later.phase.rawValue) phase begins before the \(earlier.phase.rawValue) phase has ended",
        fix: "Make the rows of \(day) follow one another without overlap.")
    }
    return sorted
  }

  fileprivate mutating func replaceRows(from user: TradingCalendar.Timetable) {
    exceptions.removeAll { user.exception(on: $0.day) != nil }
    exceptions = (exceptions + user.exceptions).sorted { $0.day < $1.day }
    regular.removeAll { row in user.regular.contains { $0.from == row.from } }
    regular = (regular + user.regular).sorted { $0.from < $1.from }
    coveredFrom = user.coveredFrom ?? coveredFrom
    coveredTo = user.coveredTo ?? coveredTo
  }
}

extension TradingCalendar.Exception {
  /// Two rows for one date: special sessions add up and win over a holiday or an ordinary day, which win by name order
  /// `open` over `holiday`, so that the file's line order never matters.
  fileprivate func merged(with other: Self) -> Self {
    switch (self, other) {
    case (.special(let name, let hours), .special(let otherName, let more)):
      .special(min(name, otherName), hours + more)
    case (.special, _): self
    case (_, .special): other
    case (.openAsUsual, _): self
    case (_, .openAsUsual): other
    case (.holiday, .holiday): self
    }
  }
}

extension DataTable.Row {
  /// The note without the sources in brackets at its end.
  fileprivate var dayName: String {
    let note = self["note"]
    guard let bracket = note.lastIndex(of: "[") else { return note }
    var name = note[..<bracket]
    while name.last == " " { name.removeLast() }
    return String(name)
  }

  fileprivate func hours() throws(CalendarError) -> PhaseHours {
    let phases = TradingSession.Phase.allCases.map { ($0.rawValue, $0) }
    let hours = PhaseHours(phase: try choice("phase", phases), open: try time("open"), close: try time("close"))
    guard hours.open < hours.close else {
      throw error("close", "closes before it opens", fix: "Give a close later than \(self["open"]) on the same day.")
    }
    return hours
  }
}
