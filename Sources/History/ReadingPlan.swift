/// How a file is read. It begins with what nearly every file allows; a row that needs more makes the reader start anew.
struct ReadingPlan: Equatable {
  enum Scale {
    /// Every price is whole paise.
    case paise
    /// Some price has more decimals: steps of 1/10 000 rupee.
    case fine
    /// Some has more decimals and some is above what 32 bits of 1/10 000 rupee hold: rounded to paise.
    case roundedToPaise
  }

  var scale = Scale.paise
  /// Some rows are not in time order: keep each row's line, sort at the end.
  var sorts = false
  /// Of the numbers of dates that do not tell by themselves.
  var order = DateOrder.dayFirst

  var priceUnit: Int64 { scale == .fine ? 1 : 100 }
}

/// Why reading stopped.
enum Interruption: Error {
  case refused(HistoryError)
  /// Start anew with this.
  case again(ReadingPlan)
}
