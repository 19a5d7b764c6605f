import Desk
import Engine
import Market

/// The day's result over all accounts.
struct DayResult {
  var realised = Money.zero
  var unrealised = Money.zero
  var charges = Money.zero
  var net = Money.zero
  /// Their unrealised result is not known and not counted.
  var positionsWithoutPrice = 0

  init(_ status: DeskStatus) {
    for account in status.accounts {
      realised += account.status.realised
      charges += account.status.charges
      net += account.dayResult
      for position in account.openPositions {
        if let result = position.unrealised { unrealised += result } else { positionsWithoutPrice += 1 }
      }
    }
  }
}
